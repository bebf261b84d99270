"""Manifests to load: written into a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any, Callable, Dict, Optional

import pytest

from smarter.kinds import KindTable, load_kinds
from smarter.manifest import Bundle, load

Write = Callable[..., Path]
Load = Callable[..., Bundle]

PLUGIN = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata:
  name: faq
  description: Answers questions.
  version: 1.0.0
  pluginClass: static
spec:
  selector:
    directive: search_terms
    searchTerms: [help]
  prompt:
    systemRole: You help.
  data:
    staticData: {hours: 9 to 5}
"""

SECRET = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: key, description: A key., version: 1.0.0}
spec:
  config:
    value: ${env:KEY}
"""


@pytest.fixture(scope="session")
def kinds() -> KindTable:
    return load_kinds()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a text below the folder and returns its path."""

    def write(text: str, name: str = "it.yaml") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
        return file

    return write


@pytest.fixture
def loaded(write: Write, kinds: KindTable) -> Load:
    """Return a function that loads a text as if it were a file."""

    def loaded(
        text: str, name: str = "it.yaml", environ: Optional[Dict[str, str]] = None, **options: Any
    ) -> Bundle:
        return load([write(text, name)], kinds, environ=environ or {}, **options)

    return loaded
