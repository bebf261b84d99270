# Generated from smarter/resources/_async/rest/extras.py by scripts/generate_sync.py. Edit that, not this.
"""Methods of the REST API that its OpenAPI document does not describe, or that take more than JSON."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Sequence, Union

from typing_extensions import Unpack

from smarter.client.options import CallOptions, call
from smarter.client.parsing import typed
from smarter.client.uploads import FileTypes
from smarter.resources._sync.base import APIResource
from smarter.resources.rest import document_form, given, once, rest_path
from smarter.types.rest.vectorstores import VectorstoreDocumentsAdded

DOCUMENTS = "vectorstores/{vectorstore_id}/documents/"


class DocumentUploads(APIResource):
    """Methods that add documents to a vectorstore."""

    def add_files(
        self,
        vectorstore_id: Union[int, str],
        files: Sequence[FileTypes],
        *,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Upload files as documents; they are streamed. The platform extracts their text.

        Args:
            files: paths, bytes, files opened in binary mode, or (filename, contents, media type); 50 MiB each at most.
            metadata: JSON that is stored with each chunk of each file.

        Raises:
            InvalidArgumentError: no file, one that cannot be read or is too large; nothing has been sent.
        """
        uploads, fields = document_form(files, metadata)
        path = rest_path(DOCUMENTS, vectorstore_id=vectorstore_id)
        request = call("POST", path, options, body=fields, files=uploads)
        return self._client.request(request, typed(VectorstoreDocumentsAdded))

    def add_text(
        self,
        vectorstore_id: Union[int, str],
        text: str,
        *,
        name: Optional[str] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Add a text as a document. A text that the vectorstore already has is reported as a duplicate."""
        path = rest_path(DOCUMENTS, vectorstore_id=vectorstore_id)
        body = given({"text": text, "name": name, "metadata": metadata})
        return self._client.request(call("POST", path, options, body=body), typed(VectorstoreDocumentsAdded))

    def add_url(
        self,
        vectorstore_id: Union[int, str],
        url: str,
        *,
        metadata: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> VectorstoreDocumentsAdded:
        """Add the document at a public URL; the platform fetches it."""
        path = rest_path(DOCUMENTS, vectorstore_id=vectorstore_id)
        body = given({"url": url, "metadata": metadata})
        return self._client.request(call("POST", path, options, body=body), typed(VectorstoreDocumentsAdded))


class ProxyCalls(APIResource):
    """Methods that send requests to a provider through a proxy of the platform."""

    def base_url(self, name: str) -> str:
        """Return the base URL of a proxy, for the provider's own SDK; the platform's key is the API key."""
        return f"{str(self._client.base_url).rstrip('/')}/{rest_path('proxy/{name}/', name=name)}"

    def request(
        self,
        name: str,
        path: str,
        *,
        method: str = "POST",
        json: Optional[Mapping[str, Any]] = None,
        params: Optional[Mapping[str, Any]] = None,
        **options: Unpack[CallOptions],
    ) -> Any:
        """Send a request to a provider through a proxy and return its JSON.

        It is not repeated once the provider may have received it.

        Args:
            name: of the proxy, such as `openai`.
            path: of the provider's API, such as `v1/chat/completions`.
        """
        below = rest_path("proxy/{name}/", name=name) + path.lstrip("/")
        sent: Dict[str, Any] = (
            {"query": params} if method.upper() == "GET" else {"query": params, "body": json}
        )
        return self._client.request(once(call(method.upper(), below, options, **sent)), typed(object))
