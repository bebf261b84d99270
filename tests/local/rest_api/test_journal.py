"""The embedded platform's journal: its latest requests, by `client.journal`."""

from __future__ import annotations

import pytest

from smarter.errors import NotFoundError
from smarter.local import Platform
from tests.local.calling import call
from tests.local.rest_api.conftest import connect


def test_the_journal_has_the_requests_of_the_manifest_api_in_pages() -> None:
    platform = Platform(dialect="0.36")
    client = connect(platform)
    call(platform, "POST", "/api/v1/cli/whoami/")
    for _ in range(3):
        call(platform, "POST", "/api/v1/cli/describe/Secret/?name=missing")
    entries = list(client.journal.list(page_size=2))
    assert [(each.command, each.thing, each.status_code) for each in entries] == [
        *[("describe", "Secret", 404)] * 3,
        ("whoami", "Account", 200),
    ]
    assert [each.command for each in client.journal.list(search="whoami")] == ["whoami"]
    assert next(iter(client.journal.list(ordering="statusCode"))).status_code == 200
    whole = client.journal.retrieve(entries[0].key)
    assert whole.request == {"method": "POST", "path": "/api/v1/cli/describe/Secret/"}
    with pytest.raises(NotFoundError):
        client.journal.retrieve("0" * 64)
    platform.close()
