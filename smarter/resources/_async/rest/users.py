# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.users`: methods of the platform's REST API."""

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
from smarter.types.rest.users import AccountUserDetail

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncUsersWithRawResponse:
    """Methods of `AsyncUsers` with raw responses."""

    def __init__(self, users: AsyncUsers) -> None:
        self.list = async_to_recorded(users.list)
        self.retrieve = async_to_raw(users.retrieve)


class AsyncUsersWithStreamingResponse:
    """Methods of `AsyncUsers` with streamed responses."""

    def __init__(self, users: AsyncUsers) -> None:
        self.list = async_to_recorded_stream(users.list)
        self.retrieve = async_to_streamed(users.retrieve)


class AsyncUsers(AsyncAPIResource[AsyncUsersWithRawResponse, AsyncUsersWithStreamingResponse]):
    """Users, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[AccountUserDetail]:
        """List the users.

        Example:
            >>> ids = [each.id async for each in client.users.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/users/", options)
        return async_list_of(self._client, request, AccountUserDetail, "")

    async def retrieve(self, user_id: Union[int, str], **options: Unpack[CallOptions]) -> AccountUserDetail:
        """Return a user.

        Example:
            >>> async for each in client.users.list():
            ...     user = await client.users.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("accounts/users/{user_id}/", user_id=user_id), options)
        return await self._client.request(request, typed(AccountUserDetail))
