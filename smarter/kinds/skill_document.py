"""Rules of a `SKILL.md` and a skill's other files, as in the platform's parser."""

from __future__ import annotations

import io
import posixpath
import re
from typing import Any, Iterator, Mapping
from urllib.parse import urlsplit

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONGEST_NAME, _LONGEST_DESCRIPTION, _LONGEST_COMPATIBILITY = 64, 1024, 500
_LONGEST_PATH, _LONGEST_FILE, _LONGEST_URL = 512, 500_000, 2048


def find_document_problems(text: str) -> Iterator[str]:
    """Yield the faults of a `SKILL.md`'s front matter, without any of its text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    found = _FRONT_MATTER.match(text.replace("\r\n", "\n").replace("\r", "\n"))
    if found is None:
        yield "there is no front matter between `---` lines"
        return
    yaml = YAML(typ="safe", pure=True)
    # The platform's reader keeps the last of two equal keys.
    yaml.allow_duplicate_keys = True
    try:
        matter = yaml.load(io.StringIO(found.group(1)))
    except (YAMLError, ValueError, RecursionError):
        yield "the front matter is not valid YAML"
        return
    if not isinstance(matter, dict):
        yield "the front matter must be a mapping"
        return
    yield from _find_field_problems(matter)


def _find_field_problems(matter: Mapping[Any, Any]) -> Iterator[str]:
    name, description, compatibility = (matter.get(key) for key in ("name", "description", "compatibility"))
    if not isinstance(name, str) or len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        yield f"`name` must be a text of at most {_LONGEST_NAME} characters: a-z, 0-9 and single `-` between them"
    if not _is_text(description, _LONGEST_DESCRIPTION):
        yield f"`description` must be a text of 1 to {_LONGEST_DESCRIPTION} characters"
    if not isinstance(matter.get("license"), (str, type(None))):
        yield "`license` must be a text"
    if compatibility is not None and not _is_text(compatibility, _LONGEST_COMPATIBILITY):
        yield f"`compatibility` must be a text of 1 to {_LONGEST_COMPATIBILITY} characters"
    if not isinstance(matter.get("metadata"), (dict, type(None))):
        yield "`metadata` must be a mapping"
    tools = matter.get("allowed-tools")
    listed = tools if isinstance(tools, list) else [] if isinstance(tools, (str, type(None))) else [None]
    if not all(isinstance(tool, str) and tool.strip() for tool in listed):
        yield "`allowed-tools` must be a text or a list of texts"


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= longest


def find_file_problem(path: str, content: Any, files: Mapping[str, Any]) -> str:
    """Return what is wrong with one of a skill's files; an empty text if nothing is."""
    normal = normalize_path(path)
    if (
        not path.strip()
        or len(path) > _LONGEST_PATH
        or re.search(r"[\\\x00-\x1f]", path)
        or path.startswith("/")
        or _SCHEME.match(path)
        or normal in (".", "..", "SKILL.md")
        or normal.startswith("../")
    ):
        return "a path must be relative to the skill, within it, and not `SKILL.md`"
    if any(other != path and normalize_path(str(other)) == normal for other in files):
        return "two paths name the same file"
    if isinstance(content, str) and len(content) > _LONGEST_FILE:
        return f"a file has at most {_LONGEST_FILE} characters"
    return ""


def find_url_problem(url: str) -> str:
    """Return what is wrong with the URL of a skill; an empty text if nothing is."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return "it is not a URL"
    steps = [step for step in parts.path.split("/") if step]
    if parts.username or parts.password:
        return "a URL has no user and no password"
    if len(url) > _LONGEST_URL:
        return f"a URL has at most {_LONGEST_URL} characters"
    if host in ("github.com", "www.github.com"):
        folder = len(steps) == 2 or (len(steps) > 3 and steps[2] == "tree")
        known = folder or (len(steps) > 3 and steps[2] == "blob" and steps[-1] == "SKILL.md")
    else:
        least = 4 if host == "raw.githubusercontent.com" else 1
        known = len(steps) >= least and steps[-1] == "SKILL.md"
    return "" if known else "a URL must be that of a repository or a folder on GitHub, or of a `SKILL.md`"


def normalize_path(path: str) -> str:
    """Return a path as the platform stores it: `./a/../b` is `b`."""
    return posixpath.normpath(path.strip())
