"""Platform and API key of a client: flag > environment > context > default."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping, MutableMapping, Optional, Union

from smarter._suggest import nearest
from smarter.errors import ConfigurationError, MissingKeyError

LOCAL = "local"
KEYRING = "keyring"
KEYRING_SERVICE = "smarter"
LOCAL_BASE_URL = "http://localhost:9357/api/v1"

# The platform's environments, under the names that its own clients use (`environment:` of their configuration). Each is
# a subdomain of the root domain, `prod` the domain itself.
ENVIRONMENTS = ("prod", "alpha", "beta", "next")
_ROOT_DOMAIN = "platform.smarter.sh"

MutableConfig = MutableMapping[str, Any]


@dataclass(frozen=True)
class Context:
    """A platform and its API key; `source` is the key's origin for `-v` and hints."""

    name: str
    base_url: str
    api_key: Optional[str] = field(default=None, repr=False)
    local: bool = False
    source: str = ""

    @property
    def shown_url(self) -> str:
        """Return the address without user and password."""
        return shown_url(self.base_url)


_BUILT_IN = Context(LOCAL, LOCAL_BASE_URL, local=True, source="the built-in local context")


def home(environ: Optional[Mapping[str, str]] = None) -> Path:
    """Return the configuration's folder: `$SMARTER_HOME`, `~/.smarter` or XDG's."""
    return _xdg_folder("XDG_CONFIG_HOME", environ) or _usual_home(environ)


def cache_home(environ: Optional[Mapping[str, str]] = None) -> Path:
    """Return the folder of caches: `cache` in `home()`, or its XDG folder."""
    return _xdg_folder("XDG_CACHE_HOME", environ) or _usual_home(environ) / "cache"


def data_home(environ: Optional[Mapping[str, str]] = None) -> Path:
    """Return the folder of the local platform: `home()`, or its XDG folder."""
    return _xdg_folder("XDG_DATA_HOME", environ) or _usual_home(environ)


_XDG_DEFAULTS = {"XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache", "XDG_DATA_HOME": ".local/share"}


def _xdg_folder(variable: str, environ: Optional[Mapping[str, str]]) -> Optional[Path]:
    """Return the XDG folder `smarter` if XDG is set and `~/.smarter` does not exist."""
    environ = os.environ if environ is None else environ
    # The XDG specification ignores paths that are not absolute.
    given = {name: value for name in _XDG_DEFAULTS if os.path.isabs(value := environ.get(name, ""))}
    if not given or environ.get("SMARTER_HOME") or _usual_home(environ).exists():
        return None
    return Path(given.get(variable) or Path.home() / _XDG_DEFAULTS[variable]) / "smarter"


def _usual_home(environ: Optional[Mapping[str, str]]) -> Path:
    given = (os.environ if environ is None else environ).get("SMARTER_HOME")
    if given:
        return Path(given).expanduser()
    try:
        return Path.home() / ".smarter"
    except RuntimeError as error:
        message = "This user has no home folder."
        raise ConfigurationError(message, hint="Set SMARTER_HOME to a folder.") from error


def normalize_base_url(url: str) -> str:
    """Return `url` without a trailing slash; an origin without a path gets `/api/v1`.

    Raises:
        ConfigurationError: scheme or host are missing, or a character is invalid.
    """
    match = re.match(r"^(https?)://([^/?#\s]+)((?:/[^?#\s]*)?)$", url.strip(), re.IGNORECASE)
    if not match or not _is_host(match.group(2)):
        raise ConfigurationError(
            f"Invalid base URL {_without_secrets(url)!r}.",
            hint="Write it like https://platform.smarter.sh/api/v1.",
        )
    path = match.group(3).rstrip("/")
    return f"{match.group(1).lower()}://{match.group(2)}{path or '/api/v1'}"


_LABEL = re.compile(r"[^\s.:@\[\]]{1,63}\Z")


def _is_host(netloc: str) -> bool:
    """Check for [user[:password]@]host[:port], the host a name or an IP address."""
    host, colon, port = netloc.rpartition("@")[2].partition(":")
    if host.startswith("["):
        address, bracket, rest = netloc.rpartition("@")[2].partition("]")
        host, colon, port = address[1:], rest[:1], rest[1:]
        if not bracket or not re.fullmatch(r"[0-9A-Fa-f:.]+(%\w+)?", host) or colon not in ("", ":"):
            return False
    elif not all(_LABEL.match(label) for label in (host[:-1] if host.endswith(".") else host).split(".")):
        return False
    return bool(host) and (not port or (port.isdecimal() and int(port) < 65536))


