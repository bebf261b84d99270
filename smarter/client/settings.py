"""Settings of a client: from arguments, else from the environment, checked."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Awaitable, Callable, Mapping, Optional, Union

from smarter.client.request import NotGiven
from smarter.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

    from smarter.client.time_budget import TimeBudget
    from smarter.contexts import Context

DEFAULT_MAX_RETRIES = 2
DEFAULT_MAX_RESPONSE_SIZE = 64 * 1024 * 1024  # bytes
_PROXIES = frozenset(("http_proxy", "https_proxy", "all_proxy"))
# Upper bound in seconds; larger values overflow C's `time_t`.
_ENDLESS = 1e9

Timeout = Union[float, "httpx.Timeout", None]
# An API key, or a function that returns the key of each attempt.
Key = Union[str, Callable[[], str]]
AsyncKey = Union[str, Callable[[], Union[str, Awaitable[str]]]]


class SettingTypeError(ConfigurationError, TypeError):
    """A setting of another type than the client takes."""


@dataclass(frozen=True)
class Settings:
    """Resolved settings of a client.

    Raises:
        ConfigurationError: a value is of the wrong type, or out of range.
    """

    base_url: str
    api_key: Optional[str] = field(default=None, repr=False)
    key_provider: Optional[Callable[[], Any]] = None
    key_source: str = ""
    timeout: Union[Timeout, NotGiven] = None
    max_retries: int = DEFAULT_MAX_RETRIES
    max_response_size: int = DEFAULT_MAX_RESPONSE_SIZE
    default_headers: Mapping[str, Optional[str]] = field(default_factory=dict)
    default_query: Mapping[str, Any] = field(default_factory=dict)
    time_budget: Optional[TimeBudget] = None

    def __post_init__(self) -> None:
        check_timeout(self.timeout)
        check_retries(self.max_retries)
        size = self.max_response_size
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise ConfigurationError(f"max_response_size must be a number of bytes above 0, not {size!r}.")
        for name in ("default_headers", "default_query"):
            value = getattr(self, name)
            if not isinstance(value, Mapping):
                raise ConfigurationError(f"{name} must be a mapping, not {type(value).__name__}.")
            object.__setattr__(self, name, dict(value))  # the caller may change its own


def read_settings(
    context: Context,
    key_provider: Optional[Callable[[], Any]],
    timeout: Union[Timeout, NotGiven],
    max_retries: Union[int, NotGiven],
    max_response_size: Union[int, NotGiven],
    default_headers: Optional[Mapping[str, Optional[str]]],
    default_query: Optional[Mapping[str, Any]],
    default_timeout: Union[Timeout, NotGiven],
) -> Settings:
    """Read settings from arguments, else from `SMARTER_TIMEOUT` and its like.

    Raises:
        ConfigurationError: a value is not a number, or out of range.
    """
    return Settings(
        base_url=context.base_url,
        api_key="" if key_provider else context.api_key,
        key_provider=key_provider,
        key_source=context.source,
        timeout=_setting(timeout, "SMARTER_TIMEOUT", float, default_timeout),
        max_retries=_setting(max_retries, "SMARTER_MAX_RETRIES", int, DEFAULT_MAX_RETRIES),
        max_response_size=_setting(
            max_response_size, "SMARTER_MAX_RESPONSE_SIZE", int, DEFAULT_MAX_RESPONSE_SIZE
        ),
        default_headers={} if default_headers is None else default_headers,
        default_query={} if default_query is None else default_query,
    )


def _setting(given: Any, name: str, number: Callable[[str], Any], default: Any) -> Any:
    """Return the argument, else an environment variable's number, else `default`."""
    if not isinstance(given, NotGiven):
        return given
    text = os.environ.get(name)
    try:
        return number(text) if text else default
    except ValueError:
        kind = "a whole number" if number is int else "a number"
        raise ConfigurationError(f"{name} must be {kind}, not {text!r}.") from None


def names_proxy() -> bool:
    """Return whether a variable of the environment names a proxy, in any case."""
    return any(value and name.lower() in _PROXIES for name, value in os.environ.items())


def check_retries(value: object) -> int:
    """Return `value` if it is a valid number of retries."""
    if value is None:
        raise SettingTypeError("max_retries cannot be None.", hint="For no retries pass 0.")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigurationError(f"max_retries must be a whole number from 0 on, not {value!r}.")
    return value


def check_timeout(value: Any) -> Any:
    """Return `value` if it is seconds above 0, None, or an `httpx.Timeout` or tuple."""
    phases = value if isinstance(value, tuple) and len(value) == 4 else (value,)
    if any(not _is_timeout(phase) for phase in phases):
        raise ConfigurationError(
            f"timeout must be seconds above 0, None or an httpx.Timeout, not {value!r}.",
            hint="None means no limit.",
        )
    return value


def _is_timeout(value: Any) -> bool:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return 0 < value < _ENDLESS
    return value is None or isinstance(value, NotGiven) or hasattr(value, "as_dict")


def check_text(name: str, value: Any) -> None:
    """Reject an argument that is no text or empty, rather than use another source.

    Raises:
        ConfigurationError: with the argument's name, without its value.
    """
    if value is not None and (not isinstance(value, str) or not value.strip()):
        kind = "empty" if isinstance(value, str) else type(value).__name__
        raise ConfigurationError(f"{name} must be a non-empty string, but is {kind}.")
