"""`--fix` makes safe fixes only, keeps comments and layout, and needs one run."""

from __future__ import annotations

import cProfile
import os
from pathlib import Path

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Options, validate
from smarter.manifest.autofix import apply_edits, fix
from smarter.manifest.findings import Edit
from tests.manifest.conftest import PLUGIN, Write


@pytest.mark.parametrize(
    ("old", "new", "mended"),
    [
        ("name: faq", "name:   Sales-FAQ   # the bot", "name:   sales_faq   # the bot"),
        ("name: faq", 'name: "Sales-FAQ"', 'name: "sales_faq"'),
        ("description: Answers questions.", "description: 1.0", 'description: "1.0"'),
        ("systemRole: You help.", "system_role: You help.  # x", "systemRole: You help.  # x"),
        ("directive: search_terms", "directive: Search-Terms", "directive: search_terms"),
        ("You help.", "You help.\n    maxTokens: '256'", "You help.\n    maxTokens: 256"),
        ("hours: 9 to 5", "hours: 9 to 5, since: 2026-01-31", "hours: 9 to 5, since: '2026-01-31'"),
        ("hours: 9 to 5", "hours: 9 to 5, open: yes", "hours: 9 to 5, open: 'yes'"),
        ("kind: Plugin", "kind: plugin", "kind: Plugin"),
    ],
)  # fmt: skip
def test_only_safe_fixes_are_made(write: Write, kinds: KindTable, old: str, new: str, mended: str) -> None:
    file = write(PLUGIN.replace(old, new))
    done = fix([file], kinds, Options({}))
    assert len(done.fixed) == 1
    assert file.read_text(encoding="utf-8") == PLUGIN.replace(old, mended)
    assert [f for f in done.report.findings if f.edit] == []


def test_unsafe_fixes_are_not_made(write: Write, kinds: KindTable) -> None:
    text = (
        PLUGIN.replace("systemRole", "systemRol")
        .replace("9 to 5", "012")
        .replace("directive: search_terms", "directive: serch")
    )
    file = write(text)
    assert fix([file], kinds, Options({})).fixed == []
    assert file.read_text(encoding="utf-8") == text


def test_fixed_json_stays_json(write: Write, kinds: KindTable) -> None:
    import json

    manifest = dict(kinds.get("Plugin").schema["examples"][0])
    manifest["metadata"] = {**manifest["metadata"], "name": "Sales-FAQ"}
    file = write(json.dumps(manifest), "it.json")
    fix([file], kinds, Options({}))
    assert json.loads(file.read_text(encoding="utf-8"))["metadata"]["name"] == "sales_faq"


def test_line_ends_byte_order_mark_and_mode_stay(tmp_path: Path, kinds: KindTable) -> None:
    file = tmp_path / "it.yaml"
    text = PLUGIN.replace("name: faq", "name: Faq").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    file.chmod(0o640)
    fix([file], kinds, Options({}))
    assert file.read_bytes() == b"\xef\xbb\xbf" + text.replace("name: Faq", "name: faq").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_several_documents_of_a_file_are_fixed(write: Write, kinds: KindTable) -> None:
    file = write(
        PLUGIN.replace("name: faq", "name: A-B") + "---\n" + PLUGIN.replace("name: faq", "name: C-D")
    )
    assert len(fix([file], kinds, Options({})).fixed) == 2
    assert validate([file], kinds, Options({})).findings == []


def test_of_overlapping_edits_the_first_is_made() -> None:
    assert apply_edits("abcdef", [Edit(1, 3, "X"), Edit(2, 4, "Y"), Edit(4, 5, "")]) == "aXdf"