def shown_url(url: str) -> str:
    """Return `url` without user and password."""
    return re.sub(r"//[^/?#]*@", "//", url)


def _without_secrets(url: str) -> str:
    """Return a malformed URL without its query and user: they may hold a key."""
    return re.sub(r"(?s)[?#].*", "?...", re.sub(r"(?s)\A(\w+://)?.*@", r"\1", url))


def config_path(environ: Optional[Mapping[str, str]] = None) -> Path:
    """Return `$SMARTER_CONFIG_FILE`, else the home folder's `config.yaml`."""
    environ = os.environ if environ is None else environ
    given = environ.get("SMARTER_CONFIG_FILE")
    return Path(given).expanduser() if given else home(environ) / "config.yaml"


def names(config: Mapping[str, Any]) -> List[str]:
    """Return the built-in, the vendor's and the configured contexts."""
    sections = (key for key, value in config.items() if isinstance(value, dict) and key != "config")
    return sorted({LOCAL, *ENVIRONMENTS, *sections})


def read_config(environ: Optional[Mapping[str, str]] = None) -> Dict[str, Any]:
    """Read `config_path()`; {} if the default file does not exist."""
    environ = os.environ if environ is None else environ
    given = environ.get("SMARTER_CONFIG_FILE")
    file = config_path(environ)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        if not given:
            return {}
        message = f"SMARTER_CONFIG_FILE names {file}, which does not exist."
        raise ConfigurationError(message, hint="Unset it or correct the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigurationError(f"{file} cannot be read: {reason}.") from error
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(f"{file}: invalid YAML{where}.", hint=_CORRECT) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigurationError(f"{file} must contain a mapping.", hint=_CORRECT)
    _check_config(data, file)
    return data


_CORRECT = "Correct it, or move it away."
# Values that must be strings. YAML reads an unquoted key of digits as a number.
_TEXTS = ("environment", "root_domain", "api_key", "base_url", "key_store")


def _check_config(data: Mapping[str, Any], file: Path) -> None:
    for name, section in [("", data), *((str(k), v) for k, v in data.items() if isinstance(v, dict))]:
        for key in _TEXTS:
            value = section.get(key)
            is_context = not name and isinstance(value, dict)
            if value is not None and not isinstance(value, str) and not is_context:
                where = f"{name}.{key}" if name else key
                raise ConfigurationError(f"{file}: {where} must be a string.", hint="Put it in quotes.")
    if not isinstance(data.get("config") or {}, dict):
        raise ConfigurationError(f"{file}: config must be a mapping.", hint=_CORRECT)


def resolve(
    context: Union[str, Context, None] = None,
    base_url: Optional[str] = None,
    api_key: Optional[str] = None,
    environ: Optional[Mapping[str, str]] = None,
) -> Context:
    """Resolve flags, environment and configuration; return a `Context` unchanged.

    `context="local"` is built in: the embedded platform, which needs no key. Otherwise the key comes from `api_key`,
    `SMARTER_API_KEY`, or the context's section of `config.yaml`; with `context`, that section comes first.

    Raises:
        ConfigurationError: the key is missing or malformed, the context unknown, or the base URL invalid.
    """
    if isinstance(context, Context):
        return context
    environ = os.environ if environ is None else environ
    name = context or environ.get("SMARTER_CONTEXT") or None
    # A command must write to the context that its flag names, even if the environment has the address of another one.
    # Held by tests/acceptance/test_contexts.py::test_a_named_context_wins_over_the_environment.
    url = base_url or (None if context else environ.get("SMARTER_BASE_URL")) or None
    key = api_key or environ.get("SMARTER_API_KEY") or None
    if name == LOCAL and not base_url and (context or not url):
        return _BUILT_IN

    source = "the api_key argument" if api_key else "SMARTER_API_KEY" if key else ""
    own_key = bool(key)
    config: Dict[str, Any] = {}
    if not (key and url) or name:
        config = read_config(environ)
    name = chosen_name(context, config, environ)
    section = _section(config, name)
    if name not in (LOCAL, *ENVIRONMENTS) and not section and not url:
        near = nearest(name, names(config))
        raise ConfigurationError(
            f"Unknown context {name!r}; known are {', '.join(names(config))}.",
            hint=f"Did you mean {near}?" if near else "`smarter context add` adds one.",
            word=name,
            suggestion=near,
        )
    checked_url = normalize_base_url(str(url)) if url else context_url(name, config, environ)
    if context and not base_url and not api_key and (section.get("api_key") or section.get("key_store")):
        key = None
    if not key:
        key = section.get("api_key") or config.get("api_key") or None
        source = f"the context {name} of config.yaml"
    if not key and section.get("key_store") == KEYRING:
        key = keyring_key(checked_url)
        source = f"the keyring, for the context {name}"
    if not key and name == LOCAL and not url and not section:
        return _BUILT_IN
    if not key:
        raise MissingKeyError(
            f"No API key for {shown_url(checked_url)}.",
            hint="Run `smarter login`, set SMARTER_API_KEY, or use `--context local`, which needs no key.",
        )
    if url and own_key and not (context or environ.get("SMARTER_CONTEXT")):
        name = _name_at(checked_url, name, config, environ)
    return Context(name, checked_url, check_key(str(key)), source=source)


def _name_at(url: str, name: str, config: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    """Return the context at this address, preferably `name`; "none" without one."""
    for each in (name, *names(config)):
        try:
            if each != LOCAL and context_url(each, config, environ) == url:
                return each
        except ConfigurationError:  # a context without a valid address
            continue
    return "none"


def _section(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = config.get(name)
    return section if isinstance(section, dict) else {}


def chosen_name(
    context: Optional[str], config: Mapping[str, Any], environ: Optional[Mapping[str, str]] = None
) -> str:
    """Return the context's name: of flag, environment, configuration, or `prod`."""
    environ = os.environ if environ is None else environ
    chosen = _section(config, "config").get("environment")
    return context or environ.get("SMARTER_CONTEXT") or environ.get("SMARTER_ENVIRONMENT") or chosen or "prod"


def context_url(name: str, config: Mapping[str, Any], environ: Optional[Mapping[str, str]] = None) -> str:
    """Return a context's base URL; raise `ConfigurationError` if missing or invalid."""
    environ = os.environ if environ is None else environ
    given = _section(config, name).get("base_url")
    domain = environ.get("SMARTER_ROOT_DOMAIN") or _section(config, "config").get("root_domain")
    if not given and not domain and name not in (LOCAL, *ENVIRONMENTS):
        raise ConfigurationError(
            f"Context {name!r} has no base URL.",
            hint=f"Set it: `smarter context add {name} --base-url URL`.",
        )
    return normalize_base_url(str(given or _environment_url(name, domain)))


def keyring_key(base_url: str) -> Optional[str]:
    """Read the key of a platform from the system's keyring.

    Keys are stored by address, not by context name, so that a changed configuration cannot send one elsewhere.

    Raises:
        ConfigurationError: the keyring is not installed or locked.
    """
    try:
        import keyring
    except ImportError:
        raise ConfigurationError(
            "The API key is in the system's keyring, but the package keyring is not installed.",
            hint="pip install keyring",
        ) from None
    try:
        return keyring.get_password(KEYRING_SERVICE, base_url)
    except Exception as error:  # a backend may raise anything
        raise ConfigurationError(
            f"Cannot read the system's keyring: {type(error).__name__}.",
            hint="Unlock it, or set SMARTER_API_KEY instead.",
        ) from None


def check_key(key: str) -> str:
    """Return `key` without surrounding blanks.

    Raises:
        ConfigurationError: a character is invalid in an HTTP header. The message does not show the key.
    """
    stripped = key.strip()
    if not stripped or not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise ConfigurationError(
            "The API key contains a blank, a line break or a character outside ASCII.",
            hint="Copy it again, without quotes or line breaks.",
        )
    return stripped


def _environment_url(name: str, root_domain: Optional[str]) -> str:
    if root_domain and "/" in root_domain:
        raise ConfigurationError(
            f"Invalid root domain {shown_url(root_domain)!r}.",
            hint="Write it like example.com, or set the whole URL as SMARTER_BASE_URL.",
        )
    if name == LOCAL and not root_domain:
        return LOCAL_BASE_URL
    prefix = "" if name == "prod" else f"{name}."
    return f"https://{prefix}{root_domain or _ROOT_DOMAIN}/api/v1"
