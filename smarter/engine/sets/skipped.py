"""Guard of a prune: resources named in skipped files may still be wanted."""

from __future__ import annotations

import os
import re
from typing import Iterable, Iterator, List, Mapping, Match, Optional, Sequence, Set

from smarter._defaults import API_VERSION
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.packed import is_text, unpack
from smarter.errors import GuardError
from smarter.kinds import fold_name
from smarter.manifest import Bundle, Finding, project_file
from smarter.manifest.reading.limits import FILE_BYTES
from smarter.manifest.reading.sources import (
    FOREIGN_FOLDERS,
    STDIN,
    SUFFIXES,
    Source,
    encoding_of,
    find_sources,
)

_GROUP = API_VERSION.partition("/")[0]
# As of `chatbot.yaml.bak`, `chatbot.yml~` and `chatbot.yaml.disabled`.
_HAS_SUFFIX = re.compile(r"\.(ya?ml|json)", re.IGNORECASE)
_HEAD = 65_536  # bytes that tell whether a file is text
# Of Markdown's fences, and of documents.
_BETWEEN = re.compile(r"```|~~~|\n---")
_KIND = re.compile(r"""\bkind["']?\s*[:=]""")

_CORRECT = "Correct the file, or move it out of the folder."


# Held by tests/acceptance/test_skipped_files.py.
def check_skipped(plan: Plan, paths: Sequence[str], bundle: Bundle) -> None:
    """Refuse to prune a resource named in a skipped file: it may be its manifest.

    Raises:
        GuardError: with the resource and the file.
    """
    to_delete = {step.name: step for step in plan.steps if step.action == "delete"}
    if not to_delete:
        return
    try:
        _check_files(to_delete, paths, bundle)
    except OSError as error:  # the file of a resource cannot be told from others
        raise _refusal(next(iter(to_delete.values())), str(error.filename)) from error


def _check_files(to_delete: Mapping[str, Step], paths: Sequence[str], bundle: Bundle) -> None:
    for finding in bundle.findings:
        for step in to_delete.values():
            if _is_of(step.name, finding):
                raise _refusal(step, finding.file)
    names = "|".join(map(re.escape, to_delete))
    words = re.compile(rf"(?<![\w-])({names})(?![\w-])")
    # A manifest may spell its name as the platform folds it: `Bike-Shop` is `bike_shop`.
    folded = "|".join("[-_]".join(map(re.escape, re.split("[-_]", name))) for name in to_delete)
    defined = re.compile(rf"""(?:\A|\bname["']?\s*[:=]\s*["']?)({folded})(?![\w-])""", re.IGNORECASE)
    for file in _skipped(paths, bundle):
        text = _text(file)
        _check(to_delete, words.search(text) or defined.search(text), file)
    first = next(iter(to_delete.values()))
    for file in _renamed(paths):
        if os.path.isdir(file):
            raise _refusal(
                first, file, "is empty", "Get its content (`git submodule update --init`), or remove it."
            )
        if os.path.islink(file) and not os.path.exists(file) and os.path.basename(file)[0] != ".":
            raise _refusal(first, file, "is a link that leads nowhere")
        text = _text(file)
        if file.lower().endswith(SUFFIXES):
            # Workflows and settings are hidden files too, and may name resources: a hidden manifest is known by its
            # apiVersion.
            _check(to_delete, words.search(text) if _GROUP in text else None, file)
        elif not _HAS_SUFFIX.search(os.path.basename(file)):
            for block in _manifests(text):
                _check(to_delete, defined.search(block), file)
        elif is_text(text.partition("\n")[2]):
            _check(to_delete, defined.search(text), file)
        else:
            raise _refusal(
                first, file, "cannot be read here", "Unpack or decrypt it, or move it out of the folder."
            )


def _check(to_delete: Mapping[str, Step], found: Optional[Match[str]], file: str) -> None:
    if found is not None:
        meant = fold_name(found.group(1))
        steps = list(to_delete.values())
        raise _refusal(next((step for step in steps if fold_name(step.name) == meant), steps[0]), file)


def _refusal(step: Step, file: str, why: str = "was skipped", hint: str = _CORRECT) -> GuardError:
    text = f"--prune would delete {step.desired}, and {file}, which {why}, may define it."
    return GuardError(text, hint=hint)


