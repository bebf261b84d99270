"""Where `Smarter(context="local")` meets the embedded platform: the only place that knows both."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING, Dict

if TYPE_CHECKING:
    from smarter.client.http import Handle
    from smarter.local import Platform


class Tenancy:
    """One user's hold on the embedded platform over `local.db` of the configuration folder.

    All users of one file in a process share one platform, which is closed when the last of them lets go.
    """

    _lock = threading.Lock()
    _platforms: Dict[str, Platform] = {}
    _users: Dict[str, int] = {}

    def __init__(self) -> None:
        from smarter.contexts import home
        from smarter.local import Platform

        path = home() / "local.db"
        self._file = str(path)
        with self._lock:
            if self._file not in self._platforms:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._platforms[self._file] = Platform(path)
            self._users[self._file] = self._users.get(self._file, 0) + 1
            self.handle: Handle = self._platforms[self._file].handle

    def close(self) -> None:
        """Let go."""
        with self._lock:
            left = self._users.get(self._file, 0) - 1
            self._users[self._file] = left
            platform = self._platforms.pop(self._file, None) if left == 0 else None
        if platform is not None:
            platform.close()

    @classmethod
    def close_all(cls) -> None:
        """Close what is open when the program ends, whoever still holds on to it."""
        with cls._lock:
            platforms = list(cls._platforms.values())
            cls._platforms.clear()
        for platform in platforms:
            platform.close()


atexit.register(Tenancy.close_all)
