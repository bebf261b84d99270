"""The table of the vendor's methods is complete, and its methods exist."""

from __future__ import annotations

import ast
import re
from functools import reduce
from pathlib import Path
from typing import Dict, Iterator, List, Set

import pytest

from smarter import Smarter
from tests.sdk_archive import sdk_archive

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "migrating.md"


def rows() -> Dict[str, str]:
    """Map each method of the vendor's SDK to the text about this client's."""
    part = PAGE.read_text(encoding="utf-8").split("## Methods of the vendor's SDK")[1].split("\n## ")[0]
    groups = dict(re.findall(r"`(\w+)` \((\w+)\)", part))
    found = {path: f"`client.{path}`" for path in re.findall(r"`client\.([\w.]+)`[,.]", part)}
    for theirs, ours in re.findall(r"^- `([\w.]+)`: (.*)$", part, re.MULTILINE):
        if theirs.startswith("GROUP."):
            for group, kind in groups.items():
                found[theirs.replace("GROUP", group)] = ours.replace("GROUP", group).replace("KIND", kind)
        else:
            found[theirs] = ours
    return found


def classes(folder: Path) -> Dict[str, ast.ClassDef]:
    found: Dict[str, ast.ClassDef] = {}
    for path in [*sorted((folder / "resources").glob("*.py")), folder / "client.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found.update({node.name: node for node in tree.body if isinstance(node, ast.ClassDef)})
    return found


def members(name: str, known: Dict[str, ast.ClassDef]) -> Set[str]:
    """Return the public methods and properties of a class, inherited ones included."""
    if name not in known:
        return set()
    node = known[name]
    own = {
        each.name for each in node.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
    }
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return own.union(*(members(base.id, known) for base in bases if isinstance(base, ast.Name)))


def their_methods(known: Dict[str, ast.ClassDef]) -> Iterator[str]:
    """Yield `group.method` of every public method of the vendor's client."""
    for each in known["Smarter"].body:
        if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
            continue
        result = each.returns.id if isinstance(each.returns, ast.Name) else ""
        decorators: List[str] = [node.id for node in each.decorator_list if isinstance(node, ast.Name)]
        if "cached_property" in decorators and result in known:
            yield from (f"{each.name}.{method}" for method in sorted(members(result, known)))
        else:
            yield each.name


def test_every_method_of_the_vendors_sdk_has_a_row() -> None:
    theirs = list(their_methods(classes(sdk_archive() / "smarter")))
    assert len(theirs) > 100
    assert not [method for method in theirs if method not in rows()]


@pytest.mark.parametrize("theirs", sorted(rows()))
def test_the_method_of_each_row_exists(theirs: str) -> None:
    with Smarter(api_key="k" * 64, base_url="https://platform.example/api/v1") as client:
        for path in re.findall(r"`client\.([\w.]+)", rows()[theirs]):
            assert reduce(getattr, path.split("."), client) is not None
        for kind, method in re.findall(r'`client\.resources\["(\w+)"\]\.(\w+)', rows()[theirs]):
            assert hasattr(client.resources["Chatbot" if kind == "Kind" else kind], method)
