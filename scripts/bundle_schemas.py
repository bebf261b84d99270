"""Write shared parts into schemas, derive schemas of kinds, and format all.

    python scripts/bundle_schemas.py            rewrites schemas/*.schema.json
    python scripts/bundle_schemas.py --check    changes nothing; exit 1 names the files that would change

A schema refers to a part as `#/$defs/NAME`; `schemas/parts/NAME.json` is copied into its `$defs`, so that each
shipped file stands alone. A file in `schemas/derived/` is a JSON merge patch (RFC 7396) over the schema that its
`from` names.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

ROOT = Path(__file__).resolve().parents[1] / "schemas"
WIDTH = 110
Json = Any


def references(node: Json) -> Iterator[str]:
    """Yield the names in each `$ref` to `#/$defs/NAME` in `node`, not in its `$defs`."""
    if isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#/$defs/"):
            yield target[len("#/$defs/") :]
        for key, value in node.items():
            if key not in ("$defs", "examples", "default", "const", "enum"):
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def bundle(schema: Dict[str, Json], parts: Dict[str, Json]) -> Dict[str, Json]:
    """Return `schema` with only the `$defs` it refers to: current parts, and its own."""
    own = schema.get("$defs", {})
    found: Dict[str, Json] = {}
    waiting = sorted(set(references(schema)))
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        if name not in parts and name not in own:
            raise KeyError(f"{schema.get('$id')}: there is no part named {name!r}")
        found[name] = parts[name] if name in parts else own[name]
        waiting.extend(references(found[name]))
    bundled = {key: value for key, value in schema.items() if key != "$defs"}
    if found:
        bundled["$defs"] = {name: found[name] for name in sorted(found)}
    return bundled


def merge(base: Json, patch: Json) -> Json:
    """Apply a JSON merge patch (RFC 7396); keep the base's order.

    Objects merge, null removes, other values replace.
    """
    if not isinstance(patch, dict):
        return patch
    merged = dict(base) if isinstance(base, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def render(value: Json, indent: int = 0, used: int = 0) -> str:
    """Return JSON indented by two blanks; a value that fits stays on its key's line.

    `used` is the number of columns of the key before the value.
    """
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or not value:
        return flat
    shallow = not any(isinstance(child, dict) and child for child in _children(value))
    if shallow and indent + used + len(flat) < WIDTH:
        return flat
    pad, inner = " " * indent, " " * (indent + 2)
    if isinstance(value, dict):
        rows = []
        for key, child in value.items():
            label = f"{json.dumps(key, ensure_ascii=False)}: "
            rows.append(inner + label + render(child, indent + 2, len(label)))
        return "{\n" + ",\n".join(rows) + "\n" + pad + "}"
    return "[\n" + ",\n".join(inner + render(child, indent + 2) for child in value) + "\n" + pad + "]"


def _children(value: Json) -> List[Json]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def build(root: Path) -> Dict[Path, str]:
    """Return every file's content under `root` by path: schemas, parts, patches."""
    parts_files = sorted((root / "parts").glob("*.json"))
    patch_files = sorted((root / "derived").glob("*.json"))
    sources = {path: _read(path) for path in parts_files + patch_files}
    parts = {path.stem: sources[path] for path in parts_files}
    derived = {root / f"{path.stem}.schema.json": sources[path] for path in patch_files}
    schemas = {
        path: bundle(_read(path), parts) for path in sorted(root.glob("*.schema.json")) if path not in derived
    }
    for path, patch in derived.items():
        change = {key: value for key, value in patch.items() if key != "from"}
        schemas[path] = bundle(merge(schemas[root / patch["from"]], change), parts)
    return {path: render(content) + "\n" for path, content in {**sources, **schemas}.items()}


def _read(path: Path) -> Dict[str, Json]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SystemExit(f"{path}: {error}") from None
    if not isinstance(content, dict):
        raise SystemExit(f"{path}: is not a JSON object")
    return content


def main(arguments: Optional[List[str]] = None) -> int:
    """Write or check the files; return 1 if `--check` found an outdated one."""
    parser = argparse.ArgumentParser(description="Bundle the JSON Schemas of the kinds.")
    parser.add_argument("--check", action="store_true", help="change nothing, only say what is out of date")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of the schemas")
    options = parser.parse_args(arguments)
    stale = []
    for path, text in build(options.root).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not options.check:
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(options.root)} {'is out of date' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
