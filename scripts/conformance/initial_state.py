"""Initial state of the recorded platform, derived from the recorded responses.

A resource existed if it was described, listed or referred to before its first apply.
"""

from __future__ import annotations

import base64
import binascii
import copy
import re
from datetime import datetime
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Tuple
from urllib.parse import urlsplit

from scripts.conformance.recording import Exchange
from smarter.kinds.paths import get
from smarter.local.contract.dialects import BY_NAME
from smarter.local.contract.fields import Invalid
from smarter.local.contract.kinds import LocalKind
from smarter.local.contract.name_rewrites import camel, slug, snake
from smarter.local.manifest_api.ingest import put, read_manifest
from smarter.local.manifest_api.schemas import example_manifest
from smarter.local.seed import Seed

# Error classes for an unknown name.
_STRANGER = ("ValueError", "APIV1CLIViewError", "SmarterAPIV1CLIViewErrorNotAuthenticated")
_TELLING = ("describe", "get", "deploy", "logs")
_HASHED = re.compile(r"r([A-Za-z0-9_-]{6,80})x")
_DIALECT = BY_NAME["P14"]
Key = Tuple[str, str]


# A recording has no dump of its initial state, so it is derived: a resource existed if it was described, listed or
# deleted before anything applied it, or if a successful apply names it. Two views of one resource are merged. Held by
# tests/local/conformance/test_conformance.py.
def seeds_of(exchanges: Sequence[Exchange]) -> List[Seed]:
    """Return the resources that existed when the recording began."""
    found: Dict[Key, Seed] = {}
    for exchange in untouched(exchanges):
        for seed in _shown(exchange):
            key = (seed.kind, (seed.name or seed.manifest["metadata"]["name"]).lower())
            found[key] = _merged(found[key], seed) if key in found else seed
    for seed in _implied_by(exchanges):
        found.setdefault((seed.kind, seed.manifest["metadata"]["name"]), seed)
    if not any(seed.kind == "Account" for seed in found.values()):
        found.update(
            (("Account", seed.manifest["metadata"]["name"]), seed) for seed in _account_in(exchanges)
        )
    seeds = list(found.values())
    seeds += _resolved_secrets(exchanges, seeds)
    seeds += _uncounted_secrets(exchanges, seeds)
    _uncamel(seeds)
    return seeds


def users_of(exchanges: Sequence[Exchange]) -> Dict[str, str]:
    """Return the username of each valid key's placeholder, from the whoami responses."""
    users: Dict[str, str] = {}
    for exchange in exchanges:
        scheme, _, key = exchange.headers.get("authorization", "").partition(" ")
        username = get(exchange.answer, ("data", "user", "username"))
        if scheme.lower() == "token" and exchange.verb == "whoami" and isinstance(username, str):
            users[key] = username
    return users or {
        exchange.headers["authorization"].partition(" ")[2]: str(
            get(exchange.answer, ("data", "status", "username"))
        )
        for exchange in exchanges
        if get(exchange.answer, ("data", "status", "username")) and "authorization" in exchange.headers
    }


def administrator_of(exchanges: Sequence[Exchange]) -> str:
    """Return the superuser of the recording, whose resources all users see."""
    for exchange in exchanges:
        user = get(exchange.answer, ("data", "user"))
        if isinstance(user, dict) and user.get("isSuperuser"):
            return str(user["username"])
    return next(iter(users_of(exchanges).values()), "admin")


def domain_of(exchanges: Sequence[Exchange]) -> str:
    """Return the domain of the chatbots' hosts."""
    for exchange in exchanges:
        host = get(exchange.answer, ("data", "status", "defaultHost"))
        number = get(exchange.answer, ("data", "status", "accountNumber"))
        if isinstance(host, str) and isinstance(number, str) and number in host:
            return host.partition(f"{number}.")[2]
    return "api.localhost"


