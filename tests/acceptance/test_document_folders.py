"""A File manifest with a folder or a pattern as path: one document for each file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Dict, List

import pytest

from tests.acceptance.conftest import KNOWLEDGE, Command
from tests.acceptance.server import Server

FILES = {
    "hours.md": "We open at nine.",
    "bikes/chains.md": "A new chain costs 35 dollars.",
    "bikes/tyres.md": "A tyre lasts 4000 kilometres.",
}


@pytest.fixture
def shop(newer: Command) -> Path:
    """Make a folder with the manifests and the files of a handbook."""
    folder = newer.folder / "shop"
    folder.mkdir()
    (folder / "handbook.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    write_manifest(folder, "manuals")
    for name, text in FILES.items():
        write(folder / "manuals" / name, text)
    return folder


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def write_manifest(folder: Path, path: str, name: str = "manuals", more: str = "") -> None:
    write(
        folder / f"{name}.yaml",
        "apiVersion: smarter.sh/v1\nkind: File\n"
        f"metadata: {{name: {name}{more}}}\nspec: {{path: '{path}', vectorstore: handbook}}\n",
    )


def apply(newer: Command, *args: str) -> Any:
    return newer("apply", "-f", "shop", "--set", "shop", "-o", "json", *args)


def prune(newer: Command, *args: str) -> Any:
    return apply(newer, "--prune", "--prune-limit", "100", "--yes", *args)


def actions(done: Any) -> Dict[str, str]:
    """Map the name of each document to its action."""
    return {
        name.partition("/")[2]: action for name, action in done.actions.items() if name.startswith("File/")
    }


def documents(newer: Command) -> List[str]:
    found = newer("files", "list", "--vectorstore", "handbook", "-o", "json").json["results"]
    return sorted(each["metadata"]["smarter.sh/client/name"] for each in found)


def every(action: str) -> Dict[str, str]:
    return {f"manuals/{name}": action for name in FILES}


def test_each_file_is_a_line_of_the_plan_and_of_the_report(newer: Command, shop: Path) -> None:
    planned = newer("plan", "-f", "shop", "--set", "shop").out
    assert [line for line in planned.splitlines() if "file/manuals/bikes/chains.md" in line]
    done = apply(newer)
    assert (done.code, actions(done)) == (0, every("created"))
    assert documents(newer) == sorted(every(""))
    assert actions(apply(newer)) == every("unchanged")
    assert newer("diff", "-f", "shop", "--set", "shop").code == 0
    assert "file/manuals/hours.md" in newer("get", "files", "-o", "name").out


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a b/c  d.md", "manuals/a%20b/c%20%20d.md"),
        ("Ärger & Öl.md", "manuals/Ärger%20&%20Öl.md"),
        ("50%.md", "manuals/50%25.md"),
        ("{x}|<y>`.md", "manuals/%7Bx%7D%7C%3Cy%3E%60.md"),
        ("a,b;c=d#e?.md", "manuals/a,b;c=d#e?.md"),
        ("-", "manuals/-"),
        # An upload form changes these, so that the platform names the document differently.
        ('a "quoted".md', "manuals/a%20%22quoted%22.md"),
        ("back\\slash.md", "manuals/back%5Cslash.md"),
    ],
)
def test_unusual_file_names_become_member_names(newer: Command, shop: Path, file: str, name: str) -> None:
    write(shop / "manuals" / file, "An odd page.")
    assert actions(apply(newer))[name] == "created"
    assert actions(apply(newer))[name] == "unchanged"
    assert f"file/{name}\n" in newer("get", "files", "-o", "name").out
    assert newer("export", f"file/{name}").code == 0
    (shop / "manuals" / file).unlink()
    assert actions(prune(newer))[name] == "deleted"
    assert name not in documents(newer)


def test_only_the_changed_file_is_uploaded(newer: Command, shop: Path) -> None:
    apply(newer)
    write(shop / "manuals/bikes/chains.md", "A new chain costs 45 dollars.")
    diff = newer("diff", "-f", "shop", "--set", "shop")
    assert (diff.code, diff.out.count("~ file/")) == (1, 1)
    assert actions(apply(newer)) == {**every("unchanged"), "manuals/bikes/chains.md": "updated"}


def test_a_removed_file_is_only_deleted_with_prune(newer: Command, shop: Path) -> None:
    apply(newer)
    (shop / "manuals/hours.md").unlink()
    assert "manuals/hours.md" not in actions(apply(newer))
    assert len(documents(newer)) == 3
    assert actions(prune(newer))["manuals/hours.md"] == "deleted"
    assert len(documents(newer)) == 2


def test_a_renamed_file_is_one_document_under_its_new_name(newer: Command, shop: Path) -> None:
    apply(newer)
    (shop / "manuals/hours.md").rename(shop / "manuals/opening.md")
    refused = apply(newer)
    assert (refused.code, actions(refused)["manuals/opening.md"]) == (4, "failed")
    assert "already has the content of manuals/opening.md, as file/manuals/hours.md" in refused.out
    done = prune(newer)
    assert (done.code, actions(done)["manuals/opening.md"], actions(done)["manuals/hours.md"]) == (
        0,
        "created",
        "deleted",
    )
    assert documents(newer) == ["manuals/bikes/chains.md", "manuals/bikes/tyres.md", "manuals/opening.md"]


def test_two_files_that_swap_their_contents_end_as_they_should(newer: Command, shop: Path) -> None:
    apply(newer)
    write(shop / "manuals/hours.md", FILES["bikes/chains.md"])
    write(shop / "manuals/bikes/chains.md", FILES["hours.md"])
    assert apply(newer, "--parallelism", "1").code == 0
    assert newer("diff", "-f", "shop", "--set", "shop").code == 0
    assert len(documents(newer)) == 3


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("manuals/*.md", ["hours.md"]),
        ("manuals/**/*.md", ["bikes/chains.md", "bikes/tyres.md", "hours.md"]),
        ("manuals/bikes/[ct]*.md", ["chains.md", "tyres.md"]),
        ("./manuals/", ["bikes/chains.md", "bikes/tyres.md", "hours.md"]),
        ("manuals/bikes", ["chains.md", "tyres.md"]),
    ],
)
def test_names_count_from_the_folder_that_the_path_names(
    newer: Command, shop: Path, pattern: str, names: List[str]
) -> None:
    write_manifest(shop, pattern)
    write(shop / "manuals/.hidden.md", "left out")
    assert apply(newer).code == 0
    assert documents(newer) == [f"manuals/{name}" for name in names]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("nowhere", "file `nowhere` does not exist"),
        ("nowhere/*.md", "file `nowhere` does not exist"),
        ("manuals/*.pdf", "no file matches `manuals/*.pdf`"),
        ("empty", "no file in the folder `empty`"),
        ("manuals/hours.md/", "`manuals/hours.md` is a file, and `manuals/hours.md/` names a folder"),
        ("manuals/hours.md/*.md", "`manuals/hours.md` is a file"),
        ("../*.md", "`..` leads out of the manifest's folder"),
    ],
)
def test_a_path_without_files_is_refused_and_nothing_is_pruned(
    newer: Command, shop: Path, newer_server: Server, pattern: str, message: str
) -> None:
    apply(newer)
    (shop / "empty").mkdir()
    write_manifest(shop, pattern)
    newer_server.requests.clear()
    done = newer("apply", "-f", "shop", "--set", "shop", "--prune", "--yes")
    assert (done.code, message in done.err) == (1, True), done.err
    assert not newer_server.requests


def test_a_dangling_link_is_refused_and_nothing_is_pruned(newer: Command, shop: Path) -> None:
    apply(newer)
    (shop / "manuals/hours.md").unlink()
    (shop / "manuals/hours.md").symlink_to("gone.md")
    done = newer("apply", "-f", "shop", "--set", "shop", "--prune", "--yes")
    assert (done.code, "`manuals/hours.md`: this link leads nowhere" in done.err) == (1, True), done.err
    assert len(documents(newer)) == 3


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads every file")
@pytest.mark.parametrize("name", ["manuals/hours.md", "manuals/bikes"])
def test_an_unreadable_file_is_refused_and_nothing_is_pruned(newer: Command, shop: Path, name: str) -> None:
    apply(newer)
    mode = (shop / name).stat().st_mode
    (shop / name).chmod(0)
    try:
        done = newer("apply", "-f", "shop", "--set", "shop", "--prune", "--yes")
        assert (done.code, "ermission denied" in done.err) == (1, True), done.err
    finally:
        (shop / name).chmod(mode)
    assert len(documents(newer)) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_as_path_is_refused(newer: Command, shop: Path) -> None:
    os.mkfifo(shop / "manuals.pipe")
    write_manifest(shop, "manuals.pipe")
    done = apply(newer)
    assert (done.code, "`manuals.pipe` is not a regular file" in done.out) == (1, True), done.out


@pytest.mark.parametrize("ignored", ["hours.md", "bikes/"])
def test_a_document_with_a_newly_ignored_file_is_not_pruned(newer: Command, shop: Path, ignored: str) -> None:
    apply(newer)
    write(shop / "manuals/.gitignore", f"{ignored}\n")
    done = newer("apply", "-f", "shop", "--set", "shop", "--prune", "--prune-limit", "100", "--yes")
    assert done.code == 8
    assert f"shop/manuals/{ignored.rstrip('/')}, which was skipped" in done.err
    assert len(documents(newer)) == 3


def test_two_manifests_of_one_name_are_one_error_for_all_files(newer: Command, shop: Path) -> None:
    write_manifest(shop, "manuals")
    manifest = (shop / "manuals.yaml").read_text(encoding="utf-8")
    write(shop / "manuals.yaml", f"{manifest}---\n{manifest}")
    done = newer("validate", "shop", "-o", "json")
    assert [each["rule"] for each in done.json["results"]].count("duplicate-resource") == 1, done.out


def test_two_manifests_of_one_file_are_refused(newer: Command, shop: Path) -> None:
    write_manifest(shop, "manuals/hours.md", name="opening")
    done = newer("apply", "-f", "shop")
    assert done.code == 1
    assert "`manuals/hours.md` is a document of shop/manuals.yaml:4:14 already" in done.err
    assert documents(newer) == []


def test_bad_files_are_refused_before_anything_is_sent(
    newer: Command, shop: Path, newer_server: Server
) -> None:
    write(shop / "manuals/empty.md", "")
    with (shop / "manuals/large.bin").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    newer_server.requests.clear()
    done = newer("apply", "-f", "shop")
    assert done.code == 1
    assert "`manuals/empty.md` is empty" in done.err
    assert "`manuals/large.bin` has 52,428,801 bytes; a vectorstore takes at most 50 MiB a file" in done.err
    assert not newer_server.requests
    assert newer("validate", "shop").code == 1


def test_a_protected_document_is_not_pruned(newer: Command, shop: Path) -> None:
    write_manifest(shop, "manuals", more=", annotations: {smarter.sh/protect: 'true'}")
    assert apply(newer).code == 0
    (shop / "manuals/hours.md").unlink()
    done = newer("apply", "-f", "shop", "--set", "shop", "--prune", "--prune-limit", "100", "--yes")
    assert (done.code, "file/manuals/hours.md" in done.err) == (8, True), done.err
    assert len(documents(newer)) == 3


def test_a_delete_of_a_vectorstore_names_the_documents_that_go_with_it(newer: Command, shop: Path) -> None:
    assert apply(newer).code == 0
    done = newer("delete", "vectorstore/handbook", "--dry-run")
    for name in FILES:
        assert f"the platform deletes file/manuals/{name} with it" in done.out + done.err
    whole = newer("delete", "--set", "shop", "--dry-run")
    assert "with it" not in whole.out + whole.err, "each document is a line of its own"


def test_a_delete_of_a_vectorstore_names_its_documents_of_no_manifest(newer: Command, shop: Path) -> None:
    assert apply(newer).code == 0
    (shop / "by hand.txt").write_text("We repair bells too.")
    assert newer("files", "put", "shop/by hand.txt", "--vectorstore", "handbook").code == 0
    said = "the platform deletes with it a document that no manifest describes: by hand.txt"
    for words in (["vectorstore/handbook"], ["-f", "shop"], ["--set", "shop"]):
        done = newer("delete", *words, "--dry-run")
        assert said in done.out + done.err, words
    (shop / "manuals.yaml").unlink()
    (shop / "handbook.yaml").unlink()
    write(shop / "other.yaml", KNOWLEDGE.replace("name: handbook", "name: other"))
    done = newer("plan", "-f", "shop", "--set", "shop", "--prune", "--prune-limit", "100", "-o", "markdown")
    assert said in done.out, done.out + done.err


def test_a_vectorstore_with_a_protected_document_is_not_deleted(newer: Command, shop: Path) -> None:
    write_manifest(shop, "manuals", more=", annotations: {smarter.sh/protect: 'true'}")
    assert apply(newer).code == 0
    done = newer("delete", "vectorstore/handbook", "--yes")
    assert (done.code, "file/manuals/hours.md, which the platform deletes with" in done.err) == (8, True), (
        done.err
    )
    assert len(documents(newer)) == 3


def test_an_export_names_path_and_hash_and_has_no_difference(newer: Command, shop: Path) -> None:
    apply(newer)
    done = newer("export", "files", "-d", "out")
    assert "the platform does not give the content of documents back (3 exported)" in done.err
    text = (newer.folder / "out/files/manuals/bikes/chains.md.yaml").read_text(encoding="utf-8")
    assert "path: ${keep}  # manuals/bikes/chains.md, SHA-256 " in text
    assert newer("diff", "-f", "out").code == 0, "the files are not beside the manifests"
    newer("export", "files", "-d", "exported")
    shutil.copytree(shop / "manuals", newer.folder / "exported/files/manuals/bikes/manuals")
    newer("export", "files", "-d", "exported")
    text = (newer.folder / "exported/files/manuals/bikes/chains.md.yaml").read_text(encoding="utf-8")
    assert "path: manuals/bikes/chains.md\n" in text, "this very file is beside the manifest"
    assert newer("diff", "-f", "exported/files/manuals/bikes/chains.md.yaml").code == 0
    for each in (newer.folder / "out/files/manuals").rglob("*.yaml"):
        each.rename(shop / each.name)
    (shop / "manuals.yaml").unlink()
    diff = newer("diff", "-f", "shop")
    assert (diff.code, diff.out) == (0, ""), diff.out


def test_a_restore_without_the_files_of_documents_applies_the_rest(newer: Command, shop: Path) -> None:
    apply(newer)
    newer("export", "files,vectorstores", "-d", "out")
    for name in ("chains.md", "hours.md"):
        removed = newer("delete", f"file/manuals/{'bikes/' if name == 'chains.md' else ''}{name}", "--yes")
        assert removed.code == 0, removed
    diff = newer("diff", "-f", "out")
    assert (diff.code, "file/manuals/hours.md: spec.path cannot be kept" in diff.err) == (1, True), diff
    done = newer("apply", "-f", "out")
    assert (done.code, "file/manuals/hours.md failed" in done.out) == (4, True), done
    assert "hours.md.yaml:" in done.err
    assert len(documents(newer)) == 1


def test_documents_of_a_folder_are_named_in_every_command(newer: Command, shop: Path) -> None:
    apply(newer)
    assert newer("wait", "file/manuals/hours.md", "--for=loaded").out == "file/manuals/hours.md loaded\n"
    assert newer("get", "file", "manuals/hours.md", "-o", "name").out == "file/manuals/hours.md\n"
    edited = newer("edit", "file/manuals/hours.md", env={"EDITOR": "true"})
    assert (edited.code, "the platform does not give its content back" in edited.err) == (6, True)
    named = newer("adopt", "file", "manuals/hours.md", "--set", "other")
    assert "file/manuals/hours.md can only be adopted by its manifest" in named.err
    adopted = newer("adopt", "-f", "shop", "--set", "other")
    assert (adopted.code, "file/manuals/hours.md" in newer("sets").out) == (0, True), adopted.err
    part = newer("apply", "file/manuals/bikes/chains.md", "-f", "shop")
    assert (part.code, "2 unchanged" in part.out) == (0, True), part
    released = newer("sets", "release", "other", "file/manuals/bikes/chains.md")
    assert released.out == "file/manuals/bikes/chains.md released\n", released.err
    assert "deleted" in newer("delete", "file/manuals/bikes/chains.md", "--yes").out
    assert documents(newer) == ["manuals/bikes/tyres.md", "manuals/hours.md"]


def test_plan_wait_and_apply_show_the_reason_of_a_failed_document(newer: Command, shop: Path) -> None:
    (shop / "manuals/photo.md").write_bytes(b"\x89PNG\xff")
    reason = "could not load photo.md: photo.md: text/markdown has no text to extract"
    done = newer("apply", "-f", "shop")
    assert (done.code, reason in done.err) == (4, True), done.err
    waited = newer("wait", "file/manuals/photo.md", "--for=loaded")
    assert (waited.code, reason in waited.err) == (7, True), waited.err
    planned = newer("plan", "-f", "shop")
    assert reason in planned.out + planned.err
    write(shop / "manuals/photo.md", "A photo of a bike.")
    assert newer("apply", "-f", "shop").code == 0
    assert len(documents(newer)) == 4


def test_a_vectorstore_that_is_missing_or_not_ready_is_named(
    newer: Command, shop: Path, newer_server: Server
) -> None:
    newer("api", "POST", "vectorstores/1/undeploy/")
    done = newer("apply", "-f", "shop")
    assert (done.code, done.err.count("vectorstore handbook is not ready: it is stopped")) == (4, 3), done.err
    assert documents(newer) == []
    newer("api", "POST", "vectorstores/1/deploy/")
    assert newer("apply", "-f", "shop").code == 0
    (shop / "handbook.yaml").unlink()
    for each, code in (("plan", 2), ("apply", 1)):
        write_manifest(shop, "manuals")
        text = (shop / "manuals.yaml").read_text(encoding="utf-8").replace("handbook", "handbok")
        write(shop / "manuals.yaml", text)
        missing = newer(each, "-f", "shop")
        assert missing.code == code
        assert "Vectorstore 'handbok'" in missing.err
        assert "Unresolved reference: Vectorstore 'handbok' does not exist" in missing.err


def test_a_vectorstore_that_is_being_provisioned_is_waited_for(
    newer: Command, shop: Path, newer_server: Server
) -> None:
    newer_server.platform.loading_seconds = 1.5
    newer("api", "POST", "vectorstores/1/undeploy/")
    newer("api", "POST", "vectorstores/1/deploy/")
    done = newer("apply", "-f", "shop", "--wait", "-o", "json")
    assert (done.code, actions(done)) == (0, every("created"))
    loaded = newer("files", "list", "--vectorstore", "handbook", "-o", "json").json["results"]
    assert {each["status"] for each in loaded} == {"loaded"}


def test_a_platform_without_vectorstores_refuses_before_anything_is_sent(smarter: Command) -> None:
    write(smarter.folder / "shop/manuals/hours.md", "We open at nine.")
    write_manifest(smarter.folder / "shop", "manuals")
    done = smarter("apply", "-f", "shop")
    assert (
        done.code,
        "spec.vectorstore of file/manuals/hours.md (shop/manuals.yaml:4) (needs platform 0.15" in done.err,
    ) == (6, True), done.err


def test_files_of_one_vectorstore_share_its_read(newer: Command, shop: Path, newer_server: Server) -> None:
    for number in range(40):
        write(shop / f"manuals/{number}.md", f"Page {number}.")
    newer_server.requests.clear()
    assert apply(newer).code == 0
    readings = [line for line in newer_server.requests if line == "GET /api/v1/vectorstores/1/documents/"]
    assert len(readings) < len(documents(newer)) == 43
    newer_server.requests.clear()
    assert len(newer("get", "files", "-o", "json").json["results"]) == 43
    assert newer("get", "files", "-l", "x").code == 0
    readings = [line for line in newer_server.requests if line == "GET /api/v1/vectorstores/1/documents/"]
    assert len(readings) < 10


def test_the_manifest_of_a_folder_names_all_of_its_documents(newer: Command, shop: Path) -> None:
    write_manifest(shop, "manuals/hours.md", name="hours")
    (shop / "hours.yaml").write_text((shop / "hours.yaml").read_text().replace("handbook", "other"))
    (shop / "other.yaml").write_text(KNOWLEDGE.replace("name: handbook", "name: other"))
    done = newer("apply", "file/manuals", "-f", "shop", "--set", "shop", "-o", "json")
    assert (done.code, actions(done)) == (0, every("created"))
    assert apply(newer).code == 0
    done = newer("wait", "file/manuals", "--for=loaded")
    assert (done.code, sorted(done.out.splitlines())) == (
        0,
        sorted(f"file/manuals/{name} loaded" for name in FILES),
    )
    assert newer("wait", "file/hours", "--for=loaded").out == "file/hours loaded\n"
    assert newer("wait", "file/manual", "--for=loaded", "--timeout", "0").code == 7
