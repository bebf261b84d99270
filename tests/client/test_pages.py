"""Lists that fetch their next page."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, List
from urllib.parse import parse_qs, urlsplit

import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.cursors import PageInfo, next_info
from tests.client.conftest import KEY
from tests.client.wire import Answer, Received, Server

Serve = Callable[..., Server]


def listing(total: int) -> Callable[[Received], Answer]:
    """Serve a list of `total` jobs."""

    def script(request: Received) -> Answer:
        query = parse_qs(urlsplit(request.target).query)
        limit = int(query.get("limit", ["2"])[0])
        start = int(query["after"][0]) + 1 if "after" in query else 0
        data = [
            {
                "id": str(i),
                "object": "fine_tuning.job",
                "created_at": i,
                "model": "m",
                "status": "s",
                "training_file": "f",
            }
            for i in range(start, min(start + limit, total))
        ]
        return Answer(
            200,
            {"object": "list", "data": data, "has_more": start + limit < total},
            {"x-request-id": str(start)},
        )

    return script


def test_iterating_a_page_follows_all_pages(serve: Serve, ask: Any) -> None:
    server = serve(script=listing(7))

    def call(client: Any) -> Any:
        jobs = client.fine_tuning.jobs.list(limit=3)
        if hasattr(jobs, "__aiter__"):

            async def drain() -> List[str]:
                return [job.id async for job in jobs]

            return drain()
        return [job.id for job in jobs]

    assert ask(server, call) == list("0123456")
    assert [request.target.split("?")[1] for request in server.received] == [
        "limit=3",
        "limit=3&after=2",
        "limit=3&after=5",
    ]


def test_pages_are_followed_one_by_one(serve: Serve) -> None:
    server = serve(script=listing(5))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        page = client.fine_tuning.jobs.list(limit=2)
        assert [job.id for job in page.data] == ["0", "1"]
        assert page.has_next_page()
        assert page.next_page_info() == PageInfo(params={"after": "1"})
        assert page._request_id == "0"
        following = page.get_next_page()
        assert isinstance(following, smarter.CursorPage)
        assert (len(following.data), following._request_id) == (2, "2")
        last = following.get_next_page()
        assert not last.has_next_page()
        assert last.next_page_info() is None
        with pytest.raises(smarter.SmarterError, match="last page"):
            last.get_next_page()
        assert [len(each.data) for each in page.iter_pages()] == [2, 2, 1]
        assert type(page.data[0]) is smarter.types.FineTuningJob


def test_pages_are_followed_one_by_one_async(serve: Serve) -> None:
    server = serve(script=listing(5))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            page = await client.fine_tuning.jobs.list(limit=2)
            assert isinstance(page, smarter.AsyncCursorPage)
            assert page.has_next_page()
            assert page.next_page_info() == PageInfo(params={"after": "1"})
            following = await page.get_next_page()
            assert [job.id for job in following.data] == ["2", "3"]
            assert [job.id async for job in following] == ["2", "3", "4"]
            assert [len(each.data) async for each in page.iter_pages()] == [2, 2, 1]
            last = await following.get_next_page()
            with pytest.raises(smarter.SmarterError, match="last page"):
                await last.get_next_page()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("data", "has_more", "after"),
    [
        ([{"id": "a"}, {"id": "b"}], True, "b"),
        ([{"id": "a"}], False, None),
        ([{"id": "a"}], None, None),
        ([], True, None),
        (None, True, None),
        ([{}], True, None),
        ([{"id": 7}], True, None),
        ([{"id": ""}], True, None),
    ],
)
def test_the_next_page_is_found_from_the_data(data: Any, has_more: Any, after: Any) -> None:
    assert next_info(data, has_more) == (PageInfo({"after": after}) if after else None)


def test_a_repeated_page_is_an_error(serve: Serve, ask: Any) -> None:
    page = {"object": "list", "data": [{"id": "a"}], "has_more": True}
    server = serve(Answer(200, page))

    def call(client: Any) -> Any:
        files = client.files.list()
        if hasattr(files, "__aiter__"):

            async def drain() -> List[Any]:
                return [each async for each in files]

            return drain()
        return list(files)

    with pytest.raises(smarter.APIResponseValidationError, match="does not end"):
        ask(server, call)
    assert len(server.received) == 2


def test_the_options_of_a_list_hold_for_every_page(serve: Serve) -> None:
    server = serve(script=listing(3))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        list(client.fine_tuning.jobs.list(limit=1, extra_headers={"X-A": "1"}, extra_query={"q": "1"}))
    assert all(request.headers["x-a"] == "1" and "q=1" in request.target for request in server.received)
    assert len(server.received) == 3


def test_a_page_converts_to_a_dictionary(serve: Serve) -> None:
    server = serve(Answer(200, {"object": "list", "data": [{"id": "m", "object": "model"}], "novelty": 1}))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        page = client.models.list()
        assert page.to_dict() == {"object": "list", "data": [{"id": "m", "object": "model"}], "novelty": 1}
        assert page.has_more is None
        assert len(list(page)) == 1


def test_a_list_without_data_is_empty(serve: Serve) -> None:
    with Smarter(api_key=KEY, base_url=serve(Answer(200, {"object": "list"})).base_url) as client:
        page = client.models.list()
        assert not page.has_next_page()
        assert list(page) == []


@pytest.mark.parametrize("data", ["abc", {"a": 1}, 7])
def test_a_response_other_than_a_list_is_an_error(serve: Serve, ask: Any, data: Any) -> None:
    server = serve(Answer(200, {"object": "list", "data": data, "has_more": False}))
    with pytest.raises(smarter.APIResponseValidationError, match="instead of a list"):
        ask(server, lambda client: client.files.list())
