# Generated from smarter/resources/_async/kind_resources.py by scripts/generate_sync.py. Edit that, not this.
"""Resources by kind: reads, writes, deployments, logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Generic, List, Mapping, Optional, Type, Union

from typing_extensions import TypeVar, Unpack

from smarter.client._sync.raw_methods import to_recorded, to_recorded_stream
from smarter.client.base_model import construct, set_request_id
from smarter.client.http.concurrency import run_sending
from smarter.client.options import CallOptions, only_known, shared_options, without_omitted
from smarter.client.paginator import CursorPage
from smarter.client.request import NOT_GIVEN, NotGiven, Request, last_request_id
from smarter.client.response import Response
from smarter.errors import BadRequestError, ConflictError, InvalidArgumentError, UnknownKindError
from smarter.kinds import Kind, fold_name
from smarter.platform import LiveResource, Platform
from smarter.platform.requests import is_write
from smarter.resources import merging, reconcile
from smarter.resources._sync.base import APIResource
from smarter.resources._sync.listing import async_rows
from smarter.resources._sync.resource import Annotations, Resource
from smarter.types.arguments import call_options, row_list_params
from smarter.types.shared import Row, RowListParams

if TYPE_CHECKING:
    from smarter.client._sync.client import BaseClient

R = TypeVar("R", bound=Resource)
S = TypeVar("S", bound=Mapping[str, Any], default=Mapping[str, Any])


class KindResourcesWithRawResponse(Generic[R, S]):
    """Methods of `KindResources` that return their last response."""

    def __init__(self, resources: KindResources[R, S]) -> None:
        self.list = to_recorded(resources.list)
        self.get = to_recorded(resources.get)
        self.create = to_recorded(resources.create)
        self.apply = to_recorded(resources.apply)
        self.update = to_recorded(resources.update)
        self.delete = to_recorded(resources.delete)
        self.deploy = to_recorded(resources.deploy)
        self.undeploy = to_recorded(resources.undeploy)
        self.logs = to_recorded(resources.logs)


class KindResourcesWithStreamingResponse(Generic[R, S]):
    """Methods of `KindResources` that return their last response streamed."""

    def __init__(self, resources: KindResources[R, S]) -> None:
        self.list = to_recorded_stream(resources.list)
        self.get = to_recorded_stream(resources.get)
        self.create = to_recorded_stream(resources.create)
        self.apply = to_recorded_stream(resources.apply)
        self.update = to_recorded_stream(resources.update)
        self.delete = to_recorded_stream(resources.delete)
        self.deploy = to_recorded_stream(resources.deploy)
        self.undeploy = to_recorded_stream(resources.undeploy)
        self.logs = to_recorded_stream(resources.logs)


class KindResources(
    APIResource[KindResourcesWithRawResponse[R, S], KindResourcesWithStreamingResponse[R, S]],
    Generic[R, S],
):
    """The resources of one kind; names are folded: `my-chatbot` is `my_chatbot`."""

    def __init__(
        self,
        client: BaseClient,
        platform: Platform,
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

    def list(self, **params: Unpack[RowListParams]) -> CursorPage[Row]:
        """List the resources of this kind by one request; pages are cut locally.

        Raises:
            UnsupportedError: the platform cannot list this kind.

        Example:
            >>> names = [row.name for row in client.resources.chatbots.list()]
        """
        only_known(row_list_params(**params), RowListParams)
        rows = without_omitted(params)
        options = {key: value for key, value in rows.items() if key in CallOptions.__annotations__}

        def ask() -> Any:
            platform = self._platform(options)
            return platform.list(self.kind)

        return async_rows(self.kind.canonical, ask, rows.get("limit"), rows.get("after"))

    def get(self, name: str, **options: Unpack[CallOptions]) -> R:
        """Read a resource.

        Raises:
            NotFoundError: it does not exist.
            UnsupportedError: the platform cannot describe this kind.

        Example:
            >>> chatbot = client.resources.chatbots.get("bike_shop")
            >>> chatbot.name
            'bike_shop'
        """
        name = self._folded(name)
        platform = self._platform(call_options(**options))
        return self._made(platform.get(self.kind, name))

    def exists(self, name: str, **options: Unpack[CallOptions]) -> bool:
        """Tell if a resource exists.

        Example:
            >>> client.resources.plugins.exists("faq")
            True
        """
        name = self._folded(name)
        platform = self._platform(call_options(**options))
        return platform.read(self.kind, name) is not None

    def create(
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
            >>> secret = client.resources.secrets.create("stock_key", spec={"config": {"value": "abc"}})
        """
        name = self._folded(name)
        platform = self._platform(shared_options(options))
        if platform.read(self.kind, name) is not None:
            raise ConflictError(
                f"{self.kind.name} {name!r} already exists.", hint="apply() changes an existing resource."
            )
        fields = merging.given(spec, description, version, tags, annotations, plugin_class, username)
        return self._write(merging.manifest(self.kind, name, manifest, fields), None, call_options(**options))

    def apply(
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
            >>> secret = client.resources.secrets.apply("stock_key", spec={"config": {"value": "abc"}})
        """
        name = self._folded(name)
        platform = self._platform(shared_options(options))
        fields = merging.given(spec, description, version, tags, annotations, plugin_class, username)
        made = merging.manifest(self.kind, name, manifest, fields)
        live = platform.read(self._for_dialect(platform), name)
        return self._write(made, live, call_options(**options))

    def update(
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
            >>> chatbot = client.resources.chatbots.update("help_desk", description="Help desk")
        """
        name = self._folded(name)
        platform = self._platform(shared_options(options))
        fields = merging.given(spec, description, version, tags, annotations)
        live = platform.get(self._for_dialect(platform), name)
        return self._write(merging.merged(live, fields), live, call_options(**options))

    def delete(self, name: str, **options: Unpack[CallOptions]) -> None:
        """Delete a resource.

        Raises:
            NotFoundError: it does not exist.

        Example:
            >>> client.resources.chatbots.delete("bike_shop")
        """
        name = self._folded(name)
        platform = self._platform(call_options(**options))
        if not platform.delete(self.kind, name):
            platform.get(self.kind, name)

    def deploy(self, name: str, **options: Unpack[CallOptions]) -> None:
        """Deploy a resource.

        Example:
            >>> client.resources.chatbots.deploy("bike_shop")
        """
        self._act("deploy", name, call_options(**options))

    def undeploy(self, name: str, **options: Unpack[CallOptions]) -> None:
        """Undeploy a resource.

        Example:
            >>> client.resources.chatbots.undeploy("bike_shop")
        """
        self._act("undeploy", name, call_options(**options))

    def logs(self, name: str, **options: Unpack[CallOptions]) -> Dict[str, Any]:
        """Return the logs of a resource; `{}` if the platform has none.

        Example:
            >>> logs = client.resources.chatbots.logs("bike_shop")
        """
        return self._act("logs", name, call_options(**options)) or {}

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

    def _platform(self, options: Mapping[str, Any]) -> Platform:
        """Return the platform for a call with `options`, with the kind discovered.

        Requests made only to detect the dialect or kind do not get the call's `extra_query` and `extra_body`.
        """
        platform = self._shared.through(self._client)
        before = platform.through(self._seen(shared_options(options))) if options else platform
        if isinstance(self._found, UnknownKindError):
            schema = before.discover(self._found.word)
            if schema is None:
                raise self._found
            self._found = Kind(schema)
        if not options:
            return platform
        before.dialect()
        return platform.through(self._seen(options))

    def _for_dialect(self, platform: Platform) -> Kind:
        """Return the kind in the platform's dialect."""
        return self.kind.for_dialect((platform.dialect()).name)

    def _seen(self, options: Mapping[str, Any]) -> Any:
        from smarter.client._sync.client_wrappers import OptionsView

        return OptionsView(self._client, options)

    def _act(self, verb: str, name: str, options: Mapping[str, Any]) -> Any:
        name = self._folded(name)
        platform = self._platform(options)
        return platform.act(verb, self.kind, name)

    def _write(
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
        platform = self._platform(shared_options(options))
        reading = platform.client.send
        writing = (self._platform(options)).client.send

        def send(request: Request) -> Response:
            response: Response = (writing if is_write(request) else reading)(request)
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
            return self._made(run_sending(work, send))
        except BadRequestError as error:
            error.hint = reconcile.reasons(manifest) or error.hint  # the platform seldom says why
            raise

    def _made(self, live: LiveResource) -> R:
        from smarter.engine import mask_resource

        made: R = construct(self._item, mask_resource(live))
        object.__setattr__(made, "_owner", self)
        set_request_id(made, last_request_id.get())
        return made
