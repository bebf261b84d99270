"""Resources by kind: list, get, create, apply, update, delete, deploy, undeploy, logs; and chatbots, to talk to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Generic, List, Mapping, Optional, Type, TypeVar, Union, cast

from pydantic import Field
from typing_extensions import Unpack

from smarter.client.casts import Cast
from smarter.client.models import BaseModel, construct, set_request_id
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncCursorPage, AsyncPaginator, async_first_page
from smarter.client.request import Request, last_request_id
from smarter.errors import APIStatusError, BadRequestError, ConflictError, InvalidArgumentError
from smarter.kinds import Kind, fold_name
from smarter.platform import AsyncPlatform, Live
from smarter.resources import merging, prompting, reconcile
from smarter.types.replies import Reply
from smarter.types.shared import Metadata, Row

if TYPE_CHECKING:
    from smarter.resources._async.root import AsyncSmarter

R = TypeVar("R", bound="AsyncResource")


class AsyncResource(BaseModel):
    """One resource as it was read: its manifest, with secrets masked, and what can be done with it."""

    __slots__ = ("_owner",)

    api_version: str = Field(default="smarter.sh/v1", alias="apiVersion")
    kind: str
    metadata: Metadata
    spec: Dict[str, Any] = {}
    status: Dict[str, Any] = {}

    @property
    def name(self) -> str:
        """The name, as the platform keeps it."""
        return self.metadata.name

    async def refresh(self: R) -> R:
        """The resource as it is now."""
        return cast(R, await self._collection().get(self.name))

    async def update(self: R, **fields: Any) -> R:
        """Change some fields; see `update` of the kind."""
        return cast(R, await self._collection().update(self.name, **fields))

    async def delete(self) -> None:
        """Delete it."""
        await self._collection().delete(self.name)

    async def deploy(self) -> None:
        """Put it into service."""
        await self._collection().deploy(self.name)

    async def undeploy(self) -> None:
        """Take it out of service."""
        await self._collection().undeploy(self.name)

    async def logs(self) -> Dict[str, Any]:
        """What the platform logged about it."""
        return await self._collection().logs(self.name)

    def _collection(self) -> AsyncKindResources[Any]:
        return self._owner  # type: ignore[attr-defined,no-any-return]


class AsyncChatbot(AsyncResource):
    """A chatbot as it was read. `prompt()` talks to it."""

    async def prompt(
        self,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        """Say `text` to the chatbot; see `prompt` of `chatbots`."""
        owner = cast(AsyncChatbots, self._collection())
        return await owner._prompt(self, text, session, messages, resend, options)


class AsyncKindResources(Generic[R]):
    """All resources of one kind. Names are folded as the platform folds them: `my-chatbot` finds `my_chatbot`."""

    _item: Type[R]

    def __init__(self, client: AsyncSmarter, platform: AsyncPlatform, kind: Kind, item: Type[R]) -> None:
        self._client = client
        self._platform = platform
        self._item = item
        self.kind = kind

    def __repr__(self) -> str:
        return f"<{self.kind.plural} of {self._client!r}>"

    def list(self) -> AsyncPaginator[Row]:
        """The rows of all resources of this kind that the platform can name.

        Raises:
            UnsupportedError: the platform cannot list this kind.
        """
        return async_first_page(AsyncLister(self._platform, self.kind), Request("POST", "list"), Row)

    async def get(self, name: str) -> R:
        """The resource named `name`.

        Raises:
            NotFoundError: there is none.
            UnsupportedError: the platform cannot describe this kind.
        """
        return self._made(await self._platform.get(self.kind, folded(name)))

    async def exists(self, name: str) -> bool:
        """Whether there is a resource of that name."""
        return await self._platform.read(self.kind, folded(name)) is not None

    async def create(self, name: str, manifest: Optional[Mapping[str, Any]] = None, **fields: Any) -> R:
        """Make a resource that is not there yet, from a whole `manifest` or from fields, which win over it.

        Args:
            fields: `spec`, `description`, `version`, `tags`, `annotations`.

        Raises:
            ConflictError: it is there already.
        """
        if await self.exists(name):
            raise ConflictError(
                f"There is a {self.kind.name} {folded(name)!r} already.",
                hint="apply() changes what is there.",
            )
        return await self.apply(name, manifest, **fields)

    async def apply(self, name: str, manifest: Optional[Mapping[str, Any]] = None, **fields: Any) -> R:
        """Make the resource be as given, whether it is there or not. What is not given goes back to its default.

        Args:
            fields: `spec`, `description`, `version`, `tags`, `annotations`; they win over `manifest`.
        """
        made = merging.manifest(self.kind, folded(name), manifest, fields)
        merging.check_fields(self.kind, made["spec"])
        return await self._write(made)

    async def update(self, name: str, **fields: Any) -> R:
        """Change some fields and leave the others: `spec` is merged deeply, other fields are replaced.

        Raises:
            NotFoundError: there is no such resource.
            GuardError: the platform does not give the others back as they are, so that they would be changed too.
        """
        return await self._write(merging.merged(await self._platform.get(self.kind, folded(name)), fields))

    async def delete(self, name: str) -> None:
        """Delete the resource.

        Raises:
            NotFoundError: there is none.
        """
        if not await self._platform.delete(self.kind, folded(name)):
            await self._platform.get(self.kind, folded(name))

    async def deploy(self, name: str) -> None:
        """Put the resource into service."""
        await self._platform.act("deploy", self.kind, folded(name))

    async def undeploy(self, name: str) -> None:
        """Take the resource out of service."""
        await self._platform.act("undeploy", self.kind, folded(name))

    async def logs(self, name: str) -> Dict[str, Any]:
        """What the platform logged about the resource; `{}` where it tells nothing."""
        return await self._platform.act("logs", self.kind, folded(name)) or {}

    async def _write(self, manifest: Mapping[str, Any]) -> R:
        content = None
        if self.kind.served == "files":
            path = manifest["spec"].get("path")
            if not isinstance(path, str) or not isinstance(manifest["spec"].get("purpose"), str):
                raise InvalidArgumentError(f"A {self.kind.name} needs spec={{'path': ..., 'purpose': ...}}.")
            content = Path(path)
        name = manifest["metadata"]["name"]
        try:
            await self._platform.write(self.kind, manifest, content=content)
        except BadRequestError as error:
            error.hint = reconcile.reasons(manifest) or error.hint  # the platform seldom says why
            raise
        return self._made(await self._platform.get(self.kind, name))

    def _made(self, live: Live) -> R:
        from smarter.engine import shown

        made: R = construct(self._item, shown(live))
        object.__setattr__(made, "_owner", self)
        set_request_id(made, last_request_id.get())
        return made


class AsyncChatbots(AsyncKindResources[AsyncChatbot]):
    """The chatbots."""

    async def prompt(
        self,
        name: str,
        text: Optional[str] = None,
        *,
        session: Union[str, Reply, None] = None,
        messages: Optional[List[Mapping[str, Any]]] = None,
        resend: bool = False,
        **options: Unpack[CallOptions],
    ) -> Reply:
        """Say `text` to the chatbot named `name`; `str()` of the reply is what it says.

        A prompt is sent once: when it may have reached the chatbot and no answer came, an error is raised, since
        sending it again would be another turn of the conversation.

        Args:
            text: what the user says.
            session: the conversation to go on with, as the last reply or its `session`. None begins a new one.
            messages: what was said before `text`, for platforms that keep no history of this session.
            resend: send again after any passing failure, even if that may say it twice.

        Raises:
            PromptError: the model behind the chatbot failed.
            PermissionDeniedError: the platform does not let API keys prompt.
        """
        chatbot = await self.get(name)
        return await self._prompt(chatbot, text, session, messages, resend, options)

    async def _prompt(
        self,
        chatbot: AsyncChatbot,
        text: Optional[str],
        session: Union[str, Reply, None],
        messages: Optional[List[Mapping[str, Any]]],
        resend: bool,
        options: Mapping[str, Any],
    ) -> Reply:
        words, said = prompting.check_text(text, messages)
        key = prompting.check_session(session)
        prompt = prompting.Prompt(chatbot.name, words, key or prompting.new_session(), key is None, said)
        url = chatbot.status.get("urlLLMClient")
        plain = call("POST", "", options)
        more = {
            "query": plain.query,
            "json": plain.json,
            "headers": plain.headers,
            "timeout": plain.timeout,
            "max_retries": plain.max_retries,
        }
        dialect = (await self._platform.dialect()).name
        memory = self._client.resources._prompt_routes
        routes = prompting.routes(dialect, url)
        if memory.get(dialect) in routes:
            routes = [memory[dialect]]
        first_refusal: Optional[APIStatusError] = None
        async with self._client.resources._session_lock(prompt.session):
            for route in routes:
                try:
                    response = await self._client.send(prompting.request(route, prompt, url, resend, more))
                except APIStatusError as error:
                    if not prompting.next_route(error):
                        raise
                    first_refusal = first_refusal or error
                    continue
                memory[dialect] = route
                return prompting.read(response, prompt.session)
        assert first_refusal is not None
        raise first_refusal


class AsyncLister:
    """Stands in for the client where the platform lists resources: their lists have one page."""

    def __init__(self, platform: AsyncPlatform, kind: Kind) -> None:
        self._platform = platform
        self._kind = kind

    async def request(self, request: Request, cast: Cast[AsyncCursorPage[Row]]) -> AsyncCursorPage[Row]:
        listing = await self._platform.list(self._kind)
        rows = [{**row, "name": row.get("name") or row.get("username")} for row in listing.rows]
        page = construct(AsyncCursorPage[Row], {"object": "list", "data": rows, "has_more": False})
        set_request_id(page, last_request_id.get())
        return page  # type: ignore[no-any-return]


def folded(name: Any) -> str:
    """`name` as the platform keeps it.

    Raises:
        InvalidArgumentError: nothing of it is left, or it is no string.
    """
    kept = fold_name(name) if isinstance(name, str) else ""
    if not kept:
        raise InvalidArgumentError(f"name must be a string with a letter or digit in it, not {name!r}.")
    return kept
