# Generated from smarter/client/_async/client.py by scripts/generate_sync.py. Edit that, not this.
"""The base of the async client: sends requests with safe retries."""

from __future__ import annotations

import sys
from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    Mapping,
    Optional,
    Tuple,
    TypeVar,
    Union,
)
from urllib.parse import urlsplit

from smarter.client import request_log
from smarter.client._sync.endpoints import Endpoints
from smarter.client.core import USER_AGENT, Core
from smarter.client.http._sync.light_client import LightClient
from smarter.client.options import (
    suggest_arguments,
    without_omitted,
)
from smarter.client.request import NOT_GIVEN, NotGiven, Request, last_request_id
from smarter.client.response import Cast, Response
from smarter.client.settings import Key, SettingTypeError, Timeout, check_text, read_settings
from smarter.errors import ConfigurationError, InvalidArgumentError

if TYPE_CHECKING:
    import httpx

    from smarter.client.http._sync.light_client import AnyClient
    from smarter.contexts import Context
    from smarter.errors import APIError, SmarterError

T = TypeVar("T")
# jedi takes `Self` for the class that has the method: `with Smarter() as client` would have none of its resources.
C = TypeVar("C", bound="BaseClient")


class BaseClient(Endpoints):
    """Settings, sending, retries, closing: the client without its resources."""

    _core: Core
    _http: AnyClient

    def __init__(
        self,
        *,
        api_key: Optional[Key] = None,
        base_url: Union[str, httpx.URL, None] = None,
        context: Union[str, Context, None] = None,
        timeout: Union[Timeout, NotGiven] = NOT_GIVEN,
        max_retries: Union[int, NotGiven] = NOT_GIVEN,
        max_response_size: Union[int, NotGiven] = NOT_GIVEN,
        default_headers: Optional[Mapping[str, Optional[str]]] = None,
        default_query: Optional[Mapping[str, Any]] = None,
        http_client: Optional[httpx.Client] = None,
    ) -> None:
        from smarter.contexts import resolve

        request_log.configure()
        address = self._checked_address(http_client, base_url, api_key)
        default_timeout: Union[Timeout, NotGiven] = NOT_GIVEN
        if http_client is not None:
            from smarter.client.http.defaults import timeout_of

            default_timeout = timeout_of(http_client)
        provider = api_key if callable(api_key) else None
        resolved = resolve(context, address, "of-a-function" if callable(api_key) else api_key)
        self.context = resolved.name
        self._core = Core(
            read_settings(
                resolved,
                provider,
                timeout,
                max_retries,
                max_response_size,
                default_headers,
                default_query,
                default_timeout,
            )
        )
        if http_client is not None:
            self._http = http_client
        elif resolved.local:
            from smarter.client.http._sync.handler_transport import HandlerTransport
            from smarter.client.local_transport import Tenancy

            tenancy = Tenancy()
            self._http = LightClient(HandlerTransport(tenancy.handle, tenancy.close))
        else:
            self._http = LightClient()

    @staticmethod
    def _checked_address(http_client: Any, base_url: Any, api_key: Any) -> Optional[str]:
        """Return the base URL as text, after a check of the three arguments."""
        if http_client is not None:
            from smarter.client.http.httpx_classes import HttpxClient

            if not isinstance(http_client, HttpxClient):
                wrong = type(http_client).__name__
                raise SettingTypeError(
                    f"Invalid `http_client` argument: it must be an httpx.Client, not {wrong}."
                )
        address = str(base_url) if hasattr(base_url, "raw_path") else base_url  # an `httpx.URL`
        check_text("base_url", address)
        if not callable(api_key):
            check_text("api_key", api_key)
        return address

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={request_log.safe_url(self.base_url)!r})"

    @property
    def base_url(self) -> str:
        """Return the address of the API, without a slash at the end."""
        return self._core.settings.base_url

    @base_url.setter
    def base_url(self, address: Union[str, httpx.URL]) -> None:
        self._core = self.copy(base_url=address)._core

    @property
    def api_key(self) -> Optional[str]:
        """Return the API key; empty if a function returns it."""
        return self._core.settings.api_key

    @api_key.setter
    def api_key(self, key: Key) -> None:
        self._core = self.copy(api_key=key)._core

    @property
    def max_retries(self) -> int:
        """Return the maximum number of retries."""
        return self._core.settings.max_retries

    @max_retries.setter
    def max_retries(self, number: int) -> None:
        self._core = self.copy(max_retries=number)._core

    @property
    def auth_headers(self) -> Dict[str, str]:
        """Return the header with the API key; empty without a key."""
        return self._core.auth_headers()

    @property
    def user_agent(self) -> str:
        """Return the `User-Agent` of requests: name and version of this library."""
        return USER_AGENT

    @property
    def default_headers(self) -> Dict[str, str]:
        """Return the headers of every request, the API key's included."""
        return self._core.default_headers()

    @property
    def default_query(self) -> Dict[str, Any]:
        """Return the query parameters of every request."""
        return dict(self._core.settings.default_query)

    @property
    def max_response_size(self) -> int:
        """Return the maximum bytes of a response; streams and downloads have none."""
        return self._core.settings.max_response_size

    @property
    def timeout(self) -> Timeout:
        """Return the limit of a response: seconds, an `httpx.Timeout`, or None."""
        timeout = self._core.settings.timeout
        if not isinstance(timeout, NotGiven):
            return timeout
        from smarter.client.http.defaults import DEFAULT_TIMEOUT

        return DEFAULT_TIMEOUT

    @timeout.setter
    def timeout(self, timeout: Timeout) -> None:
        self._core = self.copy(timeout=timeout)._core

    def copy(
        self: C,
        *,
        api_key: Optional[Key] = None,
        base_url: Union[str, httpx.URL, None] = None,
        timeout: Union[Timeout, NotGiven] = NOT_GIVEN,
        max_retries: Union[int, NotGiven] = NOT_GIVEN,
        max_response_size: Union[int, NotGiven] = NOT_GIVEN,
        default_headers: Optional[Mapping[str, Optional[str]]] = None,
        set_default_headers: Optional[Mapping[str, Optional[str]]] = None,
        default_query: Optional[Mapping[str, Any]] = None,
        set_default_query: Optional[Mapping[str, Any]] = None,
        http_client: Optional[httpx.Client] = None,
    ) -> C:
        """Return a client with changed settings, over the same connections.

        `default_headers` and `default_query` are added to the present ones, `set_default_...` replace them.

        Raises:
            ConfigurationError: a setting is invalid.
            InvalidArgumentError: `default_...` and `set_default_...` are both given.

        Example:
            >>> patient = client.copy(timeout=1200, max_retries=5)
            >>> patient.max_retries
            5
        """
        address = self._checked_address(http_client, base_url, api_key)
        changes = without_omitted(
            {"timeout": timeout, "max_retries": max_retries, "max_response_size": max_response_size}
        )
        if callable(api_key):
            changes.update(api_key="", key_provider=api_key, key_source="the api_key argument")
        elif api_key is not None:
            from smarter.contexts import check_key

            changes.update(api_key=check_key(api_key), key_provider=None, key_source="the api_key argument")
        if address is not None:
            from smarter.contexts import normalize_base_url

            changes["base_url"] = normalize_base_url(address)
        for name, added, replacing in (
            ("default_headers", default_headers, set_default_headers),
            ("default_query", default_query, set_default_query),
        ):
            if added is not None and replacing is not None:
                raise InvalidArgumentError(f"`{name}` and `set_{name}` arguments are mutually exclusive.")
            if added is not None:
                changes[name] = {**getattr(self._core.settings, name), **added}
            elif replacing is not None:
                changes[name] = replacing
        clone = object.__new__(type(self))
        clone.context = self.context
        clone._core = self._core.changed(**changes) if changes else self._core
        clone._http = self._http if http_client is None else http_client
        return clone

    with_options = copy

    def close(self) -> None:
        """Close the connections of the client and its copies, for good.

        Example:
            >>> from smarter import Smarter
            >>> client = Smarter(context="local")
            >>> client.close()
        """
        self._http.close()

    def is_closed(self) -> bool:
        """Tell if `close()` was called.

        Example:
            >>> client.is_closed()
            False
        """
        return self._http.is_closed

    def __enter__(self: C) -> C:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def send(self, request: Request) -> Response:
        """Send `request`, with safe retries, and return the complete response.

        Raises:
            APIConnectionError: no response; `APITimeoutError`: no response in time.
            APIStatusError: the response is an error, by `request.classify` or by its status.

        Example:
            >>> from smarter.client.request import Request
            >>> response = client.send(Request("GET", "models"))
            >>> response.status_code
            200
        """
        response, retries, body = self._exchange(request, stream=False)
        answer = Response(response, retries)
        last_request_id.set(answer.request_id)
        if body is not None:
            answer._json = body
        return answer

    def request(self, request: Request, cast: Cast[T]) -> T:
        """Send `request` and convert the response with `cast`; errors as of `send`.

        Example:
            >>> from smarter.client.parsing import typed
            >>> from smarter.client.request import Request
            >>> models = client.request(Request("GET", "models"), typed(dict))
        """
        response, _, _ = self._exchange(request, cast.stream)
        return cast.make(self, request, response)

    def _explain(self, error: APIError) -> SmarterError:
        """Return the error to raise for `error`; subclasses look for the cause first."""
        return error

    def _exchange(self, request: Request, stream: bool) -> Tuple[httpx.Response, int, Any]:
        """Return the response, the retries, and the body if judging parsed it."""
        if "opentelemetry.trace" not in sys.modules:
            return self._attempt(request, stream)
        from smarter import _tracing

        whole = request.path if "://" in request.path else f"{self.base_url}/{request.path}"
        url = request_log.safe_url(whole)
        attributes = {"http.request.method": request.method, "url.full": url}
        with _tracing.span(f"{request.method} {urlsplit(url).path}", attributes, client=True) as span:
            response, retries, body = self._attempt(request, stream)
            if span is not None:
                span.set_attribute("http.response.status_code", response.status_code)
                span.set_attribute("http.request.resend_count", retries)
            return response, retries, body

    def _attempt(self, request: Request, stream: bool) -> Tuple[httpx.Response, int, Any]:
        """Send a request until it succeeds or may not be sent again."""
        if self._http.is_closed:
            raise ConfigurationError("This client is closed.", hint="Create another one.")
        from smarter.client._sync.exchange import exchange

        return exchange(self._core, self._http, request, stream, self._explain)


suggest_arguments(BaseClient)
