"""Write schemas as `TypedDict`s: `python scripts/generate_specs.py [--check]`.

`--check` writes nothing and exits 1 if the committed module is outdated.
"""

from __future__ import annotations

import keyword
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from smarter.kinds import Kind, load_kinds  # noqa: E402
from smarter.kinds.fields import resolve  # noqa: E402

TARGET = ROOT / "smarter/types/specs.py"
HEADER = '''# Generated from schemas/ by scripts/generate_specs.py. Edit those, not this.
"""Specs of manifests as `TypedDict`s, one a kind, made from the schemas."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence, TypedDict, Union

from typing_extensions import Literal
'''
NAMES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


class Module:
    """The classes of the module, inner ones before those that name them."""

    def __init__(self) -> None:
        self.classes: Dict[str, str] = {}
        self.aliases: List[str] = []

    def kind(self, kind: Kind) -> None:
        """Add the spec of `kind`, or of its canonical kind."""
        if kind.name == kind.canonical:
            spec = kind.schema["properties"]["spec"]
            self._class(kind.name, f"{kind.name}Spec", spec, kind.schema, f"The `spec` of {kind.name}.")
        else:
            self.aliases.append(f"{kind.name}Spec = {kind.canonical}Spec")

    def _class(
        self, prefix: str, name: str, schema: Mapping[str, Any], root: Mapping[str, Any], doc: str
    ) -> str:
        schema = resolve(schema, root)
        lines = [f"class {name}(TypedDict, total=False):", f'    """{doc}"""', ""]
        for key, child in schema["properties"].items():
            assert key.isidentifier(), key
            assert not keyword.iskeyword(key), key
            typed = self._type(prefix + key[0].upper() + key[1:], child, root)
            lines += [f"    {key}: {typed}", *comment(resolve(child, root))]
        text = "\n".join(lines)
        assert self.classes.setdefault(name, text) == text, f"two classes are named {name}"
        return name

    def _type(self, name: str, schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
        nullable = any(
            branch.get("type") == "null" for branch in schema.get("anyOf") or schema.get("oneOf") or ()
        )
        schema = resolve(schema, root)
        kinds = schema.get("type")
        listed = [kinds] if isinstance(kinds, str) else list(kinds or ())
        choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
        if choices:
            nullable = nullable or None in choices
            typed = f"Literal[{', '.join(repr(each) for each in choices if each is not None)}]"
        else:
            nullable = nullable or "null" in listed
            union = [self._one(name, each, schema, root) for each in listed if each != "null"]
            typed = f"Union[{', '.join(union)}]" if len(union) > 1 else union[0] if union else "Any"
        return f"Optional[{typed}]" if nullable and typed != "Any" else typed

    def _one(self, name: str, kind: str, schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
        if kind == "array":
            items = schema.get("items")
            return f"Sequence[{self._type(name, items, root) if isinstance(items, dict) else 'Any'}]"
        if kind == "object":
            if not schema.get("properties"):
                return "Mapping[str, Any]"
            return self._class(name, name, schema, root, sentence(schema) or f"{name}.")
        return NAMES[kind]


def comment(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the field's description as a docstring, which editors show."""
    if sentence(schema):
        yield f'    """{sentence(schema)}"""'


def sentence(schema: Mapping[str, Any]) -> str:
    """Return the first sentence of a description, as far as it fits on a line."""
    first = str(schema.get("description") or "").split(". ")[0].strip().rstrip(".")
    short = first if len(first) < 100 else first[:96].rsplit(" ", 1)[0] + " .."
    return short and f"{short}.".replace("\\", "\\\\")


def generate() -> str:
    """Return the text of the module."""
    module = Module()
    for kind in load_kinds().all():
        module.kind(kind)
    text = "\n\n\n".join([HEADER, *module.classes.values(), *module.aliases])
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def main(arguments: List[str]) -> int:
    """Write or check the module; return 1 if a checked one is outdated."""
    text = generate()
    stale = not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text
    if stale:
        print(f"{TARGET.relative_to(ROOT)} {'is stale' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            TARGET.write_text(text, encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
