# Generated from smarter/resources/_async/rest/vectorstores.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.vectorstores`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Optional, Union

from typing_extensions import Literal, Unpack

from smarter.client._sync.raw_methods import (
    to_raw,
    to_recorded,
    to_recorded_stream,
    to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import CursorPage
from smarter.client.parsing import typed
from smarter.resources._sync.base import APIResource
from smarter.resources._sync.rest.extras import DocumentUploads
from smarter.resources._sync.rest.lists import list_of
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


class VectorstoresSnapshotsCollectionWithRawResponse:
    """Methods of `VectorstoresSnapshotsCollection` with raw responses."""

    def __init__(self, snapshots: VectorstoresSnapshotsCollection) -> None:
        self.list = to_recorded(snapshots.list)
        self.create = to_raw(snapshots.create)
        self.restore = to_raw(snapshots.restore)


class VectorstoresSnapshotsCollectionWithStreamingResponse:
    """Methods of `VectorstoresSnapshotsCollection` with streamed responses."""

    def __init__(self, snapshots: VectorstoresSnapshotsCollection) -> None:
        self.list = to_recorded_stream(snapshots.list)
        self.create = to_streamed(snapshots.create)
        self.restore = to_streamed(snapshots.restore)


class VectorstoresSnapshotsCollection(
    APIResource[
        VectorstoresSnapshotsCollectionWithRawResponse,
        VectorstoresSnapshotsCollectionWithStreamingResponse,
    ]
):
    """Snapshots, over the platform's REST API."""

    def list(
        self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> CursorPage[VectorstoreSnapshot]:
        """List the snapshots of a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> names = [each.name for each in client.vectorstores.snapshots.list(vectorstore.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("vectorstores/{vectorstore_id}/snapshots/", vectorstore_id=vectorstore_id),
            options,
        )
        return list_of(self._client, request, VectorstoreSnapshot, "snapshots")

    def create(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> VectorstoreSnapshot:
        """Create a snapshot of a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> snapshot = client.vectorstores.snapshots.create(vectorstore.id)
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
        return self._client.request(request, typed(VectorstoreSnapshot))

    def restore(
        self, vectorstore_id: Union[int, str], snapshot_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> VectorstoreRestored:
        """Replace the data of a vectorstore with a snapshot.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> for each in client.vectorstores.snapshots.list(vectorstore.id):
            ...     restored = client.vectorstores.snapshots.restore(vectorstore.id, each.id)
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
        return self._client.request(request, typed(VectorstoreRestored))


class VectorstoresDocumentsCollectionWithRawResponse:
    """Methods of `VectorstoresDocumentsCollection` with raw responses."""

    def __init__(self, documents: VectorstoresDocumentsCollection) -> None:
        self.list = to_recorded(documents.list)
        self.delete = to_raw(documents.delete)
        self.add_files = to_raw(documents.add_files)
        self.upload = to_raw(documents.upload)
        self.add_text = to_raw(documents.add_text)
        self.add_url = to_raw(documents.add_url)


class VectorstoresDocumentsCollectionWithStreamingResponse:
    """Methods of `VectorstoresDocumentsCollection` with streamed responses."""

    def __init__(self, documents: VectorstoresDocumentsCollection) -> None:
        self.list = to_recorded_stream(documents.list)
        self.delete = to_streamed(documents.delete)
        self.add_files = to_streamed(documents.add_files)
        self.upload = to_streamed(documents.upload)
        self.add_text = to_streamed(documents.add_text)
        self.add_url = to_streamed(documents.add_url)


class VectorstoresDocumentsCollection(
    DocumentUploads[
        VectorstoresDocumentsCollectionWithRawResponse,
        VectorstoresDocumentsCollectionWithStreamingResponse,
    ]
):
    """Documents, over the platform's REST API."""

    def list(
        self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> CursorPage[VectorstoreDocument]:
        """List the documents of a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> names = [each.name for each in client.vectorstores.documents.list(vectorstore.id)]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("vectorstores/{vectorstore_id}/documents/", vectorstore_id=vectorstore_id),
            options,
        )
        return list_of(self._client, request, VectorstoreDocument, "documents")

    def delete(
        self, vectorstore_id: Union[int, str], document_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> VectorstoreDocumentDeleted:
        """Delete a document of a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> for each in client.vectorstores.documents.list(vectorstore.id):
            ...     deleted = client.vectorstores.documents.delete(vectorstore.id, each.id)
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
        return self._client.request(request, typed(VectorstoreDocumentDeleted))


class VectorstoresWithRawResponse:
    """Methods of `Vectorstores` with raw responses."""

    def __init__(self, vectorstores: Vectorstores) -> None:
        self.list = to_recorded(vectorstores.list)
        self.retrieve = to_raw(vectorstores.retrieve)
        self.deploy = to_raw(vectorstores.deploy)
        self.search = to_raw(vectorstores.search)
        self.status = to_raw(vectorstores.status)
        self.undeploy = to_raw(vectorstores.undeploy)
        self.find = to_recorded(vectorstores.find)


class VectorstoresWithStreamingResponse:
    """Methods of `Vectorstores` with streamed responses."""

    def __init__(self, vectorstores: Vectorstores) -> None:
        self.list = to_recorded_stream(vectorstores.list)
        self.retrieve = to_streamed(vectorstores.retrieve)
        self.deploy = to_streamed(vectorstores.deploy)
        self.search = to_streamed(vectorstores.search)
        self.status = to_streamed(vectorstores.status)
        self.undeploy = to_streamed(vectorstores.undeploy)
        self.find = to_recorded_stream(vectorstores.find)


class Vectorstores(APIResource[VectorstoresWithRawResponse, VectorstoresWithStreamingResponse]):
    """Vectorstores, over the platform's REST API."""

    @cached_property
    def documents(self) -> VectorstoresDocumentsCollection:
        """Documents."""
        return VectorstoresDocumentsCollection(self._client)

    @cached_property
    def snapshots(self) -> VectorstoresSnapshotsCollection:
        """Snapshots."""
        return VectorstoresSnapshotsCollection(self._client)

    @cached_property
    def files(self) -> VectorstoresDocumentsCollection:
        """Documents."""
        return VectorstoresDocumentsCollection(self._client)

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Vectorstore]:
        """List the vectorstores.

        Example:
            >>> names = [each.name for each in client.vectorstores.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "vectorstores/", options)
        return list_of(self._client, request, Vectorstore, "")

    def retrieve(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorstore:
        """Return a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> vectorstore = client.vectorstores.retrieve(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("vectorstores/{vectorstore_id}/", vectorstore_id=vectorstore_id), options
        )
        return self._client.request(request, typed(Vectorstore))

    def deploy(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorstore:
        """Deploy a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> deployed = client.vectorstores.deploy(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST", rest_path("vectorstores/{vectorstore_id}/deploy/", vectorstore_id=vectorstore_id), options
        )
        return self._client.request(request, typed(Vectorstore))

    def search(
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
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> results = client.vectorstores.search(vectorstore.id, query="How long are refunds possible?")
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
        return self._client.request(request, typed(VectorstoreSearchResults))

    def status(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> VectorstoreStatus:
        """Check the status of a vectorstore now.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> status = client.vectorstores.status(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("vectorstores/{vectorstore_id}/status/", vectorstore_id=vectorstore_id), options
        )
        return self._client.request(request, typed(VectorstoreStatus))

    def undeploy(self, vectorstore_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorstore:
        """Undeploy a vectorstore.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
            >>> undeployed = client.vectorstores.undeploy(vectorstore.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("vectorstores/{vectorstore_id}/undeploy/", vectorstore_id=vectorstore_id),
            options,
        )
        return self._client.request(request, typed(Vectorstore))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Vectorstore]:
        """Return the vectorstore of this name, or None if the list has none.

        Example:
            >>> vectorstore = client.vectorstores.find("workshop_handbook")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
