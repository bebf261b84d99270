"""Settings of every test: generated examples repeat from run to run, few by default and many under `-m full`."""

from __future__ import annotations

import logging
import os
import signal
from typing import List

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.detection import is_hypothesis_test

from tests import sdk_archive

# Derandomized, so that a failure of today is a failure of tomorrow.
# A loaded machine is no fault of a test: neither a deadline nor slow examples fail it.
LIMITS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("sampled", max_examples=25, derandomize=True, **LIMITS)
settings.register_profile("full", max_examples=400, derandomize=True, **LIMITS)


def _is_full(config: pytest.Config) -> bool:
    words = str(config.getoption("markexpr")).split()
    return any(word == "full" and before != "not" for before, word in zip(["", *words], words))


def pytest_configure(config: pytest.Config) -> None:
    # A run in the background of a script ignores Ctrl-C, and so would each command that a test starts and interrupts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # A machine's XDG folders would take the place of the ~/.smarter of a test.
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ.pop(name, None)
    settings.load_profile("full" if _is_full(config) else "sampled")
    if config.getoption("numprocesses", None):  # not set in the workers
        sdk_archive.find_for_workers()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: List[pytest.Item]) -> None:
    """Let `-m full` select the tests over generated examples too: there they run with the large profile."""
    if _is_full(config):
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.full)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Undo the logging of a command: a log that does not propagate doubles the records of later tests."""
    log = logging.getLogger("smarter")
    log.handlers[:] = [each for each in log.handlers if each.name != "stderr"]
    log.propagate = True
    log.setLevel(logging.NOTSET)
