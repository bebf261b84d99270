"""An embedded platform for each test, in memory; only tests advance its clock."""

from __future__ import annotations

from typing import Iterator, List

import pytest

from smarter.local import Platform


class Clock(List[float]):
    def __call__(self) -> float:
        return self[0]

    def move(self, seconds: float) -> None:
        self[0] += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock([1_800_000_000.0])


@pytest.fixture
def local(clock: Clock) -> Iterator[Platform]:
    platform = Platform(clock=clock)
    yield platform
    platform.close()


@pytest.fixture(autouse=True)
def built_in_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the built-in model, whatever the environment names."""
    monkeypatch.delenv("SMARTER_LOCAL_LLM_URL", raising=False)
