"""Write the sync modules: `python scripts/generate_sync.py [--check]`.

`--check` writes nothing and exits 1 if a committed module is outdated.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import unasync

ROOT = Path(__file__).resolve().parents[1]

# (source, target): a module, or a folder of modules.
PAIRS = [
    ("smarter/client/_async", "smarter/client/_sync"),
    ("smarter/client/http/_async", "smarter/client/http/_sync"),
    ("smarter/resources/_async", "smarter/resources/_sync"),
    ("smarter/resources/_async/rest", "smarter/resources/_sync/rest"),
    ("smarter/platform/_async", "smarter/platform/_sync"),
]

# Replacements besides `AsyncX` -> `X`, which applies to every name.
NAMES = {
    "_async": "_sync",
    "AsyncByteStream": "SyncByteStream",
    "AsyncPaginator": "CursorPage",
    "AnyIOBackend": "SyncBackend",
    "DefaultAsyncHttpxClient": "DefaultHttpxClient",
    "aclose": "close",
    "aread": "read",
    "aiter_bytes": "iter_bytes",
    "aiter_lines": "iter_lines",
    "aiter_raw": "iter_raw",
    "aiter_text": "iter_text",
    "async_at_loop_end": "at_loop_end",
    "async_close_on_gc": "close_on_gc",
    "async_call": "call",
    "async_run_in_own_thread": "run_in_own_thread",
    "async_enter": "enter",
    "async_first_page": "first_page",
    "async_loop_id": "loop_id",
    "async_on_platform": "on_platform",
    "async_read_body": "read_body",
    "async_list_of": "list_of",
    "async_iter_body": "pieces",
    "async_recorded": "recorded",
    "async_recorded_stream": "recorded_stream",
    "async_result": "call",
    "async_run_sending": "run_sending",
    "async_sleep": "sleep",
    "async_to_raw": "to_raw",
    "async_to_recorded": "to_recorded",
    "async_to_recorded_stream": "to_recorded_stream",
    "async_to_streamed": "to_streamed",
    "handle_async_request": "handle_request",
}

HEADER = "# Generated from {source} by scripts/generate_sync.py. Edit that, not this.\n"


def modules() -> Iterator[Tuple[Path, Path]]:
    """Yield every (source, target) file."""
    for source, target in PAIRS:
        path = ROOT / source
        files = [path] if path.is_file() else sorted(path.glob("*.py"))
        for file in files:
            if file.name != "__init__.py":
                yield file, ROOT / target if path.is_file() else ROOT / target / file.name


def generate(pairs: List[Tuple[Path, Path]]) -> Dict[Path, str]:
    """Return the text of every target."""
    text = "\n".join(source.read_text(encoding="utf-8") for source, _ in pairs)
    names = {name: name[len("Async") :] for name in set(re.findall(r"\bAsync[A-Z]\w*", text))}
    names.update(NAMES)
    made: Dict[Path, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (source, target) in enumerate(pairs):
            inside = Path(folder) / "in" / str(number) / source.name
            inside.parent.mkdir(parents=True)
            inside.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
            rule = unasync.Rule(f"/in/{number}/", f"/out/{number}/", additional_replacements=names)
            unasync.unasync_files([str(inside)], [rule])
            body = (Path(folder) / "out" / str(number) / source.name).read_text(encoding="utf-8")
            made[target] = HEADER.format(source=source.relative_to(ROOT)) + in_words(body, names)
    return formatted(made)


def in_words(text: str, names: Dict[str, str]) -> str:
    """Replace names in docstrings, comments and quoted annotations, unlike unasync."""
    text = re.sub(r"\bawait (?=[\w(])", "", text)
    text = re.sub(r"\basync (?=(def|for|with)\b)", "", text)
    text = re.sub(r"\bAwaitable\[((?:[^][]|\[[^][]*\])*)\]", r"\1", text)
    text = text.replace(", asynchronous: its methods are awaited", "")
    return re.sub(r"\b[A-Za-z_]\w*", lambda match: names.get(match.group(), match.group()), text)


def formatted(texts: Dict[Path, str]) -> Dict[Path, str]:
    """Return the texts of files formatted by `ruff`, which starts only twice for all."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {target: Path(folder) / target.relative_to(ROOT) for target in texts}
        for target, copy in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(texts[target], encoding="utf-8")
        shutil.copy(ROOT / "pyproject.toml", folder)
        ours = "lint.isort.known-first-party = ['smarter']"  # the folder lacks the rest of the package
        for command in (
            ["check", "--fix", "--unsafe-fixes", "--silent", "--exit-zero", "--config", ours],
            ["format", "--quiet"],
        ):
            subprocess.run([sys.executable, "-m", "ruff", *command, "--no-cache", folder], check=True)
        return {target: copy.read_text(encoding="utf-8") for target, copy in copies.items()}


def main(arguments: List[str]) -> int:
    """Write or check the modules; return 1 if a checked one is outdated."""
    check = "--check" in arguments
    stale = []
    for target, text in generate(list(modules())).items():
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            stale.append(target)
            if not check:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
    for target in stale:
        print(f"{target.relative_to(ROOT)} {'is stale' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
