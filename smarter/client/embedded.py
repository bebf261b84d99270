"""Where `Smarter(context="local")` meets the embedded platform: the only place that knows both."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Dict

if TYPE_CHECKING:
    from smarter.local import Platform

_lock = threading.Lock()
_open: Dict[str, Platform] = {}


def open_platform() -> Platform:
    """The embedded platform over `local.db` of the configuration folder; one a file and process."""
    from smarter.contexts import home
    from smarter.local import Platform

    path = home() / "local.db"
    with _lock:
        platform = _open.get(str(path))
        if platform is None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            platform = _open[str(path)] = Platform(path)
        return platform
