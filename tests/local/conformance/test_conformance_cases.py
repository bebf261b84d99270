"""The cases of conformance_cases.py, each on a new platform."""

from __future__ import annotations

from typing import Any

import pytest

from smarter.local import Platform
from tests.local.calling import call
from tests.local.conformance_cases import CASES, Case, Step
from tests.local.conftest import Clock


def at(data: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        data = data[int(part)] if isinstance(data, list) else data[part]
    return data


def check_step(platform: Platform, step: Step) -> None:
    answer = call(
        platform,
        step.method,
        f"/api/v1/cli/{step.path}",
        step.body,
        {"Content-Type": "application/json"} if step.body is not None else None,
    )
    where = f"{step.method} {step.path}: {answer.data!r}"
    assert answer.status == step.status, where
    if step.error is not None:
        assert answer.data["error"]["errorClass"] == step.error, where
        assert answer.data["error"]["stacktrace"] is None or answer.data["error"]["status"] == step.status, (
            where
        )
    for path, value in step.data.items():
        assert at(answer.data["data"], path) == value, (path, where)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_embedded_platform_answers_as_required(case: Case, clock: Clock) -> None:
    platform = Platform(dialect=case.dialect, clock=clock)
    for step in case.steps:
        clock.move(step.wait)
        check_step(platform, step)
    platform.close()
