"""Settings of all tests: few repeatable generated examples, many with `-m full`."""

from __future__ import annotations

import gc
import logging
import os
import random
import signal
from typing import Dict, List

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.detection import is_hypothesis_test

from tests import sdk_archive

# The default examples are derandomized, so that a failure can be repeated; those of `-m full` are new each time, and a
# failure prints how to repeat it. A loaded machine must not fail a test: no deadline, and slow examples are allowed.
LIMITS = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("sampled", max_examples=25, derandomize=True, **LIMITS)
settings.register_profile("full", max_examples=400, **LIMITS)

# Number of dialects that a test of every dialect uses by default.
DIALECTS = 2


def _is_full(config: pytest.Config) -> bool:
    words = str(config.getoption("markexpr")).split()
    return any(word == "full" and before != "not" for before, word in zip(["", *words], words))


def pytest_configure(config: pytest.Config) -> None:
    # A background job ignores Ctrl-C, and so would each command that a test starts and interrupts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # XDG folders of the machine would replace the ~/.smarter of a test.
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ.pop(name, None)
    settings.load_profile("full" if _is_full(config) else "sampled")
    if config.getoption("numprocesses", None):  # only set in the main process
        sdk_archive.find_for_workers()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Use more workers than cores: many tests wait for processes or time limits."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: List[pytest.Item]) -> None:
    """Mark the cases of sampled tests that only `-m full` runs."""
    cases: Dict[str, List[pytest.Item]] = {}
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)) and _is_full(config):
            item.add_marker(pytest.mark.full)
        if item.get_closest_marker("sampled") or "any_world" in getattr(item, "fixturenames", ()):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for name, group in cases.items():
        marker = group[0].get_closest_marker("sampled")
        most = min(marker.args[0] if marker else DIALECTS, len(group))
        # Seeded by the test's name: the same cases in each run, and all dialects over many tests.
        chosen = [] if _is_full(config) else random.Random(name).sample(group, most)
        for item in group:
            if item not in chosen:
                item.add_marker(pytest.mark.full)


def pytest_collection_finish() -> None:
    """Exempt modules and collected tests from garbage collections."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Undo a command's logging setup; it would double the records of later tests."""
    log = logging.getLogger("smarter")
    log.handlers[:] = [each for each in log.handlers if each.name != "stderr"]
    log.propagate = True
    log.setLevel(logging.NOTSET)
