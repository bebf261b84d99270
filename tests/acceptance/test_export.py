"""`export` writes manifests and files; `edit` applies a changed manifest."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Optional

import pytest

from smarter.local.faults import Faults, Rule
from tests.acceptance.conftest import Command, kept_texts, program, remove_kept_texts
from tests.acceptance.server import Server

CHANGE = 'text = text.replace("version: 1.0.0", "version: 1.1.0")'


def editor(folder: Path, body: str) -> str:
    """Write an editor that runs `body` over the `text` of the file."""
    script = folder / "editor.py"
    lines = ["import re, sys, pathlib", "file = pathlib.Path(sys.argv[1])", "text = file.read_text()", body]
    script.write_text("\n".join([*lines, "file.write_text(text)"]), encoding="utf-8")
    return f'"{sys.executable}" "{script}"'


def test_an_export_of_applied_manifests_has_no_difference(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("export", "-d", "out")
    assert (ran.code, len(ran.out.splitlines())) == (0, 5)
    assert "cannot list" in ran.err
    assert (smarter.folder / "out/files/repair_guide/repair-guide.md").read_bytes() == (
        smarter.folder / "quickstart/files/repair-guide.md"
    ).read_bytes()
    assert smarter("plan", "-f", "out").code == 0


def test_one_resource_is_exported_to_stdout(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("export", "chatbot", "bike_shop")
    assert ran.out.startswith("apiVersion: smarter.sh/v1\nkind: Chatbot\nmetadata:\n  name: bike_shop\n")
    assert smarter("export", "secret/warehouse_key", "-o", "json").json["results"][0]["comments"] == {
        "spec.config.value": "on another platform, set WAREHOUSE_API_KEY"
    }


def test_an_export_of_a_missing_resource_exits_7(smarter: Command) -> None:
    ran = smarter("export", "chatbot/nobody")
    assert (ran.code, ran.out) == (7, "")
    assert "chatbot/nobody not found" in ran.err


@pytest.mark.parametrize(
    ("resource", "lost"),
    [
        ("chatbot/bike_shop", "spec.config.appExamplePrompts"),
        ("plugin/faq", "metadata.tags"),
        ("apiconnection/warehouse", None),
        ("file/repair_guide", None),
    ],
)
def test_every_resource_can_be_edited(smarter: Command, resource: str, lost: Optional[str]) -> None:
    """Fields that do not read back are omitted; a change that resets one needs --yes.

    Values of that length are not kept in annotations.
    """
    rewrite(smarter, "plugin.yaml", "[quickstart]", f"[{', '.join(f'tag-{each:040}' for each in range(60))}]")
    rewrite(smarter, "chatbot.yaml", "When are you open?", "When are you open? " * 120)
    smarter("apply", "-f", "quickstart/")
    seen = smarter.folder / "seen"
    look = editor(smarter.folder, f"pathlib.Path({str(seen)!r}).write_text(text)")
    assert smarter("edit", resource, env={"EDITOR": look}).err == "no changes\n"
    assert f"# {lost} is left out" in seen.read_text(encoding="utf-8") or lost is None
    assert "${keep}" not in seen.read_text(encoding="utf-8").split("apiVersion")[1]
    change = editor(smarter.folder, CHANGE)
    ran = smarter("edit", resource, env={"EDITOR": change})
    if lost is not None:
        assert (ran.code, ran.out) == (8, "")
        assert f"resets {lost}" in ran.err
        kept = kept_texts(ran.err)[0]
        assert "version: 1.1.0" in kept.read_text(encoding="utf-8")
        remove_kept_texts(ran.err)
        assert "version: 1.0.0" in smarter("export", resource).out, "nothing was written"
        ran = smarter("edit", resource, "--yes", env={"EDITOR": change})
    assert (ran.code, ran.out) == (0, f"{resource} updated\n1 resource: 1 updated\n")
    assert "version: 1.1.0" in smarter("export", resource).out


def rewrite(smarter: Command, name: str, old: str, new: str) -> None:
    """Replace a text in a file of the quickstart."""
    file = smarter.folder / "quickstart" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("resource", ["chatbot/bike_shop", "plugin/faq"])
def test_an_edit_loses_nothing_that_was_kept_in_an_annotation(smarter: Command, resource: str) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("edit", resource, env={"EDITOR": editor(smarter.folder, CHANGE)})
    assert (ran.code, ran.out) == (0, f"{resource} updated\n1 resource: 1 updated\n")
    text = smarter("export", resource).out
    assert "When are you open?" in text or "tags:\n    - quickstart" in text


def test_an_edit_of_a_secret_needs_its_value(smarter: Command) -> None:
    """The platform takes no Secret without a value, and shows none."""
    smarter("apply", "-f", "quickstart/")
    ran = smarter("edit", "secret/warehouse_key", "--yes", env={"EDITOR": editor(smarter.folder, CHANGE)})
    assert ran.code == 1, ran
    assert "spec.config.value cannot be kept" in ran.err
    remove_kept_texts(ran.err)
    given = CHANGE + '; text = re.sub("value: .*", "value: another", text)'
    ran = smarter("edit", "secret/warehouse_key", "--yes", env={"EDITOR": editor(smarter.folder, given)})
    assert ran.code == 0, ran


def test_an_edit_without_a_change_or_of_another_resource_writes_nothing(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("edit", "plugin/faq", env={"EDITOR": editor(smarter.folder, "")})
    assert (ran.code, ran.err) == (0, "no changes\n")
    renamed = editor(smarter.folder, 'text = text.replace("name: faq", "name: other")')
    ran = smarter("edit", "plugin/faq", env={"EDITOR": renamed})
    assert ran.code == 1
    assert "cannot change the kind or the name" in ran.err


def test_an_edit_prints_one_document_in_every_outcome(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("edit", "secret/warehouse_key", "-o", "json", env={"EDITOR": editor(smarter.folder, "")})
    assert (ran.code, ran.json["type"], ran.json["results"]) == (0, "smarter.edit", [])
    change = editor(smarter.folder, CHANGE)
    ran = smarter("edit", "plugin/faq", "-o", "json", env={"EDITOR": change})
    assert (ran.code, ran.actions) == (0, {"Plugin/faq": "updated"})
    assert ran.json["results"][0]["changes"] == [
        {"path": "metadata.version", "before": "1.0.0", "after": "1.1.0"}
    ]
    ran = smarter("edit", "chatbot/bike_shop", "-o", "json", env={"EDITOR": "no-such-editor"})
    assert (ran.code, ran.json["error"]["code"]) == (2, "configuration")
    assert "no-such-editor" in ran.json["error"]["message"]


def test_an_export_skips_a_missing_member_and_names_its_stale_file(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/", "--set", "shop")
    assert smarter("export", "--set", "shop", "-d", "out").code == 0
    # `smarter delete` would update the inventory of the set.
    assert smarter("api", "POST", "cli/delete/Plugin/", "-q", "name=faq").code == 0
    ran = smarter("export", "--set", "shop", "-d", "out")
    assert ran.code == 4, ran
    assert len(ran.out.splitlines()) == 4
    assert "plugin/faq not found" in ran.err
    stale = Path("out") / "plugins" / "faq.yaml"
    assert f"{stale} is stale" in ran.err
    smarter("delete", "chatbot/bike_shop", "--yes")
    ran = smarter("export", "chatbots", "-d", "out")
    assert f"{Path('out') / 'chatbots' / 'bike_shop.yaml'} is stale" in ran.err
    assert str(stale) not in ran.err, "another kind was not exported"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_named_when_a_plan_is_saved(smarter: Command) -> None:
    ran = smarter("plan", "-f", "quickstart/", "--out", "/dev/full")
    assert ran.code == 7, ran
    assert "No space left on device: /dev/full" in ran.err
    assert smarter("plan", "-f", "quickstart/", "--out", "/dev/null").code == 1
    assert not Path("/dev/null").is_file()


def test_messages_on_a_refused_edit_name_the_kept_text_and_its_lines(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    change = 'text = text.replace("maxTokens:", "maxTokns:")'
    ran = smarter("edit", "plugin/faq", env={"EDITOR": editor(smarter.folder, change)})
    assert ran.code == 1, ran
    kept = kept_texts(ran.err)[0]
    line = int(ran.err.split(" error: unknown field `maxTokns`")[0].split(f"{kept}:")[-1].split(":")[0])
    assert kept.read_text(encoding="utf-8").splitlines()[line - 1].startswith("    maxTokns:")
    assert ran.err.rstrip().endswith(f"validate {kept}")
    remove_kept_texts(ran.err)


def test_text_that_the_platform_refused_is_kept(remote: Command, server: Server) -> None:
    assert remote("apply", "-f", "quickstart/").code == 0
    server.platform.faults = Faults([Rule("status", verb="apply", status=400)])
    ran = remote(
        "edit", "plugin/faq", env={"EDITOR": editor(remote.folder, CHANGE), "SMARTER_MAX_RETRIES": "0"}
    )
    assert ran.code == 4, ran
    kept = kept_texts(ran.err)[0]
    assert "version: 1.1.0" in kept.read_text(encoding="utf-8")
    remove_kept_texts(ran.err)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("then", ["pass", "text = ''"], ids=["left as it is", "emptied"])
def test_text_that_was_refused_and_abandoned_is_kept(smarter: Command, then: str) -> None:
    from tests.acceptance.terminal import Terminal

    smarter("apply", "-f", "quickstart/")
    once = smarter.folder / "once"
    change = f"""
