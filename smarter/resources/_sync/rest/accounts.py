# Generated from smarter/resources/_async/rest/accounts.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.accounts`: methods of the platform's REST API."""

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
from smarter.types.rest.accounts import AccountDetail

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AccountsWithRawResponse:
    """Methods of `Accounts` with raw responses."""

    def __init__(self, accounts: Accounts) -> None:
        self.list = to_recorded(accounts.list)
        self.retrieve = to_raw(accounts.retrieve)
        self.find = to_recorded(accounts.find)


class AccountsWithStreamingResponse:
    """Methods of `Accounts` with streamed responses."""

    def __init__(self, accounts: Accounts) -> None:
        self.list = to_recorded_stream(accounts.list)
        self.retrieve = to_streamed(accounts.retrieve)
        self.find = to_recorded_stream(accounts.find)


class Accounts(APIResource[AccountsWithRawResponse, AccountsWithStreamingResponse]):
    """Accounts, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[AccountDetail]:
        """List the accounts.

        Example:
            >>> names = [each.name for each in client.accounts.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/", options)
        return list_of(self._client, request, AccountDetail, "")

    def retrieve(self, account_id: Union[int, str], **options: Unpack[CallOptions]) -> AccountDetail:
        """Return an account.

        Example:
            >>> account = client.accounts.find("embedded_platform")
            >>> account = client.accounts.retrieve(account.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("accounts/{account_id}/", account_id=account_id), options)
        return self._client.request(request, typed(AccountDetail))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[AccountDetail]:
        """Return the account of this name, or None if the list has none.

        Example:
            >>> account = client.accounts.find("embedded_platform")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
