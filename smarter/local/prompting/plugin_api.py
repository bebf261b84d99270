"""Execution of an API plugin: one HTTP request with the model's arguments."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote, urlencode, urlsplit

from smarter.kinds.paths import map_leaves
from smarter.local.http.messages import parsed

# The most bytes of a result, which goes into the model's context.
_LARGEST = 1024 * 1024

_SCHEMES = {"basic": "Basic", "token": "Token", "oauth": "Bearer"}


def run(
    data: Mapping[str, Any], connection: Mapping[str, Any], key: Optional[str], given: Mapping[str, Any]
) -> Any:
    """Return the server's answer: JSON, or text. Raises ValueError and OSError.

    Of a JSON list at most `limit` items are returned.

    `key` is the value of the Secret that the connection names, None where it names none.
    """
    import urllib.error  # not at the top: it takes longer to import than the whole platform takes to open
    import urllib.request

    class NoRedirects(urllib.request.HTTPRedirectHandler):
        """Handler that refuses redirects, which would leak the connection's key."""

        def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any) -> None:
            return None

    method, url, headers, body = request_of(data, connection, given)
    scheme = _SCHEMES.get(str(connection.get("authMethod")))
    if key and scheme:
        headers["Authorization"] = f"{scheme} {key}"
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    opener = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler(_proxies(connection)))
    try:
        with opener.open(request, timeout=float(connection.get("timeout") or 30)) as answer:
            content = answer.read(_LARGEST)
    except urllib.error.HTTPError as error:
        raise ValueError(f"the API answered {error.code} {error.reason}") from None
    found = parsed(content, content.decode("utf-8", "replace"))
    return found[: int(data.get("limit") or 100)] if isinstance(found, list) else found


def request_of(
    data: Mapping[str, Any], connection: Mapping[str, Any], given: Mapping[str, Any]
) -> Tuple[str, str, Dict[str, str], Optional[bytes]]:
    """Return method, URL, headers and body of the request, without the key.

    Arguments fill `{placeholders}` in the endpoint, the URL parameters, the headers and the body; those that
    none names are sent in the query of a GET or DELETE, and in the JSON body of the others.
    """
    values = {row["name"]: row.get("default") for row in data.get("parameters") or []}
    values.update(given)
    values = {name: value for name, value in values.items() if value is not None}
    used: List[str] = []

    def fill(text: Any, escape: bool = False) -> str:
        def value_of(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in values:
                return "" if escape else match.group(0)
            used.append(name)
            return quote(str(values[name]), safe="") if escape else str(values[name])

        return re.sub(r"\{(\w+)\}", value_of, str(text))

    base = str(connection.get("baseUrl", "")).rstrip("/")
    if urlsplit(base).scheme not in ("http", "https"):
        raise ValueError(f"the connection's baseUrl {base!r} is not an http or https URL")
    method = str(data.get("method") or "GET").upper()
    url = f"{base}/{fill(data.get('endpoint', ''), escape=True).lstrip('/')}"
    headers = {row["name"]: fill(row["value"]) for row in data.get("headers") or []}
    query = [(row["key"], fill(row["value"])) for row in data.get("urlParams") or []]
    body = map_leaves(data.get("body"), lambda leaf: fill(leaf) if isinstance(leaf, str) else leaf)
    rest = {name: value for name, value in values.items() if name not in used}
    if method in ("GET", "DELETE", "HEAD"):
        query += [(name, str(value)) for name, value in rest.items()]
        content = None
    else:
        content = json.dumps({**body, **rest} if isinstance(body, dict) else body or rest).encode()
        headers.setdefault("Content-Type", "application/json")
    return method, f"{url}?{urlencode(query)}" if query else url, headers, content


def _proxies(connection: Mapping[str, Any]) -> Dict[str, str]:
    """Return the connection's proxy by scheme; the environment's are ignored."""
    host = connection.get("proxyHost")
    if not host:
        return {}
    port = f":{connection['proxyPort']}" if connection.get("proxyPort") else ""
    proxy = f"{connection.get('proxyProtocol') or 'http'}://{host}{port}"
    return {"http": proxy, "https": proxy}