def dial_of(exchanges: Sequence[Exchange]) -> Callable[[Mapping[str, Any]], bool]:
    """Return a function that tells which databases answered during the recording."""
    there: Set[Tuple[Any, Any]] = set()
    for exchange in exchanges:
        connection = get(exchange.answer, ("data", "spec", "connection"))
        if exchange.verb == "describe" and isinstance(connection, dict) and "dbEngine" in connection:
            there.add((connection.get("hostname"), connection.get("port")))
    return lambda connection: (connection.get("hostname"), connection.get("port")) in there


def switches_of(exchanges: Sequence[Exchange]) -> bool:
    """Tell whether the recorded platform had its default switches on.

    With them a 404 is JSON with a `status_code`.
    """
    return any(get(exchange.answer, ("error", "status_code")) == 404 for exchange in exchanges)


def untouched(exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    """Yield the exchanges that show the initial state.

    Those are about names that nothing applied since the last reset.
    """
    touched: Set[Key] = set()
    for exchange in exchanges:
        if exchange.reset:
            touched = set()
        kind = _kind(exchange)
        if kind is None or not exchange.core:
            if exchange.core and exchange.verb == "whoami" and ("Account", "") not in touched:
                yield exchange
            continue
        if exchange.verb == "apply":
            if exchange.status == 200:
                name = slug(str(get(exchange.body, ("metadata", "name"))))
                touched |= {(kind.name, name), (kind.name, "")}
        elif (kind.name, (exchange.asked or "").lower()) not in touched:
            yield exchange
        if exchange.verb == "delete" and exchange.asked:
            touched.add((kind.name, exchange.asked.lower()))


def _kind(exchange: Exchange) -> Optional[LocalKind]:
    if exchange.verb == "apply":
        return _DIALECT.kind_in_manifest(exchange.kind)
    return _DIALECT.kind_in_url(exchange.kind) if len(exchange.words) > 1 else None


def _shown(exchange: Exchange) -> List[Seed]:
    """Return the resources that one response shows; none for an unexpected shape."""
    try:
        return list(_shown_by(exchange))
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def _shown_by(exchange: Exchange) -> Iterator[Seed]:
    """Yield the resources that one response shows."""
    data = get(exchange.answer, ("data",))
    if exchange.verb == "whoami" and exchange.status == 200:
        yield from _of_whoami(data)
        return
    kind = _kind(exchange)
    if kind is None:
        return
    if exchange.status == 200 and exchange.verb == "describe":
        yield from _of_description(kind, exchange.asked or "", data)
    elif exchange.status == 200 and exchange.verb == "get" and kind.table.rows == "all":
        for one in get(data, ("data", "items")) or []:
            yield _of_row(kind, one)
    elif exchange.status == 200 and exchange.verb == "delete" and exchange.asked:
        yield _stub(kind, exchange.asked)
    elif exchange.asked and exchange.verb in _TELLING and exchange.status != 403:
        error = get(exchange.answer, ("error", "errorClass"))
        if error is not None and error not in _STRANGER:
            yield _stub(kind, exchange.asked)


def _of_description(kind: LocalKind, asked: str, data: Mapping[str, Any]) -> Iterator[Seed]:
    """Yield the resource of a describe response, unless its manifest is invalid."""
    try:
        manifest = read_manifest(kind, copy.deepcopy(dict(data)))
    except Invalid:
        return
    for target in kind.shown_from:
        put(manifest, target, None)
    for path in kind.resolved:
        put(manifest, path, get(data, path))
    status = data["status"]
    owner = status.get(kind.owner_key) if kind.owner_key else manifest["metadata"]["accountNumber"]
    name = asked if kind.creates_duplicate else manifest["metadata"]["name"]
    if kind.identity is not None:
        manifest["metadata"][kind.identity] = owner = manifest["metadata"]["name"]
    yield Seed(
        kind.name,
        manifest,
        name,
        owner=owner,
        id=_number(str(status.get("recordLocator"))),
        created=_seconds(status.get("created")),
        modified=_seconds(status.get("modified")),
    )


def _of_row(kind: LocalKind, one: Mapping[str, Any]) -> Seed:
    """Return a resource from a row of a table.

    Columns that are paths fill a stub; the others give id, times and extras.
    """
    name = str(one.get("name", one.get("username", "")))
    seed = _stub(kind, name)
    extra: Dict[str, Any] = {}
    number = one.get("id")
    for title, _, source in kind.table.columns:
        value = one.get(camel(title))
        path = source.partition(" or ")[0]
        if path.startswith(("metadata.", "spec.")):
            put(seed.manifest, tuple(path.split(".")), None if value == "" else value)
        elif path.startswith("extra."):
            extra[path[len("extra.") :]] = value
        elif path == "url":
            number = _number(str(value))
    return Seed(
        kind.name,
        seed.manifest,
        name,
        owner=name if kind.shared else None,
        id=number,
        created=_seconds(one.get("createdAt")),
        modified=_seconds(one.get("updatedAt")),
        extra=extra,
    )


def _of_whoami(data: Mapping[str, Any]) -> Iterator[Seed]:
    account, user = data["account"], data["user"]
    row = {
        key: user[key]
        for key in ("id", "username", "firstName", "lastName", "email", "isStaff", "isSuperuser")
    }
    yield _of_row(_DIALECT.kinds["User"], row)
    kind = _DIALECT.kinds["Account"]
    seed = _stub(kind, account["name"])
    metadata = seed.manifest["metadata"]
    metadata.update(
        {key: account[key] for key in ("description", "version", "tags", "annotations", "accountNumber")}
    )
    metadata["name"] = slug(account["name"])
    config = get(seed.manifest, ("spec", "config"))
    config.update({key: account[key] for key in config})
    yield Seed(
        kind.name,
        seed.manifest,
        account["name"],
        owner=account["accountNumber"],
        id=account["id"],
        created=_seconds(account["createdAt"]),
        modified=_seconds(account["updatedAt"]),
        extra={"isDefaultAccount": account["isDefaultAccount"]},
    )


def _implied_by(exchanges: Sequence[Exchange]) -> Iterator[Seed]:
    """Yield stubs of resources that successful applies name and no response shows."""
    applied: Set[Key] = set()
    for exchange in exchanges:
        kind = _kind(exchange)
        if exchange.reset:
            applied = set()
        if exchange.verb != "apply" or exchange.status != 200 or kind is None or not exchange.core:
            continue
        for one in kind.references:
            value = get(exchange.body, one.path)
            for word in [value] if isinstance(value, str) else value or []:
                name = snake(word)
                if not any((kind_name, name) in applied for kind_name in one.kinds):
                    yield _stub(_DIALECT.kinds[one.kinds[0]], name)
        applied.add((kind.name, slug(str(get(exchange.body, ("metadata", "name"))))))


def _account_in(exchanges: Sequence[Exchange]) -> Iterator[Seed]:
    """Yield the account of the statuses, for a recording that does not show it."""
    for exchange in exchanges:
        number = get(exchange.answer, ("data", "status", "accountNumber"))
        if isinstance(number, str):
            seed = _stub(_DIALECT.kinds["Account"], "account")
            put(seed.manifest, ("metadata", "accountNumber"), number)
            yield seed
            return


def _resolved_secrets(exchanges: Sequence[Exchange], seeds: List[Seed]) -> List[Seed]:
    """Return the secrets of connections, and name them in `seeds`.

    An apply gives the name of such a secret, a describe its value.
    """
    values = dict(_values_by_name(exchanges))
    for seed in seeds:
        if seed.kind == "Secret" and seed.manifest["metadata"]["name"] in values:
            put(seed.manifest, ("spec", "config", "value"), values[seed.manifest["metadata"]["name"]])
    names = {value: name for name, value in values.items()}
    made = []
    for seed in seeds:
        for path in _DIALECT.kinds[seed.kind].resolved:
            value = get(seed.manifest, path)
            if isinstance(value, str) and value not in names:
                names[value] = f"secret_of_{seed.manifest['metadata']['name']}"
                made.append(_stub(_DIALECT.kinds["Secret"], names[value]))
                put(made[-1].manifest, ("spec", "config", "value"), value)
            if isinstance(value, str):
                put(seed.manifest, path, names[value])
    return made


def _values_by_name(exchanges: Sequence[Exchange]) -> Iterator[Tuple[str, str]]:
    named: Dict[Tuple[Key, Any], str] = {}
    for exchange in exchanges:
        kind = _kind(exchange)
        if kind is None or exchange.status != 200:
            continue
        for path in kind.resolved:
            if exchange.verb == "apply" and isinstance(get(exchange.body, path), str):
                name = slug(str(get(exchange.body, ("metadata", "name"))))
                named[(kind.name, name), path] = snake(get(exchange.body, path))
            if exchange.verb == "describe" and exchange.asked:
                secret = named.get(((kind.name, exchange.asked.lower()), path))
                value = get(exchange.answer, ("data", *path))
                if secret is not None and isinstance(value, str):
                    yield secret, value


def _uncounted_secrets(exchanges: Sequence[Exchange], seeds: Sequence[Seed]) -> List[Seed]:
    """Return stubs for the secrets that a list counts and nothing names."""
    counts = [
        int(get(exchange.answer, ("data", "metadata", "count")))
        for exchange in untouched(exchanges)
        if exchange.verb == "get" and exchange.status == 200 and exchange.kind == "Secret"
    ]
    known = sum(seed.kind == "Secret" for seed in seeds)
    kind = _DIALECT.kinds["Secret"]
    return [_stub(kind, f"unnamed_secret_{index}") for index in range(max(counts, default=0) - known)]


def _uncamel(seeds: Sequence[Seed]) -> None:
    """Restore the names of plugins that chatbots list in camelCase."""
    for seed in seeds:
        kind = _DIALECT.kinds[seed.kind]
        for one in kind.references:
            value = get(seed.manifest, one.path)
            if isinstance(value, list):
                names = {
                    camel(other.manifest["metadata"]["name"]): other.manifest["metadata"]["name"]
                    for other in seeds
                    if other.kind in one.kinds
                }
                put(seed.manifest, one.path, [names.get(word, snake(word)) for word in value])


def _stub(kind: LocalKind, name: str) -> Seed:
    """Return a resource of which only the name is known."""
    manifest = read_manifest(kind, example_manifest(kind, kind.name))
    manifest["metadata"]["name"] = name
    return Seed(kind.name, manifest, name, owner=name if kind.shared else None)


def _merged(old: Seed, new: Seed) -> Seed:
    """Return one seed from two views of a resource.

    A describe has the manifest; a row or whoami has the extras.
    """
    fuller, other = (old, new) if old.created is not None else (new, old)
    for target in _DIALECT.kinds[fuller.kind].shown_from:
        if get(fuller.manifest, target) is None:
            put(fuller.manifest, target, get(other.manifest, target))
    return Seed(
        fuller.kind,
        fuller.manifest,
        fuller.name,
        owner=fuller.owner,
        id=fuller.id if fuller.id is not None else other.id,
        created=fuller.created,
        modified=fuller.modified,
        extra={**other.extra, **fuller.extra},
    )


def _number(text: str) -> Optional[int]:
    """Return the record number in a locator or URL.

    `secret-rMTAwMDAxNAx` is 14, `user-4-###-###-###` is 4.
    """
    parts = urlsplit(text).path.rsplit("-", 1) if "://" not in text else [text]
    found = _HASHED.search(parts[-1])
    if found:
        word = found.group(1)
        try:
            return int(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))) - 1000000
        except (ValueError, binascii.Error):
            return None
    plain = re.match(r"[a-z]+-(\d+)-", text)
    return int(plain.group(1)) if plain else None


def _seconds(text: Any) -> Optional[float]:
    if not isinstance(text, str):
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None
