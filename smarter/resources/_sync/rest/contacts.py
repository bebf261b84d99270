# Generated from smarter/resources/_async/rest/contacts.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.contacts`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

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
from smarter.types.rest.contacts import AccountContact

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class ContactsWithRawResponse:
    """Methods of `Contacts` with raw responses."""

    def __init__(self, contacts: Contacts) -> None:
        self.list = to_recorded(contacts.list)
        self.retrieve = to_raw(contacts.retrieve)


class ContactsWithStreamingResponse:
    """Methods of `Contacts` with streamed responses."""

    def __init__(self, contacts: Contacts) -> None:
        self.list = to_recorded_stream(contacts.list)
        self.retrieve = to_streamed(contacts.retrieve)


class Contacts(APIResource[ContactsWithRawResponse, ContactsWithStreamingResponse]):
    """Contacts, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[AccountContact]:
        """List the account contacts.

        Example:
            >>> ids = [each.id for each in client.contacts.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/contacts/", options)
        return list_of(self._client, request, AccountContact, "")

    def retrieve(self, account_contact_id: Union[int, str], **options: Unpack[CallOptions]) -> AccountContact:
        """Return an account contact.

        Example:
            >>> for each in client.contacts.list():
            ...     account_contact = client.contacts.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("accounts/contacts/{account_contact_id}/", account_contact_id=account_contact_id),
            options,
        )
        return self._client.request(request, typed(AccountContact))
