# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.contacts`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from typing_extensions import Unpack

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
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.contacts import AccountContact

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncContactsWithRawResponse:
    """Methods of `AsyncContacts` with raw responses."""

    def __init__(self, contacts: AsyncContacts) -> None:
        self.list = async_to_recorded(contacts.list)
        self.retrieve = async_to_raw(contacts.retrieve)


class AsyncContactsWithStreamingResponse:
    """Methods of `AsyncContacts` with streamed responses."""

    def __init__(self, contacts: AsyncContacts) -> None:
        self.list = async_to_recorded_stream(contacts.list)
        self.retrieve = async_to_streamed(contacts.retrieve)


class AsyncContacts(AsyncAPIResource[AsyncContactsWithRawResponse, AsyncContactsWithStreamingResponse]):
    """Contacts, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[AccountContact]:
        """List the account contacts.

        Example:
            >>> ids = [each.id async for each in client.contacts.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/contacts/", options)
        return async_list_of(self._client, request, AccountContact, "")

    async def retrieve(
        self, account_contact_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AccountContact:
        """Return an account contact.

        Example:
            >>> async for each in client.contacts.list():
            ...     account_contact = await client.contacts.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("accounts/contacts/{account_contact_id}/", account_contact_id=account_contact_id),
            options,
        )
        return await self._client.request(request, typed(AccountContact))
