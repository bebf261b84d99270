"""Proxies in `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY`, except `NO_PROXY`.

httpx reads these variables too, but fails on the networks and bracketed addresses that Docker, Kubernetes and Podman
write into `NO_PROXY`.
"""

from __future__ import annotations

import os
import re
import sys
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import Dict, List, Mapping, Optional
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from smarter.errors import ConfigurationError

_SCHEMES = ("http", "https", "socks5", "socks5h")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Proxies:
    """The proxy of each URL, as the environment (or the system) sets it.

    Raises:
        ConfigurationError: a variable is not a proxy URL. The message names it, without user and password.
    """

    def __init__(self, found: Optional[Mapping[str, str]] = None) -> None:
        given = dict(getproxies() if found is None else found)
        self._exceptions = re.split(r"[\s,]+", given.pop("no", "").strip().lower())
        # The system's own exceptions hold only for the system's own proxies.
        self._system = found is None and sys.platform in ("darwin", "win32") and not getproxies_environment()
        self._by_scheme: Dict[str, str] = {
            scheme: _proxy_url(scheme, given[scheme])
            for scheme in ("http", "https", "all")
            if given.get(scheme)
        }

    def __bool__(self) -> bool:
        return bool(self._by_scheme)

    def urls(self) -> List[str]:
        """Return every proxy."""
        return sorted(set(self._by_scheme.values()))

    def get(self, scheme: str, host: str, port: Optional[int]) -> Optional[str]:
        """Return the proxy for requests to `host`; None for a direct connection."""
        proxy = self._by_scheme.get(scheme) or self._by_scheme.get("all")
        if proxy is None or self._is_excepted(host.lower().strip("[]"), port or _DEFAULT_PORTS.get(scheme)):
            return None
        return None if self._system and proxy_bypass(host) else proxy

    def _is_excepted(self, host: str, port: Optional[int]) -> bool:
        return any(_matches(pattern, host, port) for pattern in self._exceptions if pattern)


def _matches(pattern: str, host: str, port: Optional[int]) -> bool:
    """Match a host with an entry of `NO_PROXY`: `*`, name, address or network."""
    pattern = pattern.partition("://")[2] or pattern
    pattern = re.sub(r"^\[(.*)\](/\d+)$", r"\1\2", pattern)  # a network whose address is in brackets
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::(\d+))?", pattern)
    plain = re.fullmatch(r"([^:]*):(\d+)", pattern)
    name, number = (bracketed or plain).groups() if bracketed or plain else (pattern, None)  # type: ignore[union-attr]
    if number is not None and int(number) != port:
        return False
    if name == "*":
        return True
    try:
        return ip_address(host) in ip_network(name, strict=False)
    except ValueError:  # a name, not an address
        name, host = name.lstrip("*").strip("."), host.rstrip(".")
        if "*" in name:
            return fnmatchcase(host, name)
        return bool(name) and (host == name or host.endswith(f".{name}"))


def _proxy_url(scheme: str, text: str) -> str:
    url = text.strip() if "://" in text else f"http://{text.strip()}"
    match = re.fullmatch(
        r"(\w+)://(?:[^@/\s]*@)?(\[[0-9a-fA-F:.]+\]|[^\[\]:/?#\s@]+)(?::(\d{1,5}))?(?:/.*)?", url
    )
    if match and match.group(1).lower() in _SCHEMES and int(match.group(3) or 0) < 65536:
        return url
    name = f"{scheme}_proxy"
    variable = next((name for name in (name, name.upper()) if os.environ.get(name)), name.upper())
    shown = re.sub(r"^(\w+://)?[^/]*@", r"\1", text.strip())
    raise ConfigurationError(
        f"{variable}={shown} is not a proxy URL.", hint="Write it like http://proxy.example.com:3128."
    )
