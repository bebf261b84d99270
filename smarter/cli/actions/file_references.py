"""Exported texts in files, if the manifest to be replaced keeps them in files."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional, Tuple

from smarter._files import write_atomic
from smarter.cli.session import Session
from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.engine import Exported


def with_files(session: Session, exported: Exported, target: Path, texts: Dict[str, str]) -> Exported:
    """Return the manifest with `target`'s `${file:PATH}`; write texts to the files.

    Args:
        texts: file -> its text, for each file of this export; a different text stays in its manifest.
    """
    from smarter.kinds.paths import get, put_at
    from smarter.manifest.included_files import locate

    if not target.is_file():
        return exported
    try:
        bundle = session.load([str(target)], resolve=False)
    except SmarterError:
        return exported  # not a manifest that could be kept
    manifest = copy.deepcopy(exported.manifest)
    for resource in bundle.resources:
        if resource.identity != exported.identity:
            continue
        for path, written in _references(resource.document.value):
            text = _plain(get(manifest, path))
            file = locate(resource.included.get(path, written), target.parent)
            if text is None or not isinstance(file, str) or texts.get(file, text) != text:
                continue
            if _write(Path(file), text):
                texts[file] = text
                put_at(manifest, path, f"${{file:{written}}}")
    return replace(exported, manifest=manifest)


def _references(manifest: Any) -> Iterator[Tuple[Tuple[Any, ...], str]]:
    """Find the texts that are one `${file:PATH}` and nothing else."""
    from smarter.kinds.paths import leaves_of
    from smarter.manifest.substitution_syntax import split

    for path, leaf in leaves_of(manifest):
        tokens = split(leaf) if isinstance(leaf, str) and leaf.startswith("${file:") else ()
        if len(tokens) == 1 and tokens[0].source == "file":
            yield path, tokens[0].body


def _plain(value: Any) -> Optional[str]:
    """Return a text without escapes; None for a secret, `${keep}` or a non-text."""
    from smarter.manifest.resource import KEEP
    from smarter.manifest.substitution_syntax import split

    if not isinstance(value, str) or value == KEEP:
        return None
    tokens = split(value)
    return None if any(token.source for token in tokens) else "".join(token.text for token in tokens)


def _write(file: Path, text: str) -> bool:
    """Write a text that reads back the same; return False if a file cannot hold it."""

    def read(content: str) -> str:
        return re.sub(r"\r?\n\Z", "", content)  # as a substitution does

    before = file.read_bytes()
    if read(before.decode("utf-8", "replace")) == text:
        return True
    content = text + "\n"
    if read(content) != text:
        return False
    write_atomic(file, content.encode())
    return True
