"""Fuzz `smarter validate` with atheris, guided by code coverage.

    python tests/manifest/fuzz_validate.py -max_total_time=600 [CORPUS]

`test_fuzz.py` runs it for a while under `pytest -m full`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["smarter.manifest", "ruamel.yaml"]):
    from smarter.kinds import load_kinds
    from tests.manifest.invariants import check_invariants

KINDS = load_kinds()
FOLDER = Path(tempfile.mkdtemp())


def one(data: bytes) -> None:
    """Fuzz one input; its first byte chooses between YAML and JSON."""
    check_invariants(data[1:], KINDS, FOLDER / ("it.json" if data[:1] == b"J" else "it.yaml"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
