"""Public names, commands, flags, kinds, fields, rules and codes are documented."""

from __future__ import annotations

import inspect
import re
from functools import cached_property
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Set, Tuple

import click
import pytest
from ruamel.yaml import YAML

import smarter
from smarter.cli.click_classes import Command, GlobalOption, LazyGroup, global_options
from smarter.cli.command_table import COMMANDS
from smarter.cli.output import exit_codes
from smarter.kinds import Kind, load_kinds
from smarter.kinds.fields import resolve
from smarter.manifest.checking.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
KINDS = load_kinds().all()


def headings(page: str) -> Set[str]:
    """Return the headings of a reference page, without their marks."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    return {line.strip("# `") for line in re.findall(r"^#+ .*$", text, re.MULTILINE)}


# Python


def classes() -> Iterator[type]:
    """Yield every public class, and those of the attributes of a client."""
    for name in smarter.__all__:
        found = getattr(smarter, name)
        if inspect.isclass(found) and found.__module__.startswith("smarter."):
            yield found
    client = smarter.Smarter(api_key="none", base_url="http://127.0.0.1:9")
    waiting: List[Any] = [client, client.resources["Chatbot"], client.resources["Plugin"]]
    while waiting:
        holder = waiting.pop()
        yield type(holder)
        for name, member in list(vars(type(holder)).items()):
            if isinstance(member, cached_property):
                waiting.append(getattr(holder, name))
    client.close()


def members(subject: type) -> Iterator[Tuple[str, Any]]:
    """Yield the public methods and properties that a class of the package defines."""
    for name, member in vars(subject).items():
        plain = member.__func__ if isinstance(member, (staticmethod, classmethod)) else member
        known = inspect.isfunction(plain) or isinstance(plain, (property, cached_property))
        if known and not name.startswith("_"):
            yield name, plain


@pytest.mark.parametrize("name", smarter.__all__)
def test_a_public_name_is_in_the_reference(name: str) -> None:
    page = (REFERENCE / "sdk.md").read_text(encoding="utf-8")
    assert re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", page), (
        f"docs/reference/sdk.md does not name {name}"
    )


def test_public_classes_and_their_methods_have_docstrings() -> None:
    silent = []
    for subject in {*classes()}:
        if not (inspect.getdoc(subject) or "").strip():
            silent.append(subject.__qualname__)
        for name, member in members(subject):
            if not (inspect.getdoc(member) or "").strip():
                silent.append(f"{subject.__qualname__}.{name}")
    assert not silent


def test_public_types_have_docstrings_and_are_in_the_reference() -> None:
    page = (REFERENCE / "types.md").read_text(encoding="utf-8")
    for name in smarter.types.__all__:
        found = getattr(smarter.types, name)
        assert re.search(rf"^- `{name}`: |[\n ]`{name}`[,.]", page, re.M), (
            f"docs/reference/types.md does not show {name}"
        )
        if inspect.isclass(found):
            assert (found.__doc__ or "").strip(), name


# The command


def commands() -> Dict[str, click.Command]:
    """Return every command by its words, groups included."""
    found: Dict[str, click.Command] = {}

    def below(path: str, command: click.Command) -> None:
        found[path] = command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                below(f"{path} {name}", inner)

    root = LazyGroup("smarter", entries=COMMANDS)
    for entry in COMMANDS:
        command = root.get_command(click.Context(root), entry.name)
        assert command is not None
        below(f"smarter {entry.name}", command)
    return found


@pytest.mark.parametrize(("path", "command"), [pytest.param(p, c, id=p) for p, c in commands().items()])
def test_every_command_and_flag_has_a_help_text(path: str, command: click.Command) -> None:
    assert (command.help or "").strip(), f"{path} has no help"
    assert path in headings("cli.md"), f"docs/reference/cli.md does not show {path}"
    page = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    section = page.split(f"\n### {path}\n")[1].split("\n### ")[0]
    shared = page.split("\n## Options of several commands\n")[1].split("\n## ")[0]
    for param in command.params:
        if not isinstance(param, click.Option) or param.hidden or isinstance(param, GlobalOption):
            continue
        assert (param.help or "").strip(), f"{path} {param.opts[-1]} has no help"
        if any(re.search(rf"`{name}[` ]", section) for name in param.opts):
            continue
        assert param.opts[-1] == "--output", f"docs/reference/cli.md does not show {path} {param.opts[-1]}"
    for name in re.findall(r"`(-[\w-]+)", section.split("\nOptions: ", 1)[-1].split("\n")[0]):
        assert f"- `{name}`" in shared or f"\n- `{name}`" in section, f"no entry for {path} {name}"
    if isinstance(command, Command):
        assert command.examples, f"{path} has no example"


def test_every_global_option_has_a_help_text() -> None:
    page = (REFERENCE / "cli.md").read_text(encoding="utf-8").split("## Global options")[1].split("\n## ")[0]
    for param in global_options():
        assert isinstance(param, click.Option)
        assert (param.help or "").strip()
        assert all(f"`{name}`" in page for name in param.opts)


def test_every_command_of_the_registry_has_a_line_of_help() -> None:
    for entry in COMMANDS:
        assert re.fullmatch(r"[A-Z].*\.", entry.help), entry


def test_every_exit_code_is_in_the_reference() -> None:
    numbers = {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
    assert numbers == set(range(9))
    page = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    assert {int(number) for number in re.findall(r"^- `(\d)`: ", page, re.M)} == numbers


# Manifests


def undescribed(schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the fields below `schema` that have no description."""
    field = resolve(schema, root)
    if not str(field.get("description", "")).strip():
        yield path
    below = field
    if isinstance(field.get("items"), Mapping):
        below, path = resolve(field["items"], root), f"{path}[]"
    for name, child in below.get("properties", {}).items():
        yield from undescribed(child, root, f"{path}.{name}")


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_every_kind_and_field_has_a_description(kind: Kind) -> None:
    silent = [
        path
        for section, schema in kind.schema["properties"].items()
        for path in undescribed(schema, kind.schema, section)
        if section != "apiVersion"
    ]
    assert not silent
    assert kind.schema["description"].strip()
    page = (REFERENCE / "kinds" / f"{kind.singular}.md").read_text(encoding="utf-8")
    assert (
        headings(f"kinds/{kind.singular}.md") >= {kind.name, "metadata", "spec"}
        or "The fields are those of" in page
    )
    assert f"# {kind.name}\n\n```yaml\n" in page, "the page begins with an example"
    assert f"](kinds/{kind.singular}.md)" in (REFERENCE / "kinds.md").read_text(encoding="utf-8")


def test_every_rule_is_in_the_reference() -> None:
    page = (REFERENCE / "rules.md").read_text(encoding="utf-8")
    for rule in RULES.values():
        assert rule.title.strip()
        assert rule.text.strip()
        assert f"- **`{rule.id}`** ({rule.severity}" in page


# The site


def pages_of(entry: Any) -> Iterator[str]:
    """Yield the pages of a navigation entry."""
    if isinstance(entry, str):
        yield entry
    for inner in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        yield from pages_of(inner)


def test_every_page_is_in_the_navigation_once() -> None:
    navigation = list(pages_of(YAML(typ="safe").load(ROOT / "mkdocs.yml")["nav"]))
    docs = ROOT / "docs"
    assert sorted(navigation) == sorted(p.relative_to(docs).as_posix() for p in docs.rglob("*.md"))


# Security


def test_each_guarantee_names_a_test_that_exists() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    assert len(rows) > 10
    for row in rows:
        files = re.findall(r"`(tests/[\w/]+\.py)`", row.rsplit("|", 2)[1])
        assert files, row
        for file in files:
            assert "def test_" in (ROOT / file).read_text(encoding="utf-8"), file
