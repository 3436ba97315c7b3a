# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the transport asks again and how long it waits, on mocked HTTP and a clock that does not run."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import ServerError, ThrottledError
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request
from ansible_collections.azdo.pipelines.tests.unit.plugins.module_utils.rest_support import (
    URL,
    FakeClock,
    Make,
    failing,
)

REPEATED = ["GET", "OPTIONS", "PUT", "DELETE", "PATCH"]
TRANSIENT = [429, 502, 503, 504]


# -- retries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", REPEATED)
@pytest.mark.parametrize("status", TRANSIENT)
def test_idempotent_verbs_are_repeated(
    verb: str, status: int, server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.add(verb, URL, status=status)
    server.add(verb, URL, status=status)
    server.add(verb, URL, json={"ok": True})
    sender = transport()
    assert sender.send(Request(verb, URL, body=b"{}")).parse() == {"ok": True}
    assert sender.requests_made == 3
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("verb", REPEATED)
def test_idempotent_verbs_are_repeated_after_a_broken_connection(
    verb: str, server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.add(verb, URL, body=requests.exceptions.ConnectionError("Connection aborted"))
    server.add(verb, URL, body=requests.exceptions.ReadTimeout("slow"))
    server.add(verb, URL, json={})
    assert transport().send(Request(verb, URL)).status == 200
    assert clock.slept == [0.5, 1.0]


def test_every_attempt_sends_the_same_body(server: responses.RequestsMock, transport: Make) -> None:
    server.put(URL, status=503)
    server.put(URL, json={})
    transport().send(Request("PUT", URL, body=b'{"a":1}'))
    assert [call.request.body for call in server.calls] == [b'{"a":1}', b'{"a":1}']


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 500, 501])
@pytest.mark.parametrize("verb", ["GET", "PUT"])
def test_other_statuses_are_not_repeated(
    verb: str, status: int, server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.add(verb, URL, status=status)
    assert failing(transport(), verb).status == status
    assert clock.slept == []


def test_post_is_repeated_after_429(server: responses.RequestsMock, transport: Make, clock: FakeClock) -> None:
    server.post(URL, status=429, headers={"Retry-After": "3"})
    server.post(URL, json={"id": 1})
    assert transport().send(Request("POST", URL, body=b"{}")).parse() == {"id": 1}
    assert clock.slept == [3]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 502},
        {"status": 503},
        {"status": 504},
        {"status": 503, "headers": {"Retry-After": "1"}},
        {"body": requests.exceptions.ConnectionError("Connection aborted")},
        {"body": requests.exceptions.ReadTimeout("slow")},
        {"body": requests.exceptions.ChunkedEncodingError("cut")},
    ],
    ids=str,
)
def test_post_is_not_repeated_when_it_may_have_been_processed(
    answer: dict[str, Any], server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.post(URL, **answer)
    error = failing(transport(), "POST", body=b"{}")
    assert error.maybe_committed
    assert clock.slept == []


def test_post_is_repeated_when_there_was_no_connection(server: responses.RequestsMock, transport: Make) -> None:
    server.post(URL, body=requests.exceptions.ConnectTimeout("no route"))
    server.post(URL, json={"id": 1})
    assert transport().send(Request("POST", URL)).parse() == {"id": 1}


def test_a_caller_may_say_what_is_repeatable(server: responses.RequestsMock, transport: Make) -> None:
    server.post(URL, status=503)
    server.post(URL, json={})
    server.patch(URL, status=503)
    sender = transport()
    assert sender.send(Request("POST", URL, retry=True)).status == 200
    assert failing(sender, "PATCH", retry=False).maybe_committed


@pytest.mark.parametrize("status", TRANSIENT)
def test_an_offline_host_is_not_asked_again(
    status: int, server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.get(URL, status=status, headers={"X-VSS-HostOfflineError": "1"})
    assert failing(transport()).status == status
    assert clock.slept == []


def test_retries_are_bounded(server: responses.RequestsMock, transport: Make, clock: FakeClock) -> None:
    for _number in range(3):
        server.get(URL, status=503)
    error = failing(transport(retries=2))
    assert isinstance(error, ServerError)
    assert "Tried 3 times" in error.message
    assert clock.slept == [0.5, 1.0]


def test_retries_can_be_switched_off(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, status=503)
    assert "Tried" not in failing(transport(retries=0)).message


def test_the_total_wait_is_bounded(server: responses.RequestsMock, transport: Make, clock: FakeClock) -> None:
    for _number in range(4):
        server.get(URL, status=503)
    error = failing(transport(retries=99, retry_max_wait=4))
    # 0.5 + 1 + 2; another 4 would be too much.
    assert clock.slept == [0.5, 1.0, 2.0]
    assert "retry_max_wait is 4 s" in error.message


def test_a_pause_longer_than_allowed_is_not_begun(
    server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.get(URL, status=429, headers={"Retry-After": "900"})
    error = failing(transport())
    assert isinstance(error, ThrottledError)
    assert error.retry_after == 900
    assert "900 s" in error.message
    assert clock.slept == []


def test_backoff_is_replaced_by_what_the_server_asks(
    server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.get(URL, status=503, headers={"Retry-After": "Sat, 21 Nov 2026 12:00:20 GMT"})
    server.get(URL, status=429, headers={"Retry-After": "0"})
    server.get(URL, json={})
    transport().send(Request("GET", URL))
    assert sum(clock.slept) == 20


@pytest.mark.parametrize(
    ("statuses", "final", "committed"),
    [
        # The first PUT may have been carried out, and the 404 of the second be a consequence of that.
        ([503], 404, True),
        ([429], 404, False),
        ([], 404, False),
        ([], 409, False),
        ([], 500, True),
        ([502, 429], 400, True),
    ],
)
def test_an_error_tells_whether_any_attempt_may_have_been_carried_out(
    statuses: list[int], final: int, committed: bool, server: responses.RequestsMock, transport: Make
) -> None:
    for status in [*statuses, final]:
        server.put(URL, status=status)
    assert failing(transport(), "PUT").maybe_committed is committed


def test_a_read_commits_nothing(server: responses.RequestsMock, transport: Make) -> None:
    server.get(URL, status=500)
    assert not failing(transport()).maybe_committed


# -- pacing ----------------------------------------------------------------------------------------------------------


def test_retry_after_on_a_success_delays_the_next_request(
    server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.get(URL, json={}, headers={"Retry-After": "12"})
    server.get(URL, json={})
    sender = transport()
    sender.send(Request("GET", URL))
    assert clock.slept == []
    clock.elapsed += 2
    sender.send(Request("GET", URL))
    assert clock.slept == [10]


def test_an_exhausted_limit_delays_the_next_request(
    server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    limits = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(clock.epoch) + 8)}
    server.get(URL, json={}, headers=limits)
    server.post(URL, json={})
    sender = transport()
    sender.send(Request("GET", URL))
    sender.send(Request("POST", URL))
    assert clock.slept == [8]


def test_a_request_that_would_wait_too_long_is_not_sent(
    server: responses.RequestsMock, transport: Make, clock: FakeClock
) -> None:
    server.get(URL, json={}, headers={"Retry-After": "301"})
    sender = transport()
    sender.send(Request("GET", URL))
    error = failing(sender, "POST")
    assert isinstance(error, ThrottledError)
    assert "was not sent" in error.message
    assert not error.maybe_committed
    assert sender.requests_made == 1


def test_a_long_wait_is_announced_once(server: responses.RequestsMock, transport: Make, warned: list[str]) -> None:
    for _number in range(3):
        server.get(URL, json={}, headers={"Retry-After": "6"})
    sender = transport()
    for _number in range(3):
        sender.send(Request("GET", URL))
    assert len(warned) == 1
    assert "6 s" in warned[0]


def test_short_waits_are_not_worth_a_word(server: responses.RequestsMock, transport: Make, warned: list[str]) -> None:
    server.get(URL, status=503)
    server.get(URL, json={})
    transport().send(Request("GET", URL))
    assert warned == []
