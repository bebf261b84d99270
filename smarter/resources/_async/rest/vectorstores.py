# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.vectorstores`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Optional, Union

from typing_extensions import Literal, Unpack

from smarter.client._async.raw_methods import (
    async_to_raw,
    async_to_recorded,
    async_to_recorded_stream,
    async_to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator
from smarter.client.parsing import typed
from smarter.resources._async.base import AsyncAPIResource
from smarter.resources._async.rest.extras import AsyncDocumentUploads
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import given, once, rest_path
from smarter.types.rest.vectorstores import (
    Vectorstore,
    VectorstoreDocument,
    VectorstoreDocumentDeleted,
    VectorstoreRestored,
    VectorstoreSearchResults,
    VectorstoreSnapshot,
    VectorstoreStatus,
)

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncVectorstoresSnapshotsCollectionWithRawResponse:
    """Methods of `AsyncVectorstoresSnapshotsCollection` with raw responses."""

    def __init__(self, snapshots: AsyncVectorstoresSnapshotsCollection) -> None:
        self.list = async_to_recorded(snapshots.list)
        self.create = async_to_raw(snapshots.create)
        self.restore = async_to_raw(snapshots.restore)


class AsyncVectorstoresSnapshotsCollectionWithStreamingResponse:
    """Methods of `AsyncVectorstoresSnapshotsCollection` with streamed responses."""

    def __init__(self, snapshots: AsyncVectorstoresSnapshotsCollection) -> None:
        self.list = async_to_recorded_stream(snapshots.list)
        self.create = async_to_streamed(snapshots.create)
        self.restore = async_to_streamed(snapshots.restore)


class AsyncVectorstoresSnapshotsCollection(
    AsyncAPIResource[
        AsyncVectorstoresSnapshotsCollectionWithRawResponse,
        AsyncVectorstoresSnapshotsCollectionWithStreamingResponse,
    ]
):
    """Snapshots, over the platform's REST API."""

    def list(
        self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[VectorstoreSnapshot]:
        """List the snapshots of a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> names = [each.name async for each in client.vectorstores.snapshots.list(vectorstore.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("vectorstores/{vectorstore_id}/snapshots/", vectorstore_id=vectorstore_id),
            options,
        )
        return async_list_of(self._client, request, VectorstoreSnapshot, "snapshots")

    async def create(
        self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> VectorstoreSnapshot:
        """Create a snapshot of a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> snapshot = await client.vectorstores.snapshots.create(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = once(
            call(
                "POST",
                rest_path("vectorstores/{vectorstore_id}/snapshots/", vectorstore_id=vectorstore_id),
                options,
            )
        )
        return await self._client.request(request, typed(VectorstoreSnapshot))

    async def restore(
        self, vectorstore_id: Union[int, str], snapshot_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> VectorstoreRestored:
        """Replace the data of a vectorstore with a snapshot.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> async for each in client.vectorstores.snapshots.list(vectorstore.id):
            ...     restored = await client.vectorstores.snapshots.restore(vectorstore.id, each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path(
                "vectorstores/{vectorstore_id}/snapshots/{snapshot_id}/restore/",
                vectorstore_id=vectorstore_id,
                snapshot_id=snapshot_id,
            ),
            options,
        )
        return await self._client.request(request, typed(VectorstoreRestored))


class AsyncVectorstoresDocumentsCollectionWithRawResponse:
    """Methods of `AsyncVectorstoresDocumentsCollection` with raw responses."""

    def __init__(self, documents: AsyncVectorstoresDocumentsCollection) -> None:
        self.list = async_to_recorded(documents.list)
        self.delete = async_to_raw(documents.delete)
        self.add_files = async_to_raw(documents.add_files)
        self.upload = async_to_raw(documents.upload)
        self.add_text = async_to_raw(documents.add_text)
        self.add_url = async_to_raw(documents.add_url)


class AsyncVectorstoresDocumentsCollectionWithStreamingResponse:
    """Methods of `AsyncVectorstoresDocumentsCollection` with streamed responses."""

    def __init__(self, documents: AsyncVectorstoresDocumentsCollection) -> None:
        self.list = async_to_recorded_stream(documents.list)
        self.delete = async_to_streamed(documents.delete)
        self.add_files = async_to_streamed(documents.add_files)
        self.upload = async_to_streamed(documents.upload)
        self.add_text = async_to_streamed(documents.add_text)
        self.add_url = async_to_streamed(documents.add_url)


class AsyncVectorstoresDocumentsCollection(
    AsyncDocumentUploads[
        AsyncVectorstoresDocumentsCollectionWithRawResponse,
        AsyncVectorstoresDocumentsCollectionWithStreamingResponse,
    ]
):
    """Documents, over the platform's REST API."""

    def list(
        self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AsyncPaginator[VectorstoreDocument]:
        """List the documents of a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> names = [each.name async for each in client.vectorstores.documents.list(vectorstore.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("vectorstores/{vectorstore_id}/documents/", vectorstore_id=vectorstore_id),
            options,
        )
        return async_list_of(self._client, request, VectorstoreDocument, "documents")

    async def delete(
        self, vectorstore_id: Union[int, str], document_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> VectorstoreDocumentDeleted:
        """Delete a document of a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> async for each in client.vectorstores.documents.list(vectorstore.id):
            ...     deleted = await client.vectorstores.documents.delete(vectorstore.id, each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "DELETE",
            rest_path(
                "vectorstores/{vectorstore_id}/documents/{document_id}/",
                vectorstore_id=vectorstore_id,
                document_id=document_id,
            ),
            options,
        )
        return await self._client.request(request, typed(VectorstoreDocumentDeleted))


class AsyncVectorstoresWithRawResponse:
    """Methods of `AsyncVectorstores` with raw responses."""

    def __init__(self, vectorstores: AsyncVectorstores) -> None:
        self.list = async_to_recorded(vectorstores.list)
        self.retrieve = async_to_raw(vectorstores.retrieve)
        self.deploy = async_to_raw(vectorstores.deploy)
        self.search = async_to_raw(vectorstores.search)
        self.status = async_to_raw(vectorstores.status)
        self.undeploy = async_to_raw(vectorstores.undeploy)
        self.find = async_to_recorded(vectorstores.find)


class AsyncVectorstoresWithStreamingResponse:
    """Methods of `AsyncVectorstores` with streamed responses."""

    def __init__(self, vectorstores: AsyncVectorstores) -> None:
        self.list = async_to_recorded_stream(vectorstores.list)
        self.retrieve = async_to_streamed(vectorstores.retrieve)
        self.deploy = async_to_streamed(vectorstores.deploy)
        self.search = async_to_streamed(vectorstores.search)
        self.status = async_to_streamed(vectorstores.status)
        self.undeploy = async_to_streamed(vectorstores.undeploy)
        self.find = async_to_recorded_stream(vectorstores.find)


class AsyncVectorstores(
    AsyncAPIResource[AsyncVectorstoresWithRawResponse, AsyncVectorstoresWithStreamingResponse]
):
    """Vectorstores, over the platform's REST API."""

    @cached_property
    def documents(self) -> AsyncVectorstoresDocumentsCollection:
        """Documents."""
        return AsyncVectorstoresDocumentsCollection(self._client)

    @cached_property
    def snapshots(self) -> AsyncVectorstoresSnapshotsCollection:
        """Snapshots."""
        return AsyncVectorstoresSnapshotsCollection(self._client)

    @cached_property
    def files(self) -> AsyncVectorstoresDocumentsCollection:
        """Documents."""
        return AsyncVectorstoresDocumentsCollection(self._client)

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Vectorstore]:
        """List the vectorstores.

        Example:
            >>> names = [each.name async for each in client.vectorstores.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "vectorstores/", options)
        return async_list_of(self._client, request, Vectorstore, "")

    async def retrieve(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorstore:
        """Return a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> vectorstore = await client.vectorstores.retrieve(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("vectorstores/{vectorstore_id}/", vectorstore_id=vectorstore_id), options
        )
        return await self._client.request(request, typed(Vectorstore))

    async def deploy(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorstore:
        """Deploy a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> deployed = await client.vectorstores.deploy(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST", rest_path("vectorstores/{vectorstore_id}/deploy/", vectorstore_id=vectorstore_id), options
        )
        return await self._client.request(request, typed(Vectorstore))

    async def search(
        self,
        vectorstore_id: Union[int, str],
        *,
        query: str,
        fetch_k: Optional[int] = None,
        filter: Optional[Dict[str, Any]] = None,
        k: Optional[int] = None,
        lambda_mult: Optional[float] = None,
        score_threshold: Optional[float] = None,
        search_type: Optional[Literal["similarity", "similarity_score_threshold", "mmr"]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreSearchResults:
        """Search a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> results = await client.vectorstores.search(vectorstore.id, query="How long are refunds possible?")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("vectorstores/{vectorstore_id}/search/", vectorstore_id=vectorstore_id),
            options,
            body=given(
                {
                    "fetchK": fetch_k,
                    "filter": filter,
                    "k": k,
                    "lambdaMult": lambda_mult,
                    "query": query,
                    "scoreThreshold": score_threshold,
                    "searchType": search_type,
                }
            ),
        )
        return await self._client.request(request, typed(VectorstoreSearchResults))

    async def status(
        self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> VectorstoreStatus:
        """Check the status of a vectorstore now.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> status = await client.vectorstores.status(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("vectorstores/{vectorstore_id}/status/", vectorstore_id=vectorstore_id), options
        )
        return await self._client.request(request, typed(VectorstoreStatus))

    async def undeploy(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorstore:
        """Undeploy a vectorstore.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
            >>> undeployed = await client.vectorstores.undeploy(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("vectorstores/{vectorstore_id}/undeploy/", vectorstore_id=vectorstore_id),
            options,
        )
        return await self._client.request(request, typed(Vectorstore))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Vectorstore]:
        """Return the vectorstore of this name, or None if the list has none.

        Example:
            >>> vectorstore = await client.vectorstores.find("workshop_handbook")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