def test_findings_after_a_fix_have_their_new_positions(write: Write, kinds: KindTable) -> None:
    file = write(
        "{apiVersion: smarter.sh/v1, kind: Chatbot, metadata: {name: shop, description: 1.0, version: 1.0.0}, "
        "spec: {config: {provider: openai}, plugins: [catalogue]}}\n"
    )
    done = fix([file], kinds, Options({}))
    mended = file.read_text(encoding="utf-8")
    assert 'description: "1.0"' in mended
    (note,) = done.report.findings
    assert (note.rule, note.column) == ("unresolved-reference", mended.index("catalogue") + 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_file_keeps_its_encoding_and_its_mark(write: Write, kinds: KindTable, encoding: str) -> None:
    mark = "" if encoding == "utf-8-sig" else "\ufeff"
    file = write(PLUGIN)
    file.write_bytes((mark + PLUGIN.replace("Answers questions.", "1.0")).encode(encoding))
    assert len(fix([file], kinds, Options({})).fixed) == 1
    assert file.read_bytes() == (mark + PLUGIN.replace("Answers questions.", '"1.0"')).encode(encoding)


@pytest.mark.parametrize(
    "slip",
    [
        "description: &v 1.5", "description: !!int 3", "description: &v !!float 1.5",
        "description: Answers.\n  tags: [&v 2]",
    ],
)  # fmt: skip
def test_a_value_with_an_anchor_or_a_tag_is_not_fixed(write: Write, kinds: KindTable, slip: str) -> None:
    text = PLUGIN.replace("description: Answers questions.", slip)
    text = text.replace("{hours: 9 to 5}", "{a: &d 2026-12-31, b: *d, c: &k yes, *k : x, ? &z off : 1}")
    file = write(text)
    done = fix([file], kinds, Options({}))
    assert file.read_text(encoding="utf-8") == text
    assert [finding.rule for finding in done.report.findings if finding.severity == "error"] == ["type"]


def test_an_insufficient_fix_is_not_offered(write: Write, kinds: KindTable) -> None:
    file = write(PLUGIN.replace("version: 1.0.0", "version: 1.0"))
    (finding,) = fix([file], kinds, Options({})).report.findings
    assert (finding.rule, finding.hint) == ("type", None)


def test_a_time_is_quoted_in_its_written_form(write: Write, kinds: KindTable) -> None:
    file = write(PLUGIN.replace("9 to 5", "2026-12-31 21:59:43 -5"))
    assert fix([file], kinds, Options({})).report.findings == []
    assert file.read_text(encoding="utf-8") == PLUGIN.replace("9 to 5", "'2026-12-31 21:59:43 -5'")


def test_an_unwritable_file_is_named_and_not_changed(
    write: Write, kinds: KindTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(PLUGIN.replace("name: faq", "name: Sales-FAQ"))

    def refuse(*_: object) -> None:
        raise OSError(16, "Device or resource busy", "somewhere/.smarter-x")

    monkeypatch.setattr("os.replace", refuse)
    done = fix([file], kinds, Options({}))
    assert (done.fixed, done.failed) == ([], {str(file): "Device or resource busy"})
    assert "Sales-FAQ" in file.read_text(encoding="utf-8")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_an_unwritable_file_does_not_stop_the_others(write: Write, kinds: KindTable) -> None:
    text = PLUGIN.replace("name: faq", "name: Sales-FAQ")
    locked, free = write(text, "a.yaml"), write(text.replace("Sales", "Free"), "b.yaml")
    locked.chmod(0o444)
    done = fix([locked.parent], kinds, Options({}))
    assert list(done.failed) == [str(locked)]
    assert [finding.file for finding in done.fixed] == [str(free)]
    assert "free_faq" in free.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_hard_links_to_one_file_are_fixed_once_and_stay_linked(write: Write, kinds: KindTable) -> None:
    text = PLUGIN.replace("9 to 5", "yes")
    first = write(text, "a.yaml")
    second = first.parent / "b.yaml"
    os.link(first, second)
    fix([first.parent], kinds, Options({}))
    assert first.read_text(encoding="utf-8") == text.replace("yes", "'yes'")
    assert second.samefile(first)


def test_the_work_of_fixing_grows_with_the_file(write: Write, kinds: KindTable) -> None:
    def calls(count: int) -> int:
        lines = "".join(f"      k{number}: yes\n" for number in range(count))
        file = write(PLUGIN.replace("staticData: {hours: 9 to 5}", "staticData:\n" + lines))
        profile = cProfile.Profile()
        assert len(profile.runcall(fix, [file], kinds, Options({})).fixed) == count
        return sum(each.callcount for each in profile.getstats())

    assert calls(2000) < 4 * calls(500) * 1.5
