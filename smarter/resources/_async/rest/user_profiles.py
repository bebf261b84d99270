# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.user_profiles`: methods of the platform's REST API."""

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
from smarter.types.rest.user_profiles import AccountProfile

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncUserProfilesWithRawResponse:
    """Methods of `AsyncUserProfiles` with raw responses."""

    def __init__(self, user_profiles: AsyncUserProfiles) -> None:
        self.list = async_to_recorded(user_profiles.list)
        self.retrieve = async_to_raw(user_profiles.retrieve)
        self.find = async_to_recorded(user_profiles.find)


class AsyncUserProfilesWithStreamingResponse:
    """Methods of `AsyncUserProfiles` with streamed responses."""

    def __init__(self, user_profiles: AsyncUserProfiles) -> None:
        self.list = async_to_recorded_stream(user_profiles.list)
        self.retrieve = async_to_streamed(user_profiles.retrieve)
        self.find = async_to_recorded_stream(user_profiles.find)


class AsyncUserProfiles(
    AsyncAPIResource[AsyncUserProfilesWithRawResponse, AsyncUserProfilesWithStreamingResponse]
):
    """User profiles, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[AccountProfile]:
        """List the user profiles.

        Example:
            >>> names = [each.name async for each in client.user_profiles.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/user-profiles/", options)
        return async_list_of(self._client, request, AccountProfile, "")

    async def retrieve(
        self, user_profile_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> AccountProfile:
        """Return a user profile.

        Example:
            >>> user_profile = await client.user_profiles.find("admin")
            >>> user_profile = await client.user_profiles.retrieve(user_profile.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("accounts/user-profiles/{user_profile_id}/", user_profile_id=user_profile_id),
            options,
        )
        return await self._client.request(request, typed(AccountProfile))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[AccountProfile]:
        """Return the user profile of this name, or None if the list has none.

        Example:
            >>> user_profile = await client.user_profiles.find("admin")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None
