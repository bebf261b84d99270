# Generated from smarter/resources/_async/rest/secrets.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.secrets`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

from typing_extensions import Unpack

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
from smarter.resources._sync.rest.lists import list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.secrets import Secret

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class SecretsWithRawResponse:
    """Methods of `Secrets` with raw responses."""

    def __init__(self, secrets: Secrets) -> None:
        self.list = to_recorded(secrets.list)
        self.retrieve = to_raw(secrets.retrieve)
        self.find = to_recorded(secrets.find)


class SecretsWithStreamingResponse:
    """Methods of `Secrets` with streamed responses."""

    def __init__(self, secrets: Secrets) -> None:
        self.list = to_recorded_stream(secrets.list)
        self.retrieve = to_streamed(secrets.retrieve)
        self.find = to_recorded_stream(secrets.find)


class Secrets(APIResource[SecretsWithRawResponse, SecretsWithStreamingResponse]):
    """Secrets, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Secret]:
        """List the secrets.

        Example:
            >>> names = [each.name for each in client.secrets.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "secrets/", options)
        return list_of(self._client, request, Secret, "")

    def retrieve(self, secret_id: Union[int, str], **options: Unpack[CallOptions]) -> Secret:
        """Return a secret.

        Example:
            >>> secret = client.secrets.find("warehouse_key")
            >>> secret = client.secrets.retrieve(secret.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("secrets/{secret_id}/", secret_id=secret_id), options)
        return self._client.request(request, typed(Secret))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Secret]:
        """Return the secret of this name, or None if the list has none.

        Example:
            >>> secret = client.secrets.find("warehouse_key")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
