"""`client.files`: upload, list, look at, download and delete files."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from typing_extensions import Unpack

from smarter.client.core import encode_json, segment
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator, async_first_page
from smarter.client.parsing import BINARY, BinaryContent, deleted, typed
from smarter.client.raw_methods import async_to_raw, async_to_streamed
from smarter.client.uploads import FileTypes
from smarter.resources._async.base import AsyncAPIResource
from smarter.types.files import FileCreateParams, FileDeleted, FileListParams, FileObject

if TYPE_CHECKING:
    from smarter.types import arguments


class AsyncFiles(AsyncAPIResource):
    """The files API."""

    async def create(
        self, *, file: FileTypes, purpose: str, **params: Unpack[FileCreateParams]
    ) -> FileObject:
        """Upload a file; it is streamed, so that its size does not matter.

        Args:
            file: bytes, a path, a file opened in binary mode, or (filename, contents, media type).
            purpose: what it is for, such as `fine-tune` or `assistants`.

        Raises:
            InvalidArgumentError: `file` is none of these, or not there.
        """
        if TYPE_CHECKING:
            arguments.file_create_params(**params)
        body = {"purpose": purpose}
        if params.get("metadata") is not None:
            body["metadata"] = encode_json(params.pop("metadata")).decode("utf-8")
        request = call("POST", "files", params, FileCreateParams, body=body, files={"file": file})
        return await self._client.request(request, typed(FileObject))

    async def retrieve(self, file_id: str, **options: Unpack[CallOptions]) -> FileObject:
        """What the platform knows of a file."""
        request = call("GET", f"files/{segment('file_id', file_id)}", options)
        return await self._client.request(request, typed(FileObject))

    def list(self, **params: Unpack[FileListParams]) -> AsyncPaginator[FileObject]:
        """All files."""
        if TYPE_CHECKING:
            arguments.file_list_params(**params)
        return async_first_page(self._client, call("GET", "files", params, FileListParams), FileObject)

    async def delete(self, file_id: str, **options: Unpack[CallOptions]) -> FileDeleted:
        """Delete a file."""
        request = call("DELETE", f"files/{segment('file_id', file_id)}", options)
        return await self._client.request(request, deleted(FileDeleted, id=file_id))

    async def content(self, file_id: str, **options: Unpack[CallOptions]) -> BinaryContent:
        """A file's content, whole in memory; `with_streaming_response.content(...)` reads it in pieces."""
        path = f"files/{segment('file_id', file_id)}/content"
        request = call("GET", path, options, headers={"Accept": "application/binary"})
        return await self._client.request(replace(request, bounded=False), BINARY)

    @cached_property
    def with_raw_response(self) -> AsyncFilesWithRawResponse:
        """The same methods, returning the answer before it is parsed."""
        return AsyncFilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFilesWithStreamingResponse:
        """The same methods, returning the answer before it is read."""
        return AsyncFilesWithStreamingResponse(self)


class AsyncFilesWithRawResponse:
    """Methods of `AsyncFiles` that return the answer before it is parsed."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_to_raw(files.create)
        self.retrieve = async_to_raw(files.retrieve)
        self.list = async_to_raw(files.list)
        self.delete = async_to_raw(files.delete)
        self.content = async_to_raw(files.content)


class AsyncFilesWithStreamingResponse:
    """Methods of `AsyncFiles` that return the answer before it is read."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_to_streamed(files.create)
        self.retrieve = async_to_streamed(files.retrieve)
        self.list = async_to_streamed(files.list)
        self.delete = async_to_streamed(files.delete)
        self.content = async_to_streamed(files.content)
