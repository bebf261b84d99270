"""Write the stubs of lazy packages: `python scripts/generate_faces.py [--check]`.

A type checker, or jedi, does not know the names that `__getattr__` finds; `__init__.pyi` lists them with their modules.
`--check` writes nothing and exits 1 if a stub is stale.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Iterator, List

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.generate_sync import formatted  # noqa: E402

FACES = ["smarter", "smarter/types"]
HEADER = "# Generated from __init__.py by scripts/generate_faces.py. Edit that, not this.\n\n"


def stub(folder: str) -> str:
    """Return the text of the stub of a package."""
    tree = ast.parse((ROOT / folder / "__init__.py").read_text(encoding="utf-8"))
    imports_first = sorted(
        statements(tree, folder.replace("/", ".")), key=lambda text: not text.startswith("from")
    )
    return HEADER + "\n".join(imports_first) + "\n"


def statements(tree: ast.Module, package: str) -> Iterator[str]:
    """Yield a statement for each public name: as the package has it, or an import."""
    here = {name: ast.unparse(node) for node in tree.body for name in defined(node)}
    (call,) = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and each.args]
    for argument in call.args[3:]:
        name = ast.literal_eval(argument)
        yield here.get(name, f"from {package} import {name} as {name}")
    where = ast.literal_eval(here["_WHERE"].partition("=")[2].strip())
    for module, names in where.items():
        yield from (f"from {package}.{module} import {name} as {name}" for name in names.split())


def defined(node: ast.stmt) -> List[str]:
    """Return the names that a statement defines."""
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    return [ast.unparse(target) for target in node.targets] if isinstance(node, ast.Assign) else []


def main(arguments: List[str]) -> int:
    """Write or check; the number of stale stubs decides the exit code."""
    stale = []
    for path, text in formatted({ROOT / face / "__init__.pyi": stub(face) for face in FACES}).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(ROOT)} {'is stale' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
