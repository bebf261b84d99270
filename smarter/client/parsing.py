"""Typed values from complete responses; the first imports pydantic."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Iterator, Optional, Type, TypeVar, cast

from typing_extensions import get_origin

from smarter.client.base_model import BaseModel, WrongShapeError, from_bytes, set_request_id
from smarter.client.response import Cast, Response, invalid_response, not_json, text_of
from smarter.errors import InvalidArgumentError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class BinaryContent(Response):
    """A body of any type, in memory."""

    __slots__ = ()

    def read(self) -> bytes:
        """Return the body.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> client.files.content(file.id).read()
            b'Closed on Monday.'
        """
        return self.content

    @property
    def response(self) -> httpx.Response:
        """Return the `httpx.Response`."""
        return self.http_response

    def iter_bytes(self, chunk_size: Optional[int] = None) -> Iterator[bytes]:
        """Iterate over the body, which is in memory, in chunks of `chunk_size` bytes.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> [len(chunk) for chunk in client.files.content(file.id).iter_bytes(10)]
            [10, 7]
        """
        return self.http_response.iter_bytes(chunk_size)

    def write_to_file(self, file: Any) -> None:
        """Write the body to the path `file`.

        Example:
            >>> file = client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> client.files.content(file.id).write_to_file("notes.txt")
        """
        with open(file, "wb") as target:
            target.write(self.content)


def parse(wanted: Type[T], response: httpx.Response) -> T:
    """Convert a response to `wanted`: a model, `httpx.Response` or any other type.

    Raises:
        APIResponseValidationError: the body is not JSON, or of another shape.
        InvalidArgumentError: pydantic has no schema for `wanted`.
    """
    if getattr(wanted, "__pydantic_validator__", None) is None:
        special = _special(wanted, response)
        if special is not NotImplemented:
            return cast(T, special)
    if not response.content.strip() and response.request.method == "DELETE":
        return cast(T, _of_nothing(wanted))
    try:
        made = from_bytes(wanted, response.content)
    except WrongShapeError as error:
        raise invalid_response(response, f"has the wrong shape: {error}", body=text_of(response)) from error
    except InvalidArgumentError:
        raise
    except (ValueError, RecursionError) as error:
        raise not_json(response) from error
    if isinstance(made, BaseModel):
        set_request_id(made, response.headers.get("x-request-id"))
    return made


def _special(wanted: Any, response: httpx.Response) -> Any:
    if wanted is None or wanted is type(None):
        return None
    if wanted is bytes:
        return response.content
    if wanted is str:
        return text_of(response)
    if wanted is bool and response.text.strip().lower() in ("true", "false"):
        return response.text.strip().lower() == "true"
    if wanted is object and "json" not in response.headers.get("content-type", ""):
        return _of_no_type(response)
    if wanted is type(response) or getattr(wanted, "__module__", "").split(".")[0] == "httpx":
        return response
    if wanted is Response or wanted is BinaryContent:
        return wanted(response)
    return NotImplemented


def _of_no_type(response: httpx.Response) -> Any:
    """Return a body's text, or its data if it is JSON without a content type."""
    if "content-type" not in response.headers:
        try:
            return response.json()
        except (ValueError, RecursionError):
            pass
    return text_of(response)


def _of_nothing(wanted: Any) -> Any:
    """Return an empty object, list or text, the value of a delete without a body."""
    kind = get_origin(wanted) or wanted
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return kind.model_construct()
    return kind() if kind in (dict, list) else ""


def typed(wanted: Type[T]) -> Cast[T]:
    """Return the conversion of a complete response to `wanted`."""
    return Cast(lambda client, request, response: parse(wanted, response))


def deleted(wanted: Type[M], **fields: Any) -> Cast[M]:
    """Return the conversion of a deletion; without a body it has `fields`."""

    def make(client: Any, request: Any, response: httpx.Response) -> M:
        if response.content.strip():
            return parse(wanted, response)
        made = wanted.model_validate({**fields, "deleted": True})
        set_request_id(made, response.headers.get("x-request-id"))
        return made

    return Cast(make)


BINARY: Cast[BinaryContent] = Cast(lambda client, request, response: BinaryContent(response))
