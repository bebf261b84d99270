"""`client.files`: upload, list, download and delete files."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from typing_extensions import Unpack

from smarter.client._async.raw_methods import (
    async_to_raw,
    async_to_recorded,
    async_to_recorded_stream,
    async_to_streamed,
)
from smarter.client.core import encode_json, segment
from smarter.client.http.concurrency import async_sleep
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator, async_first_page
from smarter.client.parsing import BINARY, BinaryContent, deleted, typed
from smarter.client.request import NOT_GIVEN
from smarter.client.uploads import FileTypes
from smarter.errors import WaitTimeoutError
from smarter.resources._async.base import AsyncAPIResource
from smarter.types.arguments import call_options, file_create_params, file_list_params
from smarter.types.files import FileCreateParams, FileDeleted, FileListParams, FileObject


class AsyncFilesWithRawResponse:
    """Methods of `AsyncFiles` with raw responses."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_to_raw(files.create)
        self.retrieve = async_to_raw(files.retrieve)
        self.list = async_to_raw(files.list)
        self.delete = async_to_raw(files.delete)
        self.content = async_to_raw(files.content)
        self.wait_for_processing = async_to_recorded(files.wait_for_processing)


class AsyncFilesWithStreamingResponse:
    """Methods of `AsyncFiles` with streamed responses."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_to_streamed(files.create)
        self.retrieve = async_to_streamed(files.retrieve)
        self.list = async_to_streamed(files.list)
        self.delete = async_to_streamed(files.delete)
        self.content = async_to_streamed(files.content)
        self.wait_for_processing = async_to_recorded_stream(files.wait_for_processing)


class AsyncFiles(AsyncAPIResource[AsyncFilesWithRawResponse, AsyncFilesWithStreamingResponse]):
    """The files API."""

    async def create(
        self, *, file: FileTypes, purpose: str, **params: Unpack[FileCreateParams]
    ) -> FileObject:
        """Upload a file of any size; it is streamed.

        Args:
            file: bytes, a path, a file opened in binary mode, or (filename, contents, media type).
            purpose: the use of the file, such as `fine-tune` or `assistants`.

        Raises:
            InvalidArgumentError: `file` is of another type, or does not exist.

        Example:
            >>> from pathlib import Path
            >>> file = await client.files.create(file=Path("training.jsonl"), purpose="fine-tune")
        """
        body = {"purpose": purpose}
        metadata: Any = params.get("metadata")
        if metadata is not None and metadata is not NOT_GIVEN:
            params.pop("metadata")
            body["metadata"] = encode_json(metadata).decode("utf-8")
        request = call(
            "POST", "files", file_create_params(**params), FileCreateParams, body=body, files={"file": file}
        )
        return await self._client.request(request, typed(FileObject))

    async def retrieve(self, file_id: str, **options: Unpack[CallOptions]) -> FileObject:
        """Return the metadata of a file.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> name = (await client.files.retrieve(file.id)).filename
        """
        request = call("GET", f"files/{segment('file_id', file_id)}", call_options(**options))
        return await self._client.request(request, typed(FileObject))

    def list(self, **params: Unpack[FileListParams]) -> AsyncPaginator[FileObject]:
        """List files.

        Example:
            >>> names = [each.filename async for each in client.files.list(purpose="user_data")]
        """
        return async_first_page(
            self._client, call("GET", "files", file_list_params(**params), FileListParams), FileObject
        )

    async def delete(self, file_id: str, **options: Unpack[CallOptions]) -> FileDeleted:
        """Delete a file.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> deleted = await client.files.delete(file.id)
            >>> deleted.deleted
            True
        """
        request = call("DELETE", f"files/{segment('file_id', file_id)}", call_options(**options))
        return await self._client.request(request, deleted(FileDeleted, id=file_id))

    async def wait_for_processing(
        self,
        id: str,
        *,
        poll_interval: float = 5.0,
        max_wait_seconds: float = 30 * 60,
        **options: Unpack[CallOptions],
    ) -> FileObject:
        """Wait until a file is processed, failed or deleted, and return its metadata.

        Args:
            poll_interval: seconds between two requests.
            max_wait_seconds: seconds until giving up.

        Raises:
            WaitTimeoutError: the file is still being processed.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> file = await client.files.wait_for_processing(file.id)
        """
        end = time.monotonic() + max_wait_seconds
        while True:
            file = await self.retrieve(id, **options)
            # A platform that sends no status has processed the file before it responds.
            if file.status in ("processed", "error", "deleted", None):
                return file
            if time.monotonic() + poll_interval > end:
                raise WaitTimeoutError(
                    f"The file {id} is {file.status}, not processed, after {max_wait_seconds:g} s.",
                    last=file.status,
                    hint="Pass a larger max_wait_seconds.",
                )
            await async_sleep(poll_interval)

    async def content(self, file_id: str, **options: Unpack[CallOptions]) -> BinaryContent:
        """Download a file to memory; `with_streaming_response` reads it in chunks.

        Example:
            >>> file = await client.files.create(file=("notes.txt", b"Closed on Monday."), purpose="user_data")
            >>> content = await client.files.content(file.id)
            >>> content.text
            'Closed on Monday.'
        """
        path = f"files/{segment('file_id', file_id)}/content"
        request = call("GET", path, call_options(**options), headers={"Accept": "application/binary"})
        return await self._client.request(replace(request, bounded=False), BINARY)
