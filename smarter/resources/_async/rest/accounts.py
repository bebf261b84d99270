# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.accounts`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

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
from smarter.types.rest.accounts import AccountDetail

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncAccountsWithRawResponse:
    """Methods of `AsyncAccounts` with raw responses."""

    def __init__(self, accounts: AsyncAccounts) -> None:
        self.list = async_to_recorded(accounts.list)
        self.retrieve = async_to_raw(accounts.retrieve)
        self.find = async_to_recorded(accounts.find)


class AsyncAccountsWithStreamingResponse:
    """Methods of `AsyncAccounts` with streamed responses."""

    def __init__(self, accounts: AsyncAccounts) -> None:
        self.list = async_to_recorded_stream(accounts.list)
        self.retrieve = async_to_streamed(accounts.retrieve)
        self.find = async_to_recorded_stream(accounts.find)


class AsyncAccounts(AsyncAPIResource[AsyncAccountsWithRawResponse, AsyncAccountsWithStreamingResponse]):
    """Accounts, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[AccountDetail]:
        """List the accounts.

        Example:
            >>> names = [each.name async for each in client.accounts.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/", options)
        return async_list_of(self._client, request, AccountDetail, "")

    async def retrieve(self, account_id: Union[int, str], **options: Unpack[CallOptions]) -> AccountDetail:
        """Return an account.

        Example:
            >>> account = await client.accounts.find("embedded_platform")
            >>> account = await client.accounts.retrieve(account.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("accounts/{account_id}/", account_id=account_id), options)
        return await self._client.request(request, typed(AccountDetail))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[AccountDetail]:
        """Return the account of this name, or None if the list has none.

        Example:
            >>> account = await client.accounts.find("embedded_platform")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
