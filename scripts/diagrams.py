"""Write the diagrams of docs/images/: `python scripts/diagrams.py [--check]`.

- `performance-*.svg`: bars of the tables on docs/performance.md, which the scripts in `benchmarks/` print
- `packages.svg`: the packages and their imports, read from the code
- `life.svg`: the states of a resource and the commands between them

`--check` writes nothing and exits 1 if a picture is stale. A style in each picture has light and dark colours.
"""

from __future__ import annotations

import ast
import html
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Set, Tuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images"
PAGE = ROOT / "docs" / "performance.md"

STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #24292f } .small { font-size: 12px; fill: #57606a }
.bold { font-weight: 600 } .middle { text-anchor: middle }
.first { fill: #0969da } .other { fill: #afb8c1 } .box { fill: #f6f8fa; stroke: #8c959f }
.line { stroke: #8c959f; fill: none }
.head { fill: #8c959f }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9198a1 } .first { fill: #4493f8 } .other { fill: #656c76 }
.box { fill: #161b22; stroke: #656c76 }
}
"""
ARROW = (
    '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path class="head" d="M0,0 L8,4 L0,8 z"/></marker>'
)

Bar = Tuple[str, float, str]  # owner, length, text
Place = Tuple[int, int]


def svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    """Return a picture with a title for screen readers."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img">'
    )
    body = "\n".join([head, f"<title>{title}</title>", f"<style>\n{STYLE}</style>", f"<defs>{ARROW}</defs>"])
    return "\n".join([body, *parts, "</svg>\n"])


def text(x: int, y: int, words: str, classes: str = "") -> str:
    """Return a line of text."""
    return f'<text x="{x}" y="{y}" class="{classes}">{html.escape(words)}</text>'


def bars(title: str, groups: Sequence[Tuple[str, Sequence[Bar]]]) -> str:
    """Return groups of horizontal bars; the longest of a group has the full width."""
    parts, y = [text(0, 16, title, "bold")], 30
    for name, group in groups:
        y += 22
        parts.append(text(0, y, name))
        longest = max(length for _, length, _ in group)
        for whose, length, shown in group:
            y += 20
            width = max(2, round(380 * length / longest))
            colour = "first" if whose == group[0][0] else "other"
            parts.append(text(12, y, whose, "small"))
            parts.append(f'<rect class="{colour}" x="190" y="{y - 11}" width="{width}" height="14" rx="2"/>')
            parts.append(text(198 + width, y, shown, "small"))
    return svg(title, 680, y + 14, parts)


def rows(heading: str) -> List[List[str]]:
    """Return the rows of the first table below a heading of the page."""
    part = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = re.search(r"(?:^\|.*\|\n)+", part, re.MULTILINE)
    assert table is not None, heading
    lines = table.group().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in [lines[0], *lines[2:]]]


def number(cell: str) -> float:
    """Return the number at the beginning of a cell, as in `~1,076 (2.0)`."""
    found = re.match(r"~?([\d,.]+)", cell)
    assert found is not None, cell
    return float(found.group(1).replace(",", ""))


def client_chart() -> str:
    """Return the chart of the Python client."""
    names = {"smarter": "smarter", "openai-python": "openai-python", "vendor's SDK": "the vendor's SDK"}
    return bars("The Python client: less is better", compared("The Python client", names))


def compared(heading: str, names: Dict[str, str]) -> List[Tuple[str, List[Bar]]]:
    """Return a group of bars for each row of a table with at least one peer's time.

    Args:
        names: the columns to show, each with the name of its bar.
    """
    head, *body = rows(heading)
    groups = []
    for what, unit, *cells in body:
        shown = [
            (names[who], number(cell), f"{cell.split(' ')[0]} {unit}")
            for who, cell in zip(head[2:], cells)
            if who in names and cell != "-"
        ]
        if len(shown) > 1 and unit != "MB":
            groups.append((what.replace("`", ""), shown))
    return groups


def apply_chart() -> str:
    """Return the chart of `smarter apply`: 1,000 manifests, 50 ms away."""
    head, *body = rows("`smarter apply`")
    column = {name: index for index, name in enumerate(head)}
    groups = [
        (
            f"{row[column['apply']]} apply",
            [
                (who, number(row[column[name]]), f"{row[column[name]].split(' ')[0]} s")
                for who, name in (("smarter apply", "s"), ("one by one", "one by one"))
            ],
        )
        for row in body
        if row[0] == "1,000" and row[1] == "50 ms"
    ]
    return bars("1,000 manifests, a platform 50 ms away: less is better", groups)


def validate_chart() -> str:
    """Return the chart of `smarter validate`."""
    head = rows("`smarter validate`")[0]
    names = {name: name for name in head[2:]}
    return bars("smarter validate, CPU time: less is better", compared("`smarter validate`", names))


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the modules that a module imports when it runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            if node.module == "smarter":
                yield from (f"smarter.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        yield from imported(node)


def packages() -> Dict[str, Set[str]]:
    """Return the packages and the packages that each imports, without single modules."""
    names = {path.name for path in (ROOT / "smarter").iterdir() if (path / "__init__.py").exists()} - {
        "schemas"
    }
    found: Dict[str, Set[str]] = {name: set() for name in names}
    for name in names:
        for path in (ROOT / "smarter" / name).rglob("*.py"):
            if path.name == "pytest_plugin.py":
                continue  # the fixtures of pytest use both the client and the embedded platform
            for module in imported(ast.parse(path.read_text(encoding="utf-8"))):
                parts = module.split(".")
                if parts[0] != "smarter" or len(parts) == 1:
                    continue
                own_module = (ROOT / "smarter" / f"{parts[1]}.py").exists()
                # A public name, such as `from smarter import Smarter`, comes from `resources`.
                target = parts[1] if parts[1] in names or own_module else "resources"
                if target in names - {name, "schemas"}:
                    found[name].add(target)
    # The one module that knows both sides, see docs/architecture.md.
    found["client"].discard("local")
    return found


def reachable(name: str, edges: Dict[str, Set[str]]) -> Set[str]:
    """Return the packages that a package imports, directly or not."""
    return edges[name].union(*(reachable(each, edges) for each in edges[name]))


def packages_picture() -> str:
    """Return the packages in layers; an arrow that others imply is left out."""
    edges = packages()
    depth: Dict[str, int] = {}
    while len(depth) < len(edges):
        for name in sorted(set(edges) - set(depth)):
            if edges[name] <= set(depth):
                depth[name] = 1 + max((depth[each] for each in edges[name]), default=-1)
    top = max(depth.values())
    places: Dict[str, Place] = {}
    for level in range(top + 1):
        row = sorted(name for name in depth if depth[name] == level)
        for index, name in enumerate(row):
            places[name] = (340 + 170 * index - 85 * (len(row) - 1), 50 + 76 * (top - level))
    arrows = [
        arrow(places[name], places[target])
        for name in sorted(edges)
        for target in sorted(edges[name])
        if target not in set().union(*(reachable(each, edges) for each in edges[name] - {target}))
    ]
    ground = 50 + 76 * (top + 1)
    boxes = [box(place, name, "") for name, place in sorted(places.items())]
    floor = f'<rect class="box" x="20" y="{ground - 22}" width="640" height="44" rx="6"/>'
    modules = sorted(
        path.stem for path in (ROOT / "smarter").glob("*.py") if path.stem not in ("__init__", "__main__")
    )
    words = [
        text(340, ground - 2, "ground floor", "middle bold"),
        text(340, ground + 14, ", ".join(modules), "middle small"),
    ]
    return svg("The packages and their imports", 680, ground + 40, [*arrows, *boxes, floor, *words])


def box(place: Place, name: str, below: str) -> str:
    """Return a box with a name and a smaller line below it."""
    x, y = place
    frame = f'<rect class="box" x="{x - 75}" y="{y - 22}" width="150" height="44" rx="6"/>'
    if not below:
        return frame + text(x, y + 5, name, "middle bold")
    return frame + text(x, y - 3, name, "middle bold") + text(x, y + 14, below, "middle small")


def arrow(start: Place, end: Place) -> str:
    """Return an arrow from the edge of a box to the edge of another."""
    (x, y), (to_x, to_y) = start, end
    if y == to_y:
        side = 75 if to_x > x else -75
        x, to_x = x + side, to_x - side
    else:
        side = 22 if to_y > y else -22
        y, to_y = y + side, to_y - side
    return f'<line class="line" x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" marker-end="url(#head)"/>'


STATES: Dict[str, Tuple[Place, str]] = {
    "manifest in Git": ((95, 150), "not on the platform"),
    "in step": ((370, 150), "a second apply: nothing"),
    "edited": ((215, 50), "the manifest differs"),
    "drifted": ((525, 50), "the platform differs"),
    "orphan": ((215, 250), "no manifest, in the set"),
    "outside the set": ((525, 250), "still on the platform"),
    "deleted": ((95, 340), "dependents first"),
}
STEPS: Tuple[Tuple[str, str, str, Place], ...] = (
    ("manifest in Git", "in step", "apply: create", (232, 142)),
    ("in step", "edited", "git commit", (236, 112)),
    ("edited", "in step", "apply", (330, 98)),
    ("in step", "drifted", "changed by hand", (526, 112)),
    ("drifted", "in step", "apply", (412, 98)),
    ("in step", "orphan", "git rm", (262, 200)),
    ("in step", "outside the set", "sets release, keep", (534, 200)),
    ("outside the set", "in step", "adopt", (410, 216)),
    ("orphan", "deleted", "apply --prune", (212, 312)),
)


def life_picture() -> str:
    """Return the life of a resource."""
    lines: List[str] = []
    words: List[str] = []
    for start, end, command, place in STEPS:
        (x, y), (to_x, to_y) = STATES[start][0], STATES[end][0]
        back = (end, start) in {(a, b) for a, b, _, _ in STEPS}
        shift = (12 if (start, end) < (end, start) else -12) if back else 0
        lines.append(arrow((x + shift, y), (to_x + shift, to_y)))
        if command:
            words.append(text(*place, command, "middle small"))
    boxes = [box(place, name, below) for name, (place, below) in STATES.items()]
    return svg("The life of a resource", 640, 380, [*lines, *boxes, *words])


PICTURES = {
    "performance-client.svg": client_chart,
    "performance-apply.svg": apply_chart,
    "performance-validate.svg": validate_chart,
    "packages.svg": packages_picture,
    "life.svg": life_picture,
}


def main(arguments: List[str]) -> int:
    """Write or check the pictures."""
    stale = []
    for name, draw in PICTURES.items():
        path, drawn = FOLDER / name, draw()
        if not path.exists() or path.read_text(encoding="utf-8") != drawn:
            stale.append(name)
            if "--check" not in arguments:
                path.write_bytes(drawn.encode("utf-8"))
            print(f"docs/images/{name} {'is stale' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
