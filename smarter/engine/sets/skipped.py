"""Guard a prune against files that were skipped: what they name may still be wanted."""

from __future__ import annotations

import itertools
import os
import re
from typing import Iterable, Iterator, Sequence, Set

from smarter._defaults import API_VERSION
from smarter.engine.plan import Plan
from smarter.errors import GuardError
from smarter.manifest import Bundle
from smarter.manifest.reading.limits import FILE_BYTES
from smarter.manifest.reading.sources import STDIN, Source, find_sources

_GROUP = API_VERSION.partition("/")[0]
_SUFFIXES = (".yaml", ".yml", ".json")
_MOST_FILES = 2_000  # of folders that are left out


# Held by tests/acceptance/test_skipped_files.py.
def check_skipped(plan: Plan, paths: Sequence[str], bundle: Bundle) -> None:
    """Refuse to prune a resource that a skipped file names: it may be the resource's manifest, broken or left out.

    Raises:
        GuardError: with the resource and the file.
    """
    doomed = [step for step in plan.steps if step.action == "delete"]
    if not doomed:
        return
    words = re.compile("|".join(rf"(?<![\w-]){re.escape(step.name)}(?![\w-])" for step in doomed))
    # Workflows and settings are hidden files too, and may name resources: a hidden manifest is known by its apiVersion.
    hidden = (file for file in _hidden(paths) if _GROUP in _text(file))
    for file in itertools.chain(_skipped(paths, bundle), hidden):
        found = words.search(_text(file))
        if found is not None:
            step = next(step for step in doomed if step.name == found.group())
            raise GuardError(
                f"--prune would delete {step.desired}, and {file}, which was skipped, names it.",
                hint="Correct the file, or move it out of the folder.",
            )


def _skipped(paths: Sequence[str], bundle: Bundle) -> Iterator[str]:
    """Find the files below `paths` that gave no resource, or hold a document that was skipped."""
    read = {resource.file for resource in bundle.resources}
    seen: Set[str] = set()
    left = _MOST_FILES
    for finding in bundle.findings:
        if finding.rule == "not-ours" and finding.file not in seen:
            seen.add(finding.file)
            yield finding.file
        elif finding.rule == "excluded":
            for file in _files(finding.file):
                left -= 1
                if left < 0:
                    break
                yield file
    for source in find_sources(path for path in paths if path != STDIN):
        if isinstance(source, Source) and source.file and source.file not in read | seen:
            yield source.file


def _hidden(paths: Sequence[str]) -> Iterator[str]:
    """Find the hidden files below `paths`, and files of hidden folders."""
    for path in paths:
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name != ".git"]
            inside = any(
                part[0] == "." for part in os.path.relpath(folder, path).split(os.sep) if part != "."
            )
            for name in names:
                if (
                    (inside or name[0] == ".")
                    and name.lower().endswith(_SUFFIXES)
                    and name != ".smarter.yaml"
                ):
                    yield os.path.join(folder, name)


def _files(path: str) -> Iterable[str]:
    if not os.path.isdir(path):
        return [path]
    return (
        os.path.join(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
        if name.lower().endswith(_SUFFIXES)
    )


def _text(file: str) -> str:
    """Return the name and the content of a file; only the name if it cannot be read."""
    name = os.path.splitext(os.path.basename(file))[0]
    try:
        if not os.path.isfile(file):
            return name
        with open(file, "rb") as stream:
            data = stream.read(FILE_BYTES)
        # Without its zero bytes, text of UTF-16 and UTF-32 reads as ASCII.
        text = data.replace(b"\0", b"").decode("utf-8", "replace")
        return f"{name}\n{text}"
    except OSError:
        return name
