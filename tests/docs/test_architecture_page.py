"""The architecture and vocabulary pages name existing modules and every keyword."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Iterator, Set

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
VOCABULARY = (ROOT / "docs" / "schema-vocabulary.md").read_text(encoding="utf-8")
SCHEMAS = [json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "schemas").glob("*.schema.json")]


def mappings(data: Any) -> Iterator[Any]:
    """Yield every mapping within `data`, itself included."""
    if isinstance(data, dict):
        yield data
    for child in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from mappings(child)


def words_of(keyword: str) -> Set[str]:
    """Return the values of a keyword in the schemas."""
    found: Set[str] = set()
    for schema in SCHEMAS:
        for each in mappings(schema):
            value = each.get(keyword)
            found |= {value} if isinstance(value, str) else {w for w in value or () if isinstance(w, str)}
    return found


def test_every_keyword_of_the_schemas_is_explained_and_no_other() -> None:
    used = {
        key for schema in SCHEMAS for each in mappings(schema) for key in each if key.startswith("x-smarter-")
    }
    read = {
        word
        for path in (ROOT / "smarter").rglob("*.py")
        if "local" not in path.parts  # its headers have such names
        for word in re.findall(r'"(x-smarter-[a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert set(re.findall(r"`(x-smarter-[a-z-]+)`", VOCABULARY)) == used | read


def test_every_value_of_the_vocabulary_is_explained() -> None:
    for keyword in ("x-smarter-readback", "x-smarter-update", "x-smarter-normalize"):
        assert {w for w in words_of(keyword) if f"`{w}`" not in VOCABULARY} == set(), keyword


def test_every_key_of_a_kind_and_every_quirk_of_a_verb_is_explained() -> None:
    about = [schema["x-smarter-kind"] for schema in SCHEMAS]
    keys = {key for each in about for key in each}
    tables = [table for each in about for table in (each["verbs"], *each.get("verbsBy", {}).values())]
    quirks = {how for table in tables for how in table.values()}
    assert {word for word in keys | quirks if f"`{word}`" not in VOCABULARY} == set()


def test_every_package_is_in_the_table_and_every_module_that_a_page_names_exists() -> None:
    package = ROOT / "smarter"
    rooms = {
        f"smarter/{path.name}" + ("/" if path.is_dir() else "")
        for path in package.iterdir()
        if (path.is_dir() and (path / "__init__.py").exists()) or path.suffix == ".py"
    } - {"smarter/__main__.py", "smarter/_version.py"}
    rows = re.findall(r"^- (`smarter/[^:]+): ", PAGE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([^`]+)`", row)} == rooms
    for module in re.findall(r"`((?:[\w/]+/)?\w+\.py)`", PAGE + VOCABULARY):
        assert any((folder / module).exists() for folder in (package, ROOT, ROOT / "scripts")), module


def test_the_page_can_be_read_in_ten_minutes() -> None:
    assert len(re.sub(r"[`|#*-]", " ", PAGE).split()) < 1700


def test_every_folder_around_the_package_exists() -> None:
    table = PAGE.split("## Around the package")[1]
    for name in re.findall(r"`([\w./]+)`", "\n".join(re.findall(r"^- (.*?): ", table, re.MULTILINE))):
        assert (ROOT / name).exists(), name