once = pathlib.Path({str(once)!r})
if once.exists():
    {then}
else:
    once.touch()
    text = text.replace("defaultTemperature: 0.3", "defaultTemperature: 3")
"""
    line = [*program(), *smarter.flags, "edit", "chatbot/bike_shop"]
    environment = smarter.environment({"PYTHONWARNINGS": None, "EDITOR": editor(smarter.folder, change)})
    terminal = Terminal(line, str(smarter.folder), environment)
    shown = terminal.end()
    assert terminal.code == 1, shown
    assert "defaultTemperature" in shown
    kept = kept_texts(shown)[0]
    assert "defaultTemperature: 3" in kept.read_text(encoding="utf-8")
    remove_kept_texts(shown)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_change_that_resets_a_field_asks_on_a_terminal(smarter: Command, answer: str) -> None:
    from tests.acceptance.terminal import Terminal

    rewrite(smarter, "chatbot.yaml", "When are you open?", "When are you open? " * 120)
    smarter("apply", "-f", "quickstart/")
    line = [*program(), *smarter.flags, "edit", "chatbot/bike_shop"]
    environment = smarter.environment({"PYTHONWARNINGS": None, "EDITOR": editor(smarter.folder, CHANGE)})
    terminal = Terminal(line, str(smarter.folder), environment)
    terminal.expect("Apply this, and reset spec.config.appExamplePrompts?")
    terminal.type(f"{answer}\n")
    shown = terminal.end()
    assert terminal.code == (0 if answer == "y" else 5), shown
    if answer == "n":
        remove_kept_texts(shown)


def test_a_text_from_a_file_is_exported_to_that_file_again(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    smarter("export", "-d", "out")
    manifest = smarter.folder / "out/chatbots/bike_shop.yaml"
    before = manifest.read_text(encoding="utf-8")
    start = before.index("    defaultSystemRole:")
    end = before.index("    defaultTemperature:")
    role = "    defaultSystemRole: ${file:bike_shop/role.txt}\n"
    manifest.write_text(before[:start] + role + before[end:], encoding="utf-8")
    (manifest.parent / "bike_shop").mkdir()
    file = manifest.parent / "bike_shop/role.txt"
    file.write_text("You are ${env:X}.\nBe kind.\n", encoding="utf-8")
    key = smarter.folder / "out/secrets/warehouse_key.yaml"
    key.write_text(
        key.read_text(encoding="utf-8").replace("${env:WAREHOUSE_API_KEY:-${keep}}", "${file:key.txt}"),
        "utf-8",
    )
    (key.parent / "key.txt").write_text("only-for-trying\n", encoding="utf-8")
    assert smarter("apply", "-f", "out").code == 0
    smarter("export", "-d", "out")
    assert role in manifest.read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8") == "You are ${env:X}.\nBe kind.\n"
    assert (key.parent / "key.txt").read_text(encoding="utf-8") == "only-for-trying\n"
    assert "WAREHOUSE_API_KEY" in key.read_text(encoding="utf-8"), "secrets are no content"
    (smarter.folder / "changed.yaml").write_text(
        before[:start] + "    defaultSystemRole: Be brief.\n" + before[end:], encoding="utf-8"
    )
    assert smarter("apply", "-f", "changed.yaml").code == 0
    smarter("export", "-d", "out")
    assert role in manifest.read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8") == "Be brief.\n"
    assert smarter("diff", "-f", "out").code == 0


def test_an_export_names_another_manifest_of_the_same_resource(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("export", "-f", "quickstart/plugin.yaml", "-d", "quickstart")
    note = (
        "note: quickstart/plugin.yaml describes plugin/faq, too: remove it, or quickstart/plugins/faq.yaml\n"
    )
    assert (ran.code, note in ran.err.replace("\\", "/")) == (0, True), ran.err
    (smarter.folder / "quickstart/plugin.yaml").unlink()
    ran = smarter("export", "-f", "quickstart/plugins/faq.yaml", "-d", "quickstart")
    assert "describes" not in ran.err


def test_a_file_that_two_manifests_share_gets_the_text_of_neither_over_the_other(bare: Command) -> None:
    smarter = bare.with_flags("--context", "local")
    plugin = (
        "apiVersion: smarter.sh/v1\nkind: Plugin\n"
        "metadata: {{name: {}, description: d, version: 1.0.0, pluginClass: static}}\n"
        "spec:\n  selector: {{directive: always}}\n  prompt: {{systemRole: '{}'}}\n  data: {{staticData: {{a: 1}}}}\n"
    )
    folder = smarter.folder / "out" / "plugins"
    folder.mkdir(parents=True)
    (folder / "role.md").write_text("Be kind.\n", encoding="utf-8")
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(
            plugin.format(name, "${file:${var:f:-role}.md}"), encoding="utf-8"
        )
    assert smarter("apply", "-f", "out").code == 0
    (smarter.folder / "drift.yaml").write_text(plugin.format("one", "Be brief."), encoding="utf-8")
    assert smarter("apply", "-f", "drift.yaml").code == 0
    assert smarter("export", "-f", "out", "-d", "out").code == 0
    assert smarter("diff", "-f", "out").code == 0
    texts = [(folder / f"{name}.yaml").read_text(encoding="utf-8") for name in ("one", "two")]
    assert [text.count("${file:${var:f:-role}.md}") for text in texts] == [1, 0]


@pytest.mark.parametrize(
    "name", ["../../evil", "/tmp/evil-of-a-platform", "..", ".hidden", "a\\..\\b", "a\nb", "x" * 999]
)
def test_no_name_of_a_platform_leads_out_of_the_folder(remote: Command, server: Server, name: str) -> None:
    assert remote("apply", "-f", "quickstart/plugin.yaml").code == 0
    handle = server.platform.handle

    def answer(method: str, target: str, headers: Any, body: Any) -> Any:
        status, fields, content = handle(method, target, headers, body)
        return (
            status,
            fields,
            b"".join([content]).replace(b'"name": "faq"', b'"name": ' + json.dumps(name).encode()),
        )

    server.platform.handle = answer  # type: ignore[assignment]  # the platform itself answers
    before = {path for path in remote.folder.parent.rglob("*") if path.is_file()}
    ran = remote("export", "plugin/faq", "-d", "out/of/it")
    assert ran.code == 0, ran
    written = {path for path in remote.folder.parent.rglob("*") if path.is_file()} - before
    written = {path for path in written if remote.home not in path.parents}
    (file,) = written
    assert file.parent == remote.folder / "out" / "of" / "it" / "plugins"
    assert not file.name.startswith(".")
    assert not Path("/tmp/evil-of-a-platform.yaml").exists()


def test_an_export_to_a_pipe_is_compared_and_applied_without_the_content_of_files(
    smarter: Command, tmp_path: Path
) -> None:
    smarter("apply", "-f", "quickstart/")
    text = smarter("export").out
    assert "  path: ${keep}  # repair-guide.md; export -d DIR writes its content\n" in text
    assert smarter("diff", "-f", "-", stdin=text).code == 0
    changed = text.replace("What customers can mend themselves.", "Another description.")
    ran = smarter("apply", "-f", "-", stdin=changed)
    assert (ran.code, "file/repair_guide failed" in ran.out) == (4, True), "an upload needs the content"
    empty = {"SMARTER_HOME": str(tmp_path / "empty"), "WAREHOUSE_API_KEY": "only-for-trying"}
    ran = smarter("diff", "-f", "-", stdin=text, env=empty)
    assert (ran.code, "+ file/repair_guide create" in ran.out) == (1, True), ran
    ran = smarter("apply", "-f", "-", stdin=text, env=empty)
    assert (ran.code, "5 resources: 4 created, 1 failed" in ran.out) == (4, True), ran
    assert "spec.path cannot be kept: the resource does not exist yet." in ran.err


def test_an_edit_keeps_a_secret_whatever_its_variable_holds(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    seen = smarter.folder / "seen"
    look = editor(smarter.folder, f"pathlib.Path({str(seen)!r}).write_text(text)")
    smarter("edit", "secret/warehouse_key", env={"EDITOR": look, "WAREHOUSE_API_KEY": "another"})
    assert "    value: ${keep}\n" in seen.read_text(encoding="utf-8")
