"""Write the terminal's picture: `python scripts/terminal_picture.py [--check]`.

`--check` writes nothing and exits 1 if the picture differs from the command's output. Linux and macOS only: the
commands run on a pseudo-terminal, to print colours.
"""

from __future__ import annotations

import html
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "terminal.svg"
WIDTH = 104

BEFORE = ["smarter apply -f manifests/"]
SHOWN = [
    "smarter chat bike_shop 'When are you open?' 2>&1 | head -n 7",
    "perl -pi -e 's/three friendly sentences/three short sentences/' manifests/chatbot.yaml",
    "smarter diff -f manifests/",
    "smarter apply -f manifests/",
    "smarter diff -f manifests/",
    "sed 's/systemRole/sytemRole/' manifests/plugin.yaml | smarter validate -",
]

_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
_OUTCOME = re.compile(r"^\S+/\S+ (created|updated|unchanged)$")

# As rich has it, without fonts from elsewhere.
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>A terminal</title>
<style>
.{unique_id}-matrix {{
font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def on_terminal(command: str, folder: Path, environ: Dict[str, str]) -> str:
    """Run a command on a terminal; return its output, escapes included."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        cwd=str(folder),
        env=environ,
    )
    os.close(follower)
    pieces: List[bytes] = []
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # Linux's way of saying that nobody holds the other end any more
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(leader)
    process.wait()
    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n")


def session() -> str:
    """Return the terminal's text: a prompt, then each command and its output."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SMARTER_")}
    for name in ("NO_COLOR", "GITHUB_ACTIONS"):
        kept.pop(name, None)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        shutil.copytree(ROOT / "manifests" / "quickstart", folder / "manifests")
        environ = {
            **kept,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")]),
            "HOME": str(folder),
            "SMARTER_CONTEXT": "local",
            "TERM": "xterm-256color",
            "COLUMNS": str(WIDTH),
            # Turn off the progress line, which only slow machines show.
            "CI": "1",
            "PYTHONPATH": str(ROOT),
        }
        for command in BEFORE:
            on_terminal(command, folder, environ)
        text = ""
        for command in SHOWN:
            printed = on_terminal(command, folder, environ)
            text += f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m\n{in_order(printed)}"
    return text


def in_order(printed: str) -> str:
    """Sort each run of outcome lines: independent resources finish in any order."""
    result: List[str] = []
    run: List[str] = []
    for line in [*printed.splitlines(keepends=True), ""]:
        if _OUTCOME.match(_ESCAPE.sub("", line).strip("\n")):
            run.append(line)
            continue
        result += sorted(run, key=lambda text: _ESCAPE.sub("", text))
        run = []
        result.append(line)
    return "".join(result)


def letters(text: str) -> str:
    """Return a terminal's text without escapes and blanks."""
    return "".join(_ESCAPE.sub("", text).split())


def letters_of(picture: str) -> str:
    """Return the text of a picture, without blanks."""
    pieces = re.findall(r"<text [^>]*>(.*?)</text>", picture.split('-matrix">', 1)[1])
    return letters("".join(html.unescape(piece) for piece in pieces))


def drawn(text: str) -> str:
    """Draw a terminal with this text as SVG."""
    import io

    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text.rstrip("\n")))
    return console.export_svg(title="smarter", theme=MONOKAI, code_format=_FORMAT, unique_id="terminal")


def main(arguments: List[str]) -> int:
    """Write or check the picture."""
    text = session()
    if "--check" in arguments:
        if PICTURE.exists() and letters_of(PICTURE.read_text(encoding="utf-8")) == letters(text):
            return 0
        print(f"{PICTURE.relative_to(ROOT)} is stale")
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(drawn(text), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
