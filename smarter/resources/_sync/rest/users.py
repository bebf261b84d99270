# Generated from smarter/resources/_async/rest/users.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.users`: methods of the platform's REST API."""

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
from smarter.types.rest.users import AccountUserDetail

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class UsersWithRawResponse:
    """Methods of `Users` with raw responses."""

    def __init__(self, users: Users) -> None:
        self.list = to_recorded(users.list)
        self.retrieve = to_raw(users.retrieve)


class UsersWithStreamingResponse:
    """Methods of `Users` with streamed responses."""

    def __init__(self, users: Users) -> None:
        self.list = to_recorded_stream(users.list)
        self.retrieve = to_streamed(users.retrieve)


class Users(APIResource[UsersWithRawResponse, UsersWithStreamingResponse]):
    """Users, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[AccountUserDetail]:
        """List the users.

        Example:
            >>> ids = [each.id for each in client.users.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/users/", options)
        return list_of(self._client, request, AccountUserDetail, "")

    def retrieve(self, user_id: Union[int, str], **options: Unpack[CallOptions]) -> AccountUserDetail:
        """Return a user.

        Example:
            >>> for each in client.users.list():
            ...     user = client.users.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("accounts/users/{user_id}/", user_id=user_id), options)
        return self._client.request(request, typed(AccountUserDetail))
