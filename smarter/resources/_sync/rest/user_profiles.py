# Generated from smarter/resources/_async/rest/user_profiles.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.user_profiles`: methods of the platform's REST API."""

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
from smarter.types.rest.user_profiles import AccountProfile

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class UserProfilesWithRawResponse:
    """Methods of `UserProfiles` with raw responses."""

    def __init__(self, user_profiles: UserProfiles) -> None:
        self.list = to_recorded(user_profiles.list)
        self.retrieve = to_raw(user_profiles.retrieve)
        self.find = to_recorded(user_profiles.find)


class UserProfilesWithStreamingResponse:
    """Methods of `UserProfiles` with streamed responses."""

    def __init__(self, user_profiles: UserProfiles) -> None:
        self.list = to_recorded_stream(user_profiles.list)
        self.retrieve = to_streamed(user_profiles.retrieve)
        self.find = to_recorded_stream(user_profiles.find)


class UserProfiles(APIResource[UserProfilesWithRawResponse, UserProfilesWithStreamingResponse]):
    """User profiles, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[AccountProfile]:
        """List the user profiles.

        Example:
            >>> names = [each.name for each in client.user_profiles.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "accounts/user-profiles/", options)
        return list_of(self._client, request, AccountProfile, "")

    def retrieve(self, user_profile_id: Union[int, str], **options: Unpack[CallOptions]) -> AccountProfile:
        """Return a user profile.

        Example:
            >>> user_profile = client.user_profiles.find("admin")
            >>> user_profile = client.user_profiles.retrieve(user_profile.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("accounts/user-profiles/{user_profile_id}/", user_profile_id=user_profile_id),
            options,
        )
        return self._client.request(request, typed(AccountProfile))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[AccountProfile]:
        """Return the user profile of this name, or None if the list has none.

        Example:
            >>> user_profile = client.user_profiles.find("admin")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None
