"""Fuzz `smarter validate` with atheris for a while.

SMARTER_FUZZ_SECONDS=600 pytest -m full tests/manifest/test_fuzz.py
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smarter.kinds import KindTable
from smarter.manifest.schema.scaffold import scaffold
from tests.manifest.reading.test_fast_yaml import AGREED, DIFFERING
from tests.manifest.test_hostile import BOMB

ROOT = Path(__file__).parents[2]
SECONDS = int(os.environ.get("SMARTER_FUZZ_SECONDS", "60"))

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs atheris"),
]


def test_no_input_breaks_a_promise_of_validate(tmp_path: Path, kinds: KindTable) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    texts = [*DIFFERING, *AGREED, BOMB, *(scaffold(kind) for kind in kinds.all())]
    for number, text in enumerate(texts):
        (corpus / str(number)).write_bytes(b"Y" + text.encode("utf-8"))
    for kind in kinds.all():
        (corpus / kind.name).write_bytes(b"J" + json.dumps(kind.schema["examples"][0]).encode())
    command = [
        sys.executable, str(ROOT / "tests" / "manifest" / "fuzz_validate.py"), str(corpus), "-seed=1", "-max_len=4000",
        f"-max_total_time={SECONDS}", f"-artifact_prefix={tmp_path}{os.sep}",
    ]  # fmt: skip
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environ, capture_output=True, text=True, errors="replace", check=False
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    assert "DONE" in done.stderr or "Done " in done.stderr
