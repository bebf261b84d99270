"""Sending one request with safe retries; the first request imports it."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any, Awaitable, Callable, Tuple

from smarter.client import error_responses, request_log
from smarter.client.core import MAX_REDIRECTS, Core, signed
from smarter.client.http._async.body_reader import async_read_body
from smarter.client.http._async.body_stream import AsyncChunks
from smarter.client.http.bounds import Bounds, phases_of, shorten, total_seconds
from smarter.client.http.concurrency import async_result, async_sleep
from smarter.client.http.defaults import DEFAULT_TIMEOUT
from smarter.client.http.exceptions import EXCEPTIONS, failure
from smarter.client.http.request_builder import build_request
from smarter.client.request import NotGiven, Request
from smarter.client.response import media_type
from smarter.client.retry import Outcome, retry_delay
from smarter.errors import APIError, SmarterError

if TYPE_CHECKING:
    import httpx

    from smarter.client.http._async.light_client import AsyncAnyClient


# The platform reports failures with 200 and successes with an error status, so `classify` judges each whole response;
# a write whose response was lost may have happened, so it is sent again only if it certainly did not arrive
# (tests/client/test_retry.py, tests/client/test_errors.py).
async def exchange(
    core: Core,
    http: AsyncAnyClient,
    request: Request,
    stream: bool,
    explain: Callable[[APIError], Awaitable[SmarterError]],
) -> Tuple[httpx.Response, int, Any]:
    """Send `request` until it succeeds or may not be sent again.

    Returns:
        The response, the number of retries, and the parsed body if judging it needed one.
    """
    outgoing = core.prepare(request)
    timeout, max_retries = core.limits(request)
    phases = phases_of(DEFAULT_TIMEOUT if isinstance(timeout, NotGiven) else timeout)
    size = core.settings.max_response_size if request.bounded else None
    budget = core.settings.time_budget
    end = None if budget is None else budget.end(request)
    attempt = 0
    sender = getattr(http, "sender", None)
    if sender is not None:
        http = sender()
    provider, unsigned = core.settings.key_provider, outgoing.headers
    while True:
        if provider is not None:
            outgoing.headers = signed(unsigned, await async_result(provider))
        if end is not None:
            phases = shorten(phases, max(end - time.monotonic(), 0.001))
        bounds = Bounds(size, total_seconds(phases), stream)
        request_log.sending(outgoing.method, outgoing.url, outgoing.headers)
        began, clock = time.monotonic(), time.perf_counter()
        sent = build_request(http, outgoing, phases, AsyncChunks, bounds)
        error: APIError
        try:
            response = await http.send(sent, stream=True, follow_redirects=False)
            for _ in range(MAX_REDIRECTS if response.is_redirect else 0):
                target = core.redirect(
                    request, outgoing, response.status_code, response.headers.get("location")
                )
                if target is None:
                    break
                await response.aclose()
                outgoing.url = target
                sent = build_request(http, outgoing, phases, AsyncChunks, bounds)
                response = await http.send(sent, stream=True, follow_redirects=False)
            # The events of a stream tell its result; its status is 200 for failures too.
            judged = request.classify is not None and not (
                stream and media_type(response) == "text/event-stream"
            )
            plain_success = response.is_success and not judged
            if not (plain_success and stream):
                await async_read_body(response, clock)
            if plain_success:
                request_log.answered(response, began)
                return response, attempt, None
        except EXCEPTIONS as caught:
            failed = failure(caught, sent)
            error = failed.error
            error.__cause__ = caught
            outcome = Outcome(None, {}, failed.sent, failed.transient)
            request_log.failed(sent, error, began)
        else:
            request_log.answered(response, began)
            verdict, body = error_responses.judge(response, request.classify)
            if verdict is None or verdict.error is None:
                return response, attempt, body
            error = error_responses.make_error(response, verdict, body, core.settings.key_source)
            outcome = Outcome(response.status_code, response.headers, retry=verdict.retry)
        delay = retry_delay(attempt, max_retries, outcome, request.repeat, random.random(), time.time())
        out_of_time = delay is not None and end is not None and time.monotonic() + delay >= end
        if delay is None or out_of_time or not outgoing.replayable:
            try:
                explained = await explain(error)
                if explained is error:
                    raise error
                raise explained from error
            finally:
                del error  # breaks the reference cycle of the error and this frame
        attempt += 1
        request_log.retrying(sent, attempt, delay)
        await async_sleep(delay)
