from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.ci.pipeline import Runner


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if sys.platform == "win32":
        pytest.skip("needs bash")
    return Runner(tmp_path)
