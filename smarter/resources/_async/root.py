"""The client that programs import. Its parts are imported on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from smarter.resources._async.rest.api import AsyncRestAPI
from smarter.types.arguments import call_options

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from smarter.client.options import CallOptions
    from smarter.errors import APIError, SmarterError
    from smarter.resources._async.chat import AsyncChat
    from smarter.resources._async.files import AsyncFiles
    from smarter.resources._async.fine_tuning import AsyncFineTuning
    from smarter.resources._async.manifests import AsyncManifests
    from smarter.resources._async.models import AsyncModels
    from smarter.resources._async.namespace import AsyncResources
    from smarter.resources._async.responses import AsyncResponses
    from smarter.types.shared import Identity, Status, Versions


class AsyncSmarter(AsyncRestAPI):
    """A client of one Smarter platform, asynchronous: its methods are awaited.

    Args:
        api_key: else `SMARTER_API_KEY`, or the context's key of `~/.smarter/config.yaml`. A function is
            called for the key of each attempt; with the async client it may be async.
        base_url: else `SMARTER_BASE_URL`, else the context's. An origin without a path gets `/api/v1`.
        context: a context by name; `local` runs the embedded platform in this process and needs no key.
        timeout: seconds for a whole response (of a stream, for its headers) and again for each retry, an
            `httpx.Timeout`, whose longest phase counts, or None for no limit. It wins over `SMARTER_TIMEOUT`, over a
            timeout of `http_client`, and over the default: 10 minutes, 5 s to connect.
        max_retries: of a request; 2 by default, or `SMARTER_MAX_RETRIES`.
        max_response_size: bytes; a larger response is refused, except streams and downloads. 64 MB by default, or
            `SMARTER_MAX_RESPONSE_SIZE`.
        default_headers, default_query: sent with every request.
        http_client: an `httpx.AsyncClient` to send through, such as `DefaultAsyncHttpxClient()`.

    Raises:
        ConfigurationError: the key is missing, or the context, the base URL or a setting is invalid.
    """

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            from smarter.kinds import load_kinds

            if name in ("with_raw_response", "with_streaming_response"):
                raise AttributeError(
                    f"A client has no {name!r}; use `client.models.{name}`, or another resource's."
                )
            if name.startswith("_") or load_kinds().find(name) is None:
                return self.__getattribute__(name)  # raises as usual
            raise AttributeError(f"A client has no {name!r}; use `client.resources.{name}`.")

    async def _explain(self, error: APIError) -> SmarterError:
        from smarter.platform._async.diagnosis import explain

        return await explain(self, error)

    @cached_property
    def resources(self) -> AsyncResources:
        """The resources of each kind: `resources.chatbots`, `resources["Kind"]`, ..."""
        from smarter.resources._async.namespace import AsyncResources

        return AsyncResources(self)

    @cached_property
    def manifests(self) -> AsyncManifests:
        """Validate, plan, apply and delete manifests."""
        from smarter.resources._async.manifests import AsyncManifests

        return AsyncManifests(self)

    @cached_property
    def files(self) -> AsyncFiles:
        """Upload, list, download and delete files."""
        from smarter.resources._async.files import AsyncFiles

        return AsyncFiles(self)

    @cached_property
    def chat(self) -> AsyncChat:
        """Chat completions."""
        from smarter.resources._async.chat import AsyncChat

        return AsyncChat(self)

    @cached_property
    def responses(self) -> AsyncResponses:
        """The responses API."""
        from smarter.resources._async.responses import AsyncResponses

        return AsyncResponses(self)

    @cached_property
    def fine_tuning(self) -> AsyncFineTuning:
        """Fine-tuning jobs."""
        from smarter.resources._async.fine_tuning import AsyncFineTuning

        return AsyncFineTuning(self)

    @cached_property
    def models(self) -> AsyncModels:
        """Models of the providers."""
        from smarter.resources._async.models import AsyncModels

        return AsyncModels(self)

    def proxy(self, name: str) -> str:
        """Return the base URL of the Proxy `name`, for its provider's SDK.

        `OpenAI(base_url=client.proxy("openai"), api_key=client.api_key)`; platforms from 0.15 on.

        Example:
            >>> base_url = client.proxy("openai")
        """
        return self.proxies.base_url(name)

    async def whoami(self, **options: Unpack[CallOptions]) -> Identity:
        """Return the user and account of the API key.

        Example:
            >>> identity = await client.whoami()
        """
        found: Identity = await self.resources.ask("whoami", call_options(**options))
        return found

    async def status(self, **options: Unpack[CallOptions]) -> Status:
        """Return the status of the platform's infrastructure.

        Example:
            >>> status = await client.status()
        """
        found: Status = await self.resources.ask("status", call_options(**options))
        return found

    async def version(self, **options: Unpack[CallOptions]) -> Versions:
        """Return the platform's versions.

        Example:
            >>> versions = await client.version()
        """
        found: Versions = await self.resources.ask("version", call_options(**options))
        return found


# The name of openai-python.
AsyncClient = AsyncSmarter
