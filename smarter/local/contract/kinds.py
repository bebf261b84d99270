"""Kinds as data: table, rewrites, references, and the outcome of each verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Mapping, Optional, Tuple

from smarter.local.contract import specs
from smarter.local.contract.fields import Field
from smarter.local.contract.get_tables import TABLES, Table
from smarter.local.contract.name_rewrites import camel, snake

Path = Tuple[str, ...]
# Status and errorClass of a refused verb.
Answer = Tuple[int, str]


@dataclass(frozen=True)
class Reference:
    """A field that names another resource.

    It has a path (`*` for each item of a list), the kinds it may name, and the answer for a missing one, which is None
    for a reference that apply does not check.

    With `cascade`, deleting the named resource deletes this one too.
    """

    path: Path
    kinds: Tuple[str, ...]
    answer: Optional[Answer]
    cascade: bool = False


@dataclass(frozen=True)
class LocalKind:
    """One kind of the platform.

    On the way in: `keys` rewrites the words of the `rewritten` paths when a manifest is kept; `frozen` paths stay as
    they were at creation; `fixed` paths are kept as given here, whatever the manifest says; a value at an `unusable`
    path is refused; `dials` kinds name a database that must answer; `reads_status` kinds understand the status of a
    manifest, and refuse a malformed one; `extra` is what a new resource has besides.

    On the way out: `stale` paths are shown up to a minute late; `shown_keys` rewrites the words of the
    `shown_rewritten` paths; `resolved` paths name a Secret and come back as its value, `masked` ones as their last
    letters, `shown_from` paths as the value of another path, `shown_lists` as a list where nothing was given.

    Newer platforms list `listed_by_name` kinds for a name only.

    `shared` resources have no owner: every caller finds them. `creates_duplicate`: each apply makes another one.
    `identity` is
    the key of the metadata that must be the name too. `deployed` is the flag that deploy and undeploy set.

    With `Platform(write_faults=True)`: `has_data_row` kinds are the plugins, whose ids `plugin_rows` mixes up. Of a
    `per_account` kind an account has one resource of a name: a second user's apply overwrites the first user's, which
    "stays" theirs or "moves" to the second. Where `half_made_without` is not None, an apply that is refused because
    something it names is missing still leaves a resource behind, without the values at those paths.

    Verbs: `refused` answers for a resource that is there, `missing` for one that is not, `gone` for one just deleted,
    which the cache still knows; `done_but` is answered after the work is done. Verbs in none of them succeed.
    """

    name: str
    spec: Optional[Mapping[str, Field]]
    model: str
    error: str
    table: Table
    metadata: Mapping[str, Field] = field(default_factory=lambda: specs.METADATA)
    keys: Optional[Callable[[str], str]] = None
    rewritten: Tuple[Path, ...] = ()
    frozen: Tuple[Path, ...] = ()
    fixed: Mapping[Path, Any] = field(default_factory=dict)
    stale: Tuple[Path, ...] = ()
    shown_keys: Optional[Callable[[str], str]] = None
    shown_rewritten: Tuple[Path, ...] = ()
    resolved: Tuple[Path, ...] = ()
    masked: Tuple[Path, ...] = ()
    references: Tuple[Reference, ...] = ()
    shown_lists: Tuple[Path, ...] = ()
    has_addresses: bool = False
    shown_from: Mapping[Path, Path] = field(default_factory=dict)
    locator: str = "{model}-{hashed}"
    account_key: str = "accountNumber"
    owner_key: Optional[str] = "username"
    digits: int = 3
    described_as: str = "describe"
    exampled_as: str = "example_manifest"
    found_by_name: bool = True
    shared: bool = False
    creates_duplicate: bool = False
    create_only: bool = False
    identity: Optional[str] = None
    deployed: Optional[Path] = None
    undeployed_as: str = "undeploy"
    unusable: Tuple[Path, ...] = ()
    dials: bool = False
    reads_status: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    has_data_row: bool = False
    per_account: str = ""
    half_made_without: Optional[Tuple[Path, ...]] = None
    listed_by_name: bool = False
    refused: Mapping[str, Answer] = field(default_factory=dict)
    missing: Mapping[str, Answer] = field(default_factory=dict)
    gone: Mapping[str, Answer] = field(default_factory=dict)
    done_but: Mapping[str, Answer] = field(default_factory=dict)


_ANNOTATIONS: Path = ("metadata", "annotations")
_TAGS: Path = ("metadata", "tags")
NOT_READY = (503, "SAMBrokerErrorNotReady")
NOT_FOUND = (404, "SAMBrokerErrorNotFound")
NOT_IMPLEMENTED = (501, "SAMBrokerErrorNotImplemented")
_SECRET = ("Secret",)
_PLUGINS = ("Plugin", "SqlPlugin", "ApiPlugin")

# Undeploy is refused before the resource is looked up.
NEVER_DEPLOYED: Dict[str, Any] = {
    "refused": {"deploy": NOT_IMPLEMENTED, "undeploy": NOT_IMPLEMENTED, "logs": NOT_IMPLEMENTED},
    "missing": {"undeploy": NOT_IMPLEMENTED},
}
_PLUGIN: Dict[str, Any] = {
    "metadata": specs.PLUGIN_METADATA,
    "model": "pluginmeta",
    "error": "SAMPluginBrokerError",
    "table": TABLES["Plugin"],
    "shown_keys": camel,
    "shown_rewritten": (_ANNOTATIONS, ("spec", "selector", "searchTerms")),
    "frozen": (_TAGS,),
    "fixed": {_TAGS: []},
    "digits": 6,
    "has_data_row": True,
    "per_account": "stays",
    **NEVER_DEPLOYED,
}
_CONNECTION: Dict[str, Any] = {
    "error": "SAMConnectionBrokerError",
    "keys": snake,
    "rewritten": (_ANNOTATIONS,),
    "stale": (_TAGS,),
    "account_key": "account_number",
    "exampled_as": "get",
    "per_account": "moves",
    "gone": {"describe": NOT_READY, "delete": NOT_READY},
    **NEVER_DEPLOYED,
}


def _kind(name: str, **about: Any) -> LocalKind:
    """Return a kind with its spec, its table and its names on the platform."""
    usual: Dict[str, Any] = {"model": name.lower(), "error": f"SAM{name}BrokerError"}
    return LocalKind(name, **{**usual, "spec": specs.SPECS[name], "table": TABLES.get(name), **about})


def _cascade(*path: str, to: Tuple[str, ...], answer: Answer) -> Reference:
    return Reference(("spec", *path), to, answer, cascade=True)


_ALL = (
    _kind(
        "Account",
        metadata=specs.ACCOUNT_METADATA,
        shown_from={("metadata", "description"): ("spec", "config", "companyName")},
        account_key="adminAccount",
        owner_key=None,
        shared=True,
        creates_duplicate=True,
        extra={"isDefaultAccount": False},
        refused={"delete": NOT_IMPLEMENTED, "deploy": NOT_IMPLEMENTED, "undeploy": NOT_IMPLEMENTED},
        missing={"undeploy": NOT_IMPLEMENTED},
    ),
    _kind(
        "User",
        metadata=specs.USER_METADATA,
        fixed={
            ("metadata", "description"): "no description",
            ("metadata", "version"): "1.0.0",
            _TAGS: [],
            _ANNOTATIONS: [],
        },
        locator="user-{id}-###-###-###",
        shared=True,
        account_key="account_number",
        create_only=True,
        deployed=("spec", "config", "isActive"),
        extra={"isSuperuser": False},
        identity="username",
        missing={"undeploy": NOT_READY},
    ),
    _kind(
        "SmarterAuthToken",
        error="SAMBrokerError",
        found_by_name=False,
        extra={"lastUsedAt": None},
        references=(Reference(("spec", "config", "username"), ("User",), (400, "SAMBrokerError")),),
        missing={"undeploy": NOT_READY},
    ),
    _kind(
        "Secret",
        stale=(_TAGS,),
        masked=(("spec", "config", "value"),),
        per_account="stays",
        gone={"describe": NOT_FOUND, "delete": NOT_READY},
        **NEVER_DEPLOYED,
    ),
    _kind(
        "SqlConnection",
        dials=True,
        resolved=(("spec", "connection", "password"), ("spec", "connection", "proxyPassword")),
        references=(
            _cascade("connection", "password", to=_SECRET, answer=(400, "SmarterValueError")),
            _cascade("connection", "proxyPassword", to=_SECRET, answer=(500, "ValueError")),
        ),
        **_CONNECTION,
    ),
    _kind(
        "ApiConnection",
        reads_status=True,
        resolved=(("spec", "connection", "apiKey"), ("spec", "connection", "proxyPassword")),
        references=(
            _cascade("connection", "apiKey", to=_SECRET, answer=(500, "ValueError")),
            _cascade("connection", "proxyPassword", to=_SECRET, answer=(500, "ValueError")),
        ),
        **_CONNECTION,
    ),
    _kind("Plugin", stale=(("spec", "selector"), ("spec", "prompt")), **_PLUGIN),
    _kind(
        "SqlPlugin",
        stale=(("spec", "selector"),),
        half_made_without=(),
        references=(_cascade("connection", to=("SqlConnection",), answer=(500, "UnboundLocalError")),),
        described_as="apply",
        reads_status=True,
        **{**_PLUGIN, "frozen": (_TAGS, ("spec", "prompt"), ("spec", "sqlData"))},
    ),
    _kind(
        "ApiPlugin",
        stale=(("spec", "selector"),),
        half_made_without=(),
        references=(_cascade("connection", to=("ApiConnection",), answer=(500, "UnboundLocalError")),),
        described_as="apply",
        reads_status=True,
        **{
            **_PLUGIN,
            "frozen": (_TAGS, ("spec", "prompt"), ("spec", "apiData")),
            "fixed": {_TAGS: [], ("spec", "apiData", "method"): "GET"},
        },
    ),
    _kind(
        "LLMClient",
        keys=snake,
        rewritten=(_ANNOTATIONS, ("spec", "config", "appExamplePrompts")),
        frozen=(_TAGS,),
        shown_keys=camel,
        shown_rewritten=(
            _TAGS,
            _ANNOTATIONS,
            ("spec", "config", "appExamplePrompts"),
            ("spec", "plugins"),
            ("spec", "functions"),
        ),
        shown_lists=(("spec", "plugins"), ("spec", "functions")),
        has_addresses=True,
        deployed=("spec", "config", "deployed"),
        undeployed_as="deploy",
        unusable=(("spec", "config", "subdomain"), ("spec", "config", "customDomain")),
        references=(
            Reference(("spec", "apiKey"), ("SmarterAuthToken",), NOT_FOUND),
            Reference(("spec", "plugins"), _PLUGINS, NOT_FOUND),
        ),
        half_made_without=(("spec", "plugins"), ("spec", "functions"), ("spec", "apiKey")),
        missing={"undeploy": NOT_READY},
        gone={"describe": NOT_READY},
        done_but={"delete": (500, "SAMLLMClientBrokerError")},
    ),
    _kind(
        "Provider",
        shared=True,
        refused={
            "apply": (500, "SAMProviderBrokerError"),
            "describe": NOT_FOUND,
            "deploy": NOT_IMPLEMENTED,
            "undeploy": NOT_IMPLEMENTED,
        },
        missing={"undeploy": NOT_IMPLEMENTED},
    ),
    _kind(
        "Vectorstore",
        refused={"apply": (500, "SAMVectorstoreBrokerError")},
        missing={"undeploy": NOT_FOUND},
    ),
    _kind(
        "Prompt",
        refused={"apply": (405, "SAMBrokerReadOnlyError")},
        missing={"undeploy": NOT_IMPLEMENTED},
    ),
)

KINDS: Dict[str, LocalKind] = {kind.name: kind for kind in _ALL}
# The platform's functions, by the names that the newest form, which calls them extensions, gives them.
EXTENSIONS = {
    "weather": "get_current_weather",
    "date-calculator": "date_calculator",
    "calculator": "calculator",
}
PROVIDERS = ("anthropic", "cohere", "fireworks", "googleai", "metaai", "mistral", "openai", "togetherai")