def _is_of(name: str, finding: Finding) -> bool:
    """Tell whether a document `NAME/path/in/it.md` may belong to an excluded path."""
    _, _, path = name.partition("/")
    if not path or finding.rule != "excluded":
        return False
    parts = path.split("/")
    left_out = "/" + finding.file.replace(os.sep, "/").rstrip("/")
    return any(left_out.endswith("/" + "/".join(parts[:end])) for end in range(1, len(parts) + 1))


def _skipped(paths: Sequence[str], bundle: Bundle) -> Iterator[str]:
    """Find the files below `paths` without a resource, or with a skipped document."""
    read = {resource.file for resource in bundle.resources}
    seen: Set[str] = set()
    for finding in bundle.findings:
        if finding.rule == "not-ours" and finding.file not in seen:
            seen.add(finding.file)
            yield finding.file
        elif finding.rule == "excluded":
            # Folders of packages hold thousands of files, whose words name resources by chance.
            is_folder = os.path.isdir(finding.file)
            yield from (file for file in _files(finding.file) if not is_folder or _GROUP in _text(file))
    for source in find_sources(path for path in paths if path != STDIN):
        if isinstance(source, Source) and source.file and source.file not in read | seen:
            yield source.file


def _renamed(paths: Sequence[str]) -> Iterator[str]:
    """Find files that their names keep from being read: hidden and renamed ones.

    Find missing ones, too: empty folders with a file's name or of a submodule, and links that lead nowhere.
    """
    for path in paths:
        for folder, folders, names in os.walk(path, onerror=_raise):
            folders[:] = [name for name in folders if name != ".git"]
            parts = os.path.relpath(folder, path).split(os.sep)
            hidden = any(part[0] == "." for part in parts if part != os.curdir)
            foreign = not FOREIGN_FOLDERS.isdisjoint(parts)
            for each in (os.path.join(folder, name) for name in folders):
                is_file = each.lower().endswith(SUFFIXES) and not any(_files(each))
                if is_file or (not os.listdir(each) and _is_submodule(each)):
                    yield each
            for name in names:
                if name.lower().endswith(SUFFIXES):
                    if (hidden or name[0] == ".") and name != project_file.FILE:
                        yield os.path.join(folder, name)
                    continue
                if not foreign or _HAS_SUFFIX.search(name):
                    yield os.path.join(folder, name)


def _is_submodule(folder: str) -> bool:
    """Tell whether a folder is a submodule of Git, by the list in a folder above."""
    parts: List[str] = []
    above = os.path.realpath(folder)
    while above != os.path.dirname(above):
        above, name = os.path.split(above)
        parts.insert(0, name)
        modules = os.path.join(above, ".gitmodules")
        if os.path.isfile(modules):
            listed = [line.replace(" ", "").strip() for line in _text(modules).splitlines()]
            return "path=" + "/".join(parts).replace(" ", "") in listed
    return False


def _manifests(text: str) -> Iterator[str]:
    """Find manifests in prose, code and the like: blocks with apiVersion and kind."""
    if _GROUP in text:
        for block in _BETWEEN.split(text):
            if _GROUP in block and _KIND.search(block):
                yield block


def _files(path: str) -> Iterable[str]:
    if not os.path.isdir(path):
        return [path]
    return (
        os.path.join(folder, name)
        for folder, _, names in os.walk(path, onerror=_raise)
        for name in names
        if name.lower().endswith(SUFFIXES)
    )


def _raise(error: OSError) -> None:
    if not isinstance(error, (FileNotFoundError, NotADirectoryError)):  # a pattern, standard input, a file
        raise error


def _text(file: str) -> str:
    """Return a file's name and unpacked content; only the name of pipes and the like."""
    name = os.path.splitext(os.path.basename(file))[0]
    try:
        if not os.path.isfile(file):
            return name
        data = unpack(file, FILE_BYTES)
        if data is None:
            with open(file, "rb") as stream:
                data = stream.read(_HEAD)
                # Images, films and the like are not read to their end.
                data += (
                    stream.read(FILE_BYTES - len(data)) if is_text(data.decode("utf-8", "replace")) else b""
                )
        # Without its zero bytes, text of UTF-16 and UTF-32 reads as ASCII.
        text = data[len(encoding_of(data)[0]) :].replace(b"\0", b"").decode("utf-8", "replace")
        return f"{name}\n{text}"
    except FileNotFoundError:  # removed in the meantime
        return name
