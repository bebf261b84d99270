"""The embedded platform behind `Smarter(context="local")`, known only here."""

from __future__ import annotations

import atexit
import os
import threading
from functools import partial
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Set, Tuple

if TYPE_CHECKING:
    from smarter.client.http.handler import Handled
    from smarter.local import Platform
    from smarter.local.store import Store


class Tenancy:
    """One client's share of the embedded platform over its folder's `local.db`.

    The clients of a process share one platform a file. It closes with the last of them. A forked child opens its own:
    a SQLite connection must not be used in two processes.
    """

    # Reentrant: a garbage collection may close another client's share while this thread opens one
    # (tests/client/http/test_transports.py).
    _lock = threading.RLock()
    _platforms: Dict[Tuple[int, str], Platform] = {}
    _users: Dict[str, Set[int]] = {}  # the shares in each file, by id
    _held: List[Store] = []  # those that a fork waits for

    def __init__(self) -> None:
        from smarter.contexts import data_home

        self._path = data_home() / "local.db"
        self._closed = False
        with self._lock:
            self._users.setdefault(str(self._path), set()).add(id(self))
            try:
                self._platform()
            except BaseException:
                self._users[str(self._path)].discard(id(self))
                raise

    def _platform(self) -> Platform:
        from smarter.local import Platform

        key = (os.getpid(), str(self._path))
        if key not in self._platforms or not self._platforms[key].store.is_in_place():
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._platforms[key] = Platform(self._path)
        return self._platforms[key]

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: Any) -> Handled:
        """Answer a request."""
        platform = self._platforms.get((os.getpid(), str(self._path)))
        if platform is None:
            with self._lock:
                platform = self._platform()
        return platform.handle(method, target, headers, body)

    def close(self) -> None:
        """Give up this share. Further calls do nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            file = str(self._path)
            self._users[file].discard(id(self))
            platform = None if self._users[file] else self._platforms.pop((os.getpid(), file), None)
        if platform is not None:
            platform.close()

    @classmethod
    def close_all(cls) -> None:
        """Close every platform of this process when the program ends."""
        with cls._lock:
            own = [key for key in cls._platforms if key[0] == os.getpid()]
            platforms = [cls._platforms.pop(key) for key in own]
        for platform in platforms:
            platform.close()

    # SQLite remembers its locks in memory, and a child inherits this memory: forked in the middle of a write, it would
    # wait forever for a thread that it does not have (tests/client/http/test_loops_and_forks.py).
    @classmethod
    def before_fork(cls) -> None:
        """Wait until no other thread uses a platform of this process."""
        cls._lock.acquire()
        cls._held = [platform.store for key, platform in cls._platforms.items() if key[0] == os.getpid()]
        for store in cls._held:
            store.lock()

    @classmethod
    def after_fork(cls, *, in_child: bool) -> None:
        """Let the other threads go on. A child closes what it inherited."""
        held, cls._held = cls._held, []
        for store in held:
            store.unlock()
        cls._lock.release()
        if in_child:
            cls._lock = threading.RLock()
            cls._platforms.clear()
            for store in held:
                store.close()


atexit.register(Tenancy.close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=Tenancy.before_fork,
        after_in_parent=partial(Tenancy.after_fork, in_child=False),
        after_in_child=partial(Tenancy.after_fork, in_child=True),
    )
