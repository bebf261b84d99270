# Generated from smarter/client/_async/endpoints.py by scripts/generate_sync.py. Edit that, not this.
"""`client.get`, `.post`, `.put`, `.patch` and `.delete`, for any endpoint."""

from __future__ import annotations

from typing import (
    TYPE_CHECKING,
    Any,
    Iterable,
    Mapping,
    Optional,
    Tuple,
    Type,
    TypeVar,
    Union,
    cast,
    get_args,
)

from smarter.client.options import RequestOptions, check_booleans, suggest_arguments, undocumented
from smarter.client.request import Content, Request

if TYPE_CHECKING:
    from smarter.client.response import Cast
    from smarter.client.uploads import FileTypes

T = TypeVar("T")


class Endpoints:
    """Methods that send a request to any endpoint."""

    if TYPE_CHECKING:

        def request(self, request: Request, cast: Cast[T]) -> T:
            """Send `request` and convert the response."""
            raise NotImplementedError

    def get(
        self,
        path: str,
        *,
        cast_to: Type[T],
        options: Optional[RequestOptions] = None,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> T:
        """Send `GET` to any endpoint.

        Args:
            cast_to: type of the result: a response model, `httpx.Response`, `dict`, ...
            stream: return an iterator over server-sent events of the type `cast_to`.
            stream_cls: `Stream[Event]`, instead of `cast_to`, to give the type of the events.

        Example:
            >>> models = client.get("models", cast_to=dict)
        """
        check_booleans("get", stream=stream)
        wanted: Cast[T] = self._cast(stream_cls or cast_to, stream)
        return self.request(undocumented("GET", path, options), wanted)

    def post(
        self,
        path: str,
        *,
        cast_to: Type[T],
        body: Any = None,
        content: Content = None,
        options: Optional[RequestOptions] = None,
        files: Union[Mapping[str, FileTypes], Iterable[Tuple[str, FileTypes]], None] = None,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> T:
        """Send `POST` to any endpoint; `stream` and `stream_cls` as of `get`.

        With `files`, `body` has the other fields of the form. `content` is a body of bytes, or of chunks of bytes, that
        is sent as it is.

        Example:
            >>> identity = client.post("cli/whoami/", cast_to=dict)
        """
        check_booleans("post", stream=stream)
        wanted: Cast[T] = self._cast(stream_cls or cast_to, stream)
        return self.request(undocumented("POST", path, options, body, files, content), wanted)

    def put(
        self,
        path: str,
        *,
        cast_to: Type[T],
        body: Any = None,
        content: Content = None,
        options: Optional[RequestOptions] = None,
        files: Union[Mapping[str, FileTypes], Iterable[Tuple[str, FileTypes]], None] = None,
    ) -> T:
        """Send `PUT` to any endpoint; arguments as of `post`.

        Example:
            >>> from smarter import NotFoundError
            >>> try:
            ...     bell = client.put("widgets/1", cast_to=dict, body={"name": "bell"})
            ... except NotFoundError:
            ...     print("This platform has no widgets.")
            This platform has no widgets.
        """
        request = undocumented("PUT", path, options, body, files, content)
        return self.request(request, self._cast(cast_to, False))

    def patch(
        self,
        path: str,
        *,
        cast_to: Type[T],
        body: Any = None,
        content: Content = None,
        options: Optional[RequestOptions] = None,
        files: Union[Mapping[str, FileTypes], Iterable[Tuple[str, FileTypes]], None] = None,
    ) -> T:
        """Send `PATCH` to any endpoint; arguments as of `post`.

        Example:
            >>> from smarter import NotFoundError
            >>> try:
            ...     bell = client.patch("widgets/1", cast_to=dict, body={"name": "bell"})
            ... except NotFoundError:
            ...     print("This platform has no widgets.")
            This platform has no widgets.
        """
        request = undocumented("PATCH", path, options, body, files, content)
        return self.request(request, self._cast(cast_to, False))

    def delete(
        self, path: str, *, cast_to: Type[T], body: Any = None, options: Optional[RequestOptions] = None
    ) -> T:
        """Send `DELETE` to any endpoint.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> deleted = client.delete(f"files/{file.id}", cast_to=dict)
        """
        return self.request(undocumented("DELETE", path, options, body), self._cast(cast_to, False))

    @staticmethod
    def _cast(cast_to: Type[T], stream: bool) -> Cast[T]:
        from smarter.client._sync.streams import events_of
        from smarter.client.parsing import typed

        if not stream:
            return typed(cast_to)
        # `Stream[Event]` or `Event`
        item = (get_args(cast_to) or (cast_to,))[0]
        events: Any = events_of(item)
        return cast("Cast[T]", events)


suggest_arguments(Endpoints)
