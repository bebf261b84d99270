"""What each kind is to the platform, as data: its table, its looks, and how each verb goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Dict, Mapping, Optional, Tuple

from smarter.local import specs
from smarter.local.fields import Field
from smarter.local.words import camel, snake

Path = Tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A field that names another resource: where, of which kinds, and what the platform answers when there is none."""

    path: Path
    kinds: Tuple[str, ...]
    status: int
    error: str
    cascade: bool = False


@dataclass(frozen=True)
class LocalKind:
    """One kind as the platform treats it.

    `keys` rewrites annotation keys and the strings of lists when a manifest is kept, `shown_keys` when it is shown.
    `stale` are paths that describe shows up to a minute late, `frozen` paths that an update leaves as they are.
    `resolved` paths name a Secret and come back as its value; `masked` come back as their last letters; `lost` come back
    empty. `fixed` values are kept whatever the manifest says.
    """

    name: str
    spec: Optional[Mapping[str, Field]]
    model: str
    metadata: Mapping[str, Field] = field(default_factory=lambda: specs.METADATA)
    keys: Optional[Callable[[str], str]] = None
    shown_keys: Optional[Callable[[str], str]] = None
    rewritten: Tuple[Path, ...] = (("metadata", "annotations"),)
    shown_rewritten: Tuple[Path, ...] = (("metadata", "annotations"),)
    stale: Tuple[Path, ...] = ()
    frozen: Tuple[Path, ...] = ()
    fixed: Mapping[Path, object] = field(default_factory=dict)
    resolved: Tuple[Path, ...] = ()
    masked: Tuple[Path, ...] = ()
    lost: Tuple[Path, ...] = ()
    references: Tuple[Reference, ...] = ()
    account_key: str = "accountNumber"
    digits: int = 3
    described_as: str = "describe"
    broker_error: str = "SAMBrokerError"
    # Which answer describe and delete give while the cache still knows a deleted resource; None is the answer for a stranger.
    describe_deleted: Optional[Tuple[int, str]] = None
    delete_deleted: Optional[Tuple[int, str]] = None
    unimplemented: Tuple[str, ...] = ("deploy", "undeploy", "logs")


_ANNOTATIONS: Path = ("metadata", "annotations")
_TAGS: Path = ("metadata", "tags")
_NOT_READY = (503, "SAMBrokerErrorNotReady")
_NOT_FOUND = (404, "SAMBrokerErrorNotFound")
_SECRET = ("Secret",)
_PLUGINS = ("Plugin", "SqlPlugin", "ApiPlugin")

_PLUGIN = {
    "metadata": specs.PLUGIN_METADATA,
    "model": "pluginmeta",
    "shown_keys": camel,
    "shown_rewritten": (_ANNOTATIONS, ("spec", "selector", "searchTerms")),
    "lost": (_TAGS,),
    "digits": 6,
    "broker_error": "SAMPluginBrokerError",
}
_CONNECTION = {
    "keys": snake,
    "stale": (_TAGS,),
    "account_key": "account_number",
    "describe_deleted": _NOT_READY,
    "delete_deleted": _NOT_READY,
}


def _connection(*path: str, kinds: Tuple[str, ...], status: int, error: str) -> Reference:
    return Reference(("spec", *path), kinds, status, error, cascade=True)


KINDS: Dict[str, LocalKind] = {
    one.name: one
    for one in (
        LocalKind(
            "Secret",
            specs.SPECS["Secret"],
            "secret",
            stale=(_TAGS,),
            masked=(("spec", "config", "value"),),
            broker_error="SAMSecretBrokerError",
            describe_deleted=_NOT_FOUND,
            delete_deleted=_NOT_READY,
        ),
        LocalKind(
            "SqlConnection",
            specs.SPECS["SqlConnection"],
            "sqlconnection",
            resolved=(("spec", "connection", "password"), ("spec", "connection", "proxyPassword")),
            references=(
                _connection("connection", "password", kinds=_SECRET, status=400, error="SmarterValueError"),
                _connection("connection", "proxyPassword", kinds=_SECRET, status=500, error="ValueError"),
            ),
            broker_error="SAMConnectionBrokerError",
            **_CONNECTION,  # type: ignore[arg-type]
        ),
        LocalKind(
            "ApiConnection",
            specs.SPECS["ApiConnection"],
            "apiconnection",
            resolved=(("spec", "connection", "apiKey"), ("spec", "connection", "proxyPassword")),
            references=(
                _connection("connection", "apiKey", kinds=_SECRET, status=500, error="ValueError"),
                _connection("connection", "proxyPassword", kinds=_SECRET, status=500, error="ValueError"),
            ),
            broker_error="SAMConnectionBrokerError",
            **_CONNECTION,  # type: ignore[arg-type]
        ),
        LocalKind(
            "Plugin",
            specs.SPECS["Plugin"],
            stale=(("spec", "selector"), ("spec", "prompt")),
            **_PLUGIN,  # type: ignore[arg-type]
        ),
        LocalKind(
            "SqlPlugin",
            specs.SPECS["SqlPlugin"],
            stale=(("spec", "selector"),),
            frozen=(("spec", "prompt"), ("spec", "sqlData")),
            references=(
                _connection("connection", kinds=("SqlConnection",), status=500, error="UnboundLocalError"),
            ),
            described_as="apply",
            **_PLUGIN,  # type: ignore[arg-type]
        ),
        LocalKind(
            "ApiPlugin",
            specs.SPECS["ApiPlugin"],
            stale=(("spec", "selector"),),
            frozen=(("spec", "prompt"), ("spec", "apiData")),
            fixed={("spec", "apiData", "method"): "GET"},
            references=(
                _connection("connection", kinds=("ApiConnection",), status=500, error="UnboundLocalError"),
            ),
            described_as="apply",
            **_PLUGIN,  # type: ignore[arg-type]
        ),
        LocalKind(
            "LLMClient",
            specs.SPECS["LLMClient"],
            "llmclient",
            keys=snake,
            shown_keys=camel,
            rewritten=(_ANNOTATIONS, ("spec", "config", "appExamplePrompts")),
            shown_rewritten=(
                _ANNOTATIONS,
                ("spec", "config", "appExamplePrompts"),
                ("spec", "plugins"),
                ("spec", "functions"),
            ),
            frozen=(_TAGS,),
            references=(
                Reference(("spec", "apiKey"), ("SmarterAuthToken",), 404, "SAMBrokerErrorNotFound"),
                Reference(("spec", "plugins"), _PLUGINS, 404, "SAMBrokerErrorNotFound"),
            ),
            broker_error="SAMLLMClientBrokerError",
            describe_deleted=_NOT_READY,
            unimplemented=(),
        ),
    )
}

FUNCTIONS = ("get_current_weather", "date_calculator", "calculator")
