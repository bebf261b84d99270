"""Resources by kind: reads, writes, deployments, logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Generic, List, Mapping, Optional, Type, Union

from typing_extensions import TypeVar, Unpack

from smarter.client._async.raw_methods import async_to_recorded, async_to_recorded_stream
from smarter.client.base_model import construct, set_request_id
from smarter.client.http.concurrency import async_run_sending
from smarter.client.options import CallOptions, only_known, shared_options, without_omitted
from smarter.client.paginator import AsyncPaginator
from smarter.client.request import NOT_GIVEN, NotGiven, Request, last_request_id
from smarter.client.response import Response
from smarter.errors import BadRequestError, ConflictError, InvalidArgumentError, UnknownKindError
from smarter.kinds import Kind, fold_name
from smarter.platform import AsyncPlatform, LiveResource
from smarter.platform.requests import is_write
from smarter.resources import merging, reconcile
from smarter.resources._async.base import AsyncAPIResource
from smarter.resources._async.listing import async_rows
from smarter.resources._async.resource import Annotations, AsyncResource
from smarter.types.arguments import call_options, row_list_params
from smarter.types.shared import Row, RowListParams

if TYPE_CHECKING:
    from smarter.client._async.client import AsyncBaseClient

R = TypeVar("R", bound=AsyncResource)
S = TypeVar("S", bound=Mapping[str, Any], default=Mapping[str, Any])


class AsyncKindResourcesWithRawResponse(Generic[R, S]):
    """Methods of `AsyncKindResources` that return their last response."""

    def __init__(self, resources: AsyncKindResources[R, S]) -> None:
        self.list = async_to_recorded(resources.list)
        self.get = async_to_recorded(resources.get)
        self.create = async_to_recorded(resources.create)
        self.apply = async_to_recorded(resources.apply)
        self.update = async_to_recorded(resources.update)
        self.delete = async_to_recorded(resources.delete)
        self.deploy = async_to_recorded(resources.deploy)
        self.undeploy = async_to_recorded(resources.undeploy)
        self.logs = async_to_recorded(resources.logs)


class AsyncKindResourcesWithStreamingResponse(Generic[R, S]):
    """Methods of `AsyncKindResources` that return their last response streamed."""

    def __init__(self, resources: AsyncKindResources[R, S]) -> None:
        self.list = async_to_recorded_stream(resources.list)
        self.get = async_to_recorded_stream(resources.get)
        self.create = async_to_recorded_stream(resources.create)
        self.apply = async_to_recorded_stream(resources.apply)
        self.update = async_to_recorded_stream(resources.update)
        self.delete = async_to_recorded_stream(resources.delete)
        self.deploy = async_to_recorded_stream(resources.deploy)
        self.undeploy = async_to_recorded_stream(resources.undeploy)
        self.logs = async_to_recorded_stream(resources.logs)


class AsyncKindResources(
    AsyncAPIResource[AsyncKindResourcesWithRawResponse[R, S], AsyncKindResourcesWithStreamingResponse[R, S]],
    Generic[R, S],
):
    """The resources of one kind; names are folded: `my-chatbot` is `my_chatbot`."""

    def __init__(
        self,
        client: AsyncBaseClient,
        platform: AsyncPlatform,
        kind: Union[Kind, UnknownKindError],
        item: Type[R],
    ) -> None:
        super().__init__(client)
        self._shared = platform
        self._item = item
        self._found = kind

    def __repr__(self) -> str:
        what = self._found.plural if isinstance(self._found, Kind) else self._found.word
        return f"<{what} of {self._client!r}>"

    @property
    def kind(self) -> Kind:
        """Return the kind; without a schema file the first call discovers it.

        Raises:
            UnknownKindError: it is unknown, or not discovered yet.
        """
        if isinstance(self._found, Kind):
            return self._found
        raise self._found

    def list(self, **params: Unpack[RowListParams]) -> AsyncPaginator[Row]:
        """List the resources of this kind by one request; pages are cut locally.

        Raises:
            UnsupportedError: the platform cannot list this kind.

        Example:
            >>> names = [row.name async for row in client.resources.chatbots.list()]
        """
        only_known(row_list_params(**params), RowListParams)
        rows = without_omitted(params)
        options = {key: value for key, value in rows.items() if key in CallOptions.__annotations__}

        async def ask() -> Any:
            platform = await self._platform(options)
            return await platform.list(self.kind)

        return async_rows(self.kind.canonical, ask, rows.get("limit"), rows.get("after"))

    async def get(self, name: str, **options: Unpack[CallOptions]) -> R:
        """Read a resource.

        Raises:
            NotFoundError: it does not exist.
            UnsupportedError: the platform cannot describe this kind.

        Example:
            >>> chatbot = await client.resources.chatbots.get("bike_shop")
            >>> chatbot.name
            'bike_shop'
        """
        name = self._folded(name)
        platform = await self._platform(call_options(**options))
        return self._made(await platform.get(self.kind, name))

    async def exists(self, name: str, **options: Unpack[CallOptions]) -> bool:
        """Tell if a resource exists.

        Example:
            >>> await client.resources.plugins.exists("faq")
            True
        """
        name = self._folded(name)
        platform = await self._platform(call_options(**options))
        return await platform.read(self.kind, name) is not None

    async def create(
        self,
        name: str,
        manifest: Optional[Mapping[str, Any]] = None,
        *,
        spec: Union[S, NotGiven, None] = NOT_GIVEN,
        description: Union[str, NotGiven, None] = NOT_GIVEN,
        version: Union[str, NotGiven, None] = NOT_GIVEN,
        tags: Union[List[str], NotGiven, None] = NOT_GIVEN,
        annotations: Annotations = NOT_GIVEN,
        plugin_class: Union[str, NotGiven] = NOT_GIVEN,
        username: Union[str, NotGiven] = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> R:
        """Create a resource from a `manifest` or from fields, which win over it.

        `plugin_class` and `username` follow from the kind and the name if they are not given.

        Raises:
            ConflictError: it exists already.

        Example:
            >>> secret = await client.resources.secrets.create("stock_key", spec={"config": {"value": "abc"}})
        """
        name = self._folded(name)
        platform = await self._platform(shared_options(options))
        if await platform.read(self.kind, name) is not None:
            raise ConflictError(
                f"{self.kind.name} {name!r} already exists.", hint="apply() changes an existing resource."
            )
        fields = merging.given(spec, description, version, tags, annotations, plugin_class, username)
        return await self._write(
            merging.manifest(self.kind, name, manifest, fields), None, call_options(**options)
        )

    async def apply(
        self,
        name: str,
        manifest: Optional[Mapping[str, Any]] = None,
        *,
        spec: Union[S, NotGiven, None] = NOT_GIVEN,
        description: Union[str, NotGiven, None] = NOT_GIVEN,
        version: Union[str, NotGiven, None] = NOT_GIVEN,
        tags: Union[List[str], NotGiven, None] = NOT_GIVEN,
        annotations: Annotations = NOT_GIVEN,
        plugin_class: Union[str, NotGiven] = NOT_GIVEN,
        username: Union[str, NotGiven] = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> R:
        """Create or replace a resource. A field that is not given returns to its default.

        Fields win over the `manifest`.

        Raises:
            GuardError: the platform would ignore the change of a field.

        Example:
            >>> secret = await client.resources.secrets.apply("stock_key", spec={"config": {"value": "abc"}})
        """
        name = self._folded(name)
        platform = await self._platform(shared_options(options))
        fields = merging.given(spec, description, version, tags, annotations, plugin_class, username)
        made = merging.manifest(self.kind, name, manifest, fields)
        live = await platform.read(await self._for_dialect(platform), name)
        return await self._write(made, live, call_options(**options))

    async def update(
        self,
        name: str,
        *,
        spec: Union[S, NotGiven, None] = NOT_GIVEN,
        description: Union[str, NotGiven, None] = NOT_GIVEN,
        version: Union[str, NotGiven, None] = NOT_GIVEN,
        tags: Union[List[str], NotGiven, None] = NOT_GIVEN,
        annotations: Annotations = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> R:
        """Change the given fields: `spec` deeply, any other as a whole.

        Raises:
            NotFoundError: it does not exist.
            GuardError: the platform does not show the others truly, so that they would change too; or it would ignore
                the change of a field.

        Example:
            >>> chatbot = await client.resources.chatbots.update("help_desk", description="Help desk")
        """
        name = self._folded(name)
        platform = await self._platform(shared_options(options))
        fields = merging.given(spec, description, version, tags, annotations)
        live = await platform.get(await self._for_dialect(platform), name)
        return await self._write(merging.merged(live, fields), live, call_options(**options))

    async def delete(self, name: str, **options: Unpack[CallOptions]) -> None:
        """Delete a resource.

        Raises:
            NotFoundError: it does not exist.

        Example:
            >>> await client.resources.chatbots.delete("bike_shop")
        """
        name = self._folded(name)
        platform = await self._platform(call_options(**options))
        if not await platform.delete(self.kind, name):
            await platform.get(self.kind, name)

    async def deploy(self, name: str, **options: Unpack[CallOptions]) -> None:
        """Deploy a resource.

        Example:
            >>> await client.resources.chatbots.deploy("bike_shop")
        """
        await self._act("deploy", name, call_options(**options))

    async def undeploy(self, name: str, **options: Unpack[CallOptions]) -> None:
        """Undeploy a resource.

        Example:
            >>> await client.resources.chatbots.undeploy("bike_shop")
        """
        await self._act("undeploy", name, call_options(**options))

    async def logs(self, name: str, **options: Unpack[CallOptions]) -> Dict[str, Any]:
        """Return the logs of a resource; `{}` if the platform has none.

        Example:
            >>> logs = await client.resources.chatbots.logs("bike_shop")
        """
        return await self._act("logs", name, call_options(**options)) or {}

    def _folded(self, name: Any) -> str:
        """Return `name` as the platform keeps it. The kind may not be discovered yet.

        Raises:
            InvalidArgumentError: nothing of it is left, or it is not a string.
        """
        fold = self._found.fold if isinstance(self._found, Kind) else fold_name
        kept = fold(name) if isinstance(name, str) else ""
        if not kept:
            raise InvalidArgumentError(f"name must be a string with a letter or digit in it, not {name!r}.")
        return kept

    async def _platform(self, options: Mapping[str, Any]) -> AsyncPlatform:
        """Return the platform for a call with `options`, with the kind discovered.

        Requests made only to detect the dialect or kind do not get the call's `extra_query` and `extra_body`.
        """
        platform = self._shared.through(self._client)
        before = platform.through(self._seen(shared_options(options))) if options else platform
        if isinstance(self._found, UnknownKindError):
            schema = await before.discover(self._found.word)
            if schema is None:
                raise self._found
            self._found = Kind(schema)
        if not options:
            return platform
        await before.dialect()
        return platform.through(self._seen(options))

    async def _for_dialect(self, platform: AsyncPlatform) -> Kind:
        """Return the kind in the platform's dialect."""
        return self.kind.for_dialect((await platform.dialect()).name)

    def _seen(self, options: Mapping[str, Any]) -> Any:
        from smarter.client._async.client_wrappers import AsyncOptionsView

        return AsyncOptionsView(self._client, options)

    async def _act(self, verb: str, name: str, options: Mapping[str, Any]) -> Any:
        name = self._folded(name)
        platform = await self._platform(options)
        return await platform.act(verb, self.kind, name)

    async def _write(
        self, manifest: Mapping[str, Any], live: Optional[LiveResource], options: Mapping[str, Any]
    ) -> R:
        """Apply a manifest over `live` through the engine, as `smarter apply` does."""
        from smarter.engine.writes.single import apply_one

        content = None
        if self.kind.served == "files":
            path = manifest["spec"].get("path")
            uses = [manifest["spec"].get(key) for key in ("vectorstore", "purpose")]
            if not isinstance(path, str) or not any(isinstance(each, str) for each in uses):
                raise InvalidArgumentError(
                    f"A {self.kind.name} needs spec={{'path': ..., 'vectorstore': ...}}, or 'purpose' in its place."
                )
            content = Path(path)
            if content.is_dir():
                raise InvalidArgumentError(
                    f"{path} is a folder; client.manifests.apply takes manifests that name one."
                )
        platform = await self._platform(shared_options(options))
        reading = platform.client.send
        writing = (await self._platform(options)).client.send

        async def send(request: Request) -> Response:
            response: Response = await (writing if is_write(request) else reading)(request)
            return response

        def work(send: Any) -> LiveResource:
            return apply_one(
                reconcile.engine_platform(platform, send, self.kind),
                self.kind,
                manifest,
                live,
                content=content,
            )

        try:
            return self._made(await async_run_sending(work, send))
        except BadRequestError as error:
            error.hint = reconcile.reasons(manifest) or error.hint  # the platform seldom says why
            raise

    def _made(self, live: LiveResource) -> R:
        from smarter.engine import mask_resource

        made: R = construct(self._item, mask_resource(live))
        object.__setattr__(made, "_owner", self)
        set_request_id(made, last_request_id.get())
        return made
