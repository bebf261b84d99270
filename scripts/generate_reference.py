"""Write the reference: `python scripts/generate_reference.py [--check]`.

`--check` writes nothing and exits 1 if a committed page is outdated or has no source any more.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
HEADER = "<!-- Generated from the code by scripts/generate_reference.py. Edit that, not this. -->\n\n"


def pages() -> Dict[str, str]:
    """Return every page by its name below `docs/reference/`."""
    from reference import codes, commands, kinds, rules, sdk, types

    made = {
        "cli.md": commands.page(),
        "exit-codes.md": codes.page(),
        "rules.md": rules.page(),
        "sdk.md": sdk.page(),
        "types.md": types.page(),
        **kinds.pages(),
    }
    return {name: HEADER + text.rstrip("\n") + "\n" for name, text in made.items()}


def main(arguments: List[str]) -> int:
    """Write or check the pages; return 1 if a checked one is outdated."""
    check = "--check" in arguments
    made = pages()
    kept = {str(path.relative_to(FOLDER).as_posix()): path for path in FOLDER.rglob("*.md")}
    stale = [
        name
        for name, text in made.items()
        if name not in kept or kept[name].read_text(encoding="utf-8") != text
    ]
    gone = sorted(set(kept) - set(made))
    for name in stale:
        print(f"docs/reference/{name} {'is stale' if check else 'written'}")
        if not check:
            (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_bytes(made[name].encode("utf-8"))
    for name in gone:
        print(f"docs/reference/{name} {'is made by nothing any more' if check else 'removed'}")
        if not check:
            kept[name].unlink()
    return 1 if check and (stale or gone) else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
