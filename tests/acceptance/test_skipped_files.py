"""A prune is refused if the manifest of a resource may be in a skipped file."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Callable, Dict

import pytest

from smarter import Smarter
from smarter.errors import GuardError, ManifestError
from tests.acceptance.conftest import Command

Damage = Callable[[Path], None]


def replaced(old: str, new: str) -> Damage:
    def damage(file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def rewritten(change: Callable[[str], str]) -> Damage:
    def damage(file: Path) -> None:
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    return damage


def dangle(file: Path) -> None:
    file.unlink()
    file.symlink_to("nothing")


def no_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00" + file.read_bytes())


def link_out(file: Path) -> None:
    elsewhere = file.parent.parent / "elsewhere"
    elsewhere.mkdir()
    file.rename(elsewhere / file.name)
    (file.parent / "common").symlink_to(elsewhere)


def ignore(file: Path) -> None:
    (file.parent / ".git").mkdir()
    (file.parent / ".gitignore").write_text(file.name + "\n", encoding="utf-8")


def into_build(file: Path) -> None:
    (file.parent / "build").mkdir()
    file.rename(file.parent / "build" / file.name)


def hide(file: Path) -> None:
    file.rename(file.parent / ".chatbot.yaml")


def into_a_hidden_folder(file: Path) -> None:
    (file.parent / "more" / ".off").mkdir(parents=True)
    file.rename(file.parent / "more" / ".off" / file.name)


def comments_in_utf_16(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_bytes("".join(f"# {line}\n" for line in lines).encode("utf-16"))


def in_utf_16(name: str) -> Damage:
    def damage(file: Path) -> None:
        file.with_name(name).write_bytes(file.read_text(encoding="utf-8").encode("utf-16"))
        file.unlink()

    return damage


def renamed_to_text(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.with_suffix(".txt").write_text(f"description: d\n{text}", encoding="utf-8")
    file.unlink()


def among_thousands(file: Path) -> None:
    """Put the file behind thousands of others, more than a check might read."""
    folder = file.parent / "more"
    folder.mkdir()
    for number in range(2_100):
        (folder / f"{number}.bak").touch()
    (file.parent / "off").mkdir()
    file.rename(file.parent / "off" / "chatbot.bak")


def unreadable(file: Path) -> None:
    renamed = file.rename(file.with_suffix(".off"))
    renamed.chmod(0)
    if os.access(renamed, os.R_OK):
        pytest.skip("root reads every file")


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def link_to_a_pipe(file: Path) -> None:
    pipe(file)
    file.rename(file.parent / "pipe")
    file.symlink_to("pipe")


def empty_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def rename(name: str) -> Damage:
    def damage(file: Path) -> None:
        (file.parent / name).parent.mkdir(exist_ok=True)
        file.rename(file.parent / name)

    return damage


def packed(name: str, pack: Callable[[bytes], bytes]) -> Damage:
    def damage(file: Path) -> None:
        file.with_name(name).write_bytes(pack(file.read_bytes()))
        file.unlink()

    return damage


def zipped(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("faq.yaml", "a: 1\n")
        made.writestr("shop/chatbot.yaml", content)
    return archive.getvalue()


def archived(content: bytes) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as made:
        member = tarfile.TarInfo("chatbot.yaml")
        member.size = len(content)
        made.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def written_in(name: str, before: str, after: str = "", prefix: str = "") -> Damage:
    """Move the manifest into the text of another file, each line behind a prefix."""

    def damage(file: Path) -> None:
        lines = file.read_text(encoding="utf-8").splitlines()
        text = "".join(f"{prefix}{line}\n" for line in lines)
        (file.parent / name).write_text(f"{before}{text}{after}", encoding="utf-8")
        file.unlink()

    return damage


def dangling_folder(file: Path) -> None:
    file.unlink()
    (file.parent / "common").symlink_to("../../not-checked-out")


def submodule(file: Path) -> None:
    file.unlink()
    (file.parent / "bots").mkdir()
    listed = '[submodule "bots"]\n\tpath = quickstart/bots\n\turl = https://example.com/bots\n'
    (file.parent.parent / ".gitmodules").write_text(listed, encoding="utf-8")


def json_in_another_suffix(file: Path) -> None:
    chatbot = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Chatbot",
        "metadata": {"name": "bike_shop"},
        "spec": {},
    }
    file.with_suffix(".off").write_text(json.dumps(chatbot, indent=2), encoding="utf-8")
    file.unlink()


DAMAGES: Dict[str, Damage] = {
    "no value of apiVersion": replaced("apiVersion: smarter.sh/v1", "apiVersion"),
    "no apiVersion": replaced("apiVersion: smarter.sh/v1\n", ""),
    "apiVersion null": replaced("smarter.sh/v1", ""),
    "the group was cut": replaced("smarter.sh/v1", "v1"),
    "another group": replaced("smarter.sh/v1", "smart.example/v1"),
    "apiVersion misspelt": replaced("apiVersion", "apiversoin"),
    "apiVersion and kind misspelt": replaced(
        "apiVersion: smarter.sh/v1\nkind: Chatbot", "apiVerson: x\nkind: Chatbto"
    ),
    "no apiVersion and no kind": replaced("apiVersion: smarter.sh/v1\nkind: Chatbot\n", ""),
    "no YAML": replaced("apiVersion: smarter.sh/v1", "apiVersion: [smarter"),
    "a merge that was not resolved": replaced("apiVersion: smarter.sh/v1\n", "<<<<<<< HEAD\n"),
    "a tab": replaced("apiVersion: smarter.sh/v1\n", "apiVersion:\n\tx\n"),
    "empty": rewritten(lambda text: ""),
    "cut off": rewritten(lambda text: text[20:200]),
    "comments only": rewritten(lambda text: "".join(f"# {line}\n" for line in text.splitlines())),
    "a list of it": rewritten(lambda text: "- " + text.replace("\n", "\n  ")),
    "a text": replaced("apiVersion: smarter.sh/v1", "--- |\n  apiVersion: smarter.sh/v1"),
    "a link out of the folder": link_out,
    "left out by .gitignore": ignore,
    "in a folder that is left out": into_build,
    "a link that leads nowhere": dangle,
    "bytes that are not text": no_text,
    "hidden": hide,
    "in a hidden folder": into_a_hidden_folder,
    "comments in UTF-16": comments_in_utf_16,
    "UTF-16 with another suffix": in_utf_16("chatbot.txt"),
    "a pointer of Git LFS": rewritten(
        lambda text: "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 123\n"
    ),
    "a link as Git writes it without links": rewritten(lambda text: "../common/chatbot.yaml"),
    "in a vault": rewritten(lambda text: "$ANSIBLE_VAULT;1.1;AES256\n6162636465\n"),
    "a mark of a document": rewritten(lambda text: "---\n"),
    "null": rewritten(lambda text: "null\n"),
    "an empty mapping": rewritten(lambda text: "{}\n"),
    "no name, and sections in capitals": rewritten(
        lambda text: (
            text.replace("apiVersion", "ApiVersion")
            .replace("kind:", "Kind:")
            .replace("metadata:", "Metadata:")
            .replace("spec:", "Spec:")
            .replace("bike_shop", "${var:bot}")
        )
    ),
    "another spelling of the name": rewritten(lambda text: "chatbot: {name: Bike-Shop}\n"),
    "another first field, in a file of another suffix": renamed_to_text,
    "among thousands of files": among_thousands,
    "unreadable, with another suffix": unreadable,
    "a pipe": pipe,
    "a link to a pipe": link_to_a_pipe,
    "an empty folder": empty_folder,
    "JSON with another suffix": json_in_another_suffix,
    "gzip": packed("chatbot.yaml.gz", gzip.compress),
    "gzip that was cut off": packed("chatbot.yaml.gz", lambda content: gzip.compress(content)[:-20]),
    "gzip of another name": packed("chatbot.gz", gzip.compress),
    "bzip2": packed("chatbot.yaml.bz2", bz2.compress),
    "xz": packed("chatbot.yaml.xz", lzma.compress),
    "zip": packed("old.zip", zipped),
    "tar": packed("old.tgz", archived),
    "packed by what cannot be read": packed(
        "chatbot.yaml.zst", lambda content: b"\x28\xb5\x2f\xfd" + bytes(range(128, 256)) * 8
    ),
    "encrypted": packed("chatbot.yaml.gpg", lambda content: bytes(range(256)) * 8),
    "encrypted as text": packed(
        "chatbot.yaml.asc", lambda content: b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"
    ),
    "encrypted by sops": rewritten(
        lambda text: re.sub(r": (\S.*)", ": ENC[AES256_GCM,data:ab/cd,iv:x]", text) + "sops: {version: 3}\n"
    ),
    "a page in place of a download": rewritten(lambda text: "404: Not Found"),
    "in Markdown": written_in("README.md", "# Shop\n\n```yaml\n", "```\n"),
    "in Markdown behind another": written_in(
        "a.md", "---\ntitle: x\n---\n~~~yaml\na: 1\n~~~\n\n```yaml\n", "```\n"
    ),
    "in reStructuredText": written_in("notes.rst", "Bot\n===\n\n.. code-block:: yaml\n\n", prefix="   "),
    "in a program": written_in("apply.sh", "cat <<END | smarter apply -f -\n", "END\n"),
    "in a patch": written_in("chatbot.patch", "--- a/chatbot.yaml\n+++ /dev/null\n", prefix="-"),
    "in a template": written_in("chatbot.tpl", '{{- define "bot" }}\n', "{{ end }}\n"),
    "behind a folder's link that leads nowhere": dangling_folder,
    "in a submodule that was not fetched": submodule,
    **{
        f"renamed to {name}": rename(name)
        for name in (
            "chatbot.yaml.bak",
            "chatbot.bak",
            "chatbot.disabled",
            "chatbot.yaml~",
            "#chatbot.yaml#",
            "chatbot.txt",
            "chatbot",
            "chatbot.YML.orig",
            "chatbot.yaml.j2",
            "off/chatbot.tmpl",
            ".chatbot.yaml.swp",
        )
    },
}


@pytest.fixture
def owned(smarter: Command) -> Command:
    chatbot = smarter.folder / "quickstart" / "chatbot.yaml"
    # The set is large enough for one deletion to be within its limit.
    assert "name: bike_shop" in chatbot.read_text(encoding="utf-8")
    assert smarter("apply", "-f", "quickstart/", "--set", "shop").code == 0
    return smarter


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_resource_of_a_skipped_file_is_not_pruned(owned: Command, damage: str) -> None:
    DAMAGES[damage](owned.folder / "quickstart" / "chatbot.yaml")
    for flags in (["--prune", "--yes"], ["--prune", "--dry-run"]):
        ran = owned("apply", "-f", "quickstart/", "--set", "shop", *flags)
        assert ran.code in (1, 2, 8), ran
        # The refusal names the file, or the resource.
        assert "chatbot" in ran.err or "quickstart/common" in ran.err
    assert owned("get", "chatbots", "-o", "name").out == "chatbot/bike_shop\n"
    assert owned("plan", "-f", "quickstart/", "--set", "shop", "--prune").code in (1, 2, 8)


def test_apply_of_named_files_does_not_search_their_folder(owned: Command) -> None:
    (owned.folder / "quickstart" / "chatbot.yaml").unlink()
    files = sorted(str(path) for path in (owned.folder / "quickstart").glob("*.yaml"))
    flags = [word for file in files for word in ("-f", file)]
    ran = owned("apply", *flags, "--set", "shop", "--prune", "--yes")
    assert (ran.code, owned("get", "chatbots", "-o", "name").out) == (0, ""), ran.err


def test_a_resource_without_its_manifest_is_pruned(owned: Command) -> None:
    """The refusals above are about files that are still there."""
    (owned.folder / "quickstart" / "chatbot.yaml").unlink()
    (owned.folder / "quickstart" / "values.yaml").write_text("image: {tag: 1}\n", encoding="utf-8")
    # Other files may mention the resource, and show its manifest: prose, programs, backups of other manifests.
    (owned.folder / "quickstart" / "README.md").write_text(
        "# Shop\nThe `bike_shop`:\n```yaml\napiVersion: smarter.sh/v1\nmetadata:\n  name: bike_shop\n```\n",
        encoding="utf-8",
    )
    (owned.folder / "quickstart" / "faq.yaml.bak").write_text("# for bike_shop\n", encoding="utf-8")
    others = b"apiVersion: smarter.sh/v1\nkind: Chatbot\nmetadata: {name: other}\nspec: {}\n"
    (owned.folder / "quickstart" / "other.yaml.gz").write_bytes(gzip.compress(others + b"# for bike_shop\n"))
    # An editor is open on another manifest: its file has bytes that are not text.
    swap = b"b0VIM 9.0\0\0\xd5\xe4\xc1f" + bytes(4_000) + others
    (owned.folder / "quickstart" / ".faq.yaml.swp").write_bytes(swap)
    (owned.folder / "quickstart" / ".#faq.yaml").symlink_to("me@here.4711")
    (owned.folder / "quickstart" / "empty").mkdir()
    kubernetes = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {}\n"
    (owned.folder / "quickstart" / "web.yaml").write_text(kubernetes, encoding="utf-8")
    ran = owned("apply", "-f", "quickstart/", "--set", "shop", "--prune", "--yes")
    assert ran.code == 0, ran.err
    assert "skipped 2 files that are not Smarter manifests" in ran.err
    assert owned("get", "chatbots", "-o", "name").out == ""


def test_the_python_client_refuses_skipped_files(owned: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(owned.home))
    folder = owned.folder / "quickstart"
    text = (folder / "chatbot.yaml").read_text(encoding="utf-8")
    with Smarter(context="local") as client:
        for damaged, error in (
            (text.replace("apiVersion: smarter.sh/v1\n", ""), ManifestError),
            ("", ManifestError),
            ("# " + text.replace("\n", "\n# "), GuardError),
        ):
            (folder / "chatbot.yaml").write_text(damaged, encoding="utf-8")
            for given in (str(folder), iter([folder])):
                with pytest.raises(error):
                    client.manifests.apply(given, set_name="shop", prune=True)
    assert owned("get", "chatbots", "-o", "name").out == "chatbot/bike_shop\n"
