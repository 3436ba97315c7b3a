# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault does what it says, and only to the requests that it names."""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from conftest import Client, MakeClient, yaml_definition

from emulator.faults import KINDS

LIST = "build/definitions"
covered: set[str] = set()


def with_fault(here: Client, kind: str, **more: Any) -> None:
    covered.add(kind)
    here.emulated.fault(kind, **more)


def count(here: Client) -> int:
    return int(here.ok("GET", LIST)["count"])


def test_matching_by_verb_path_nth_and_times(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "respond", verb="GET", path=r"/definitions\?.*name=x", nth=2, times=2, status=418, body="tea")
    asked = [here.send("GET", LIST, params={"name": "x"}).status_code for _number in range(5)]
    assert asked == [200, 418, 418, 200, 200]
    assert here.send("GET", LIST, params={"name": "y"}).status_code == 200
    assert here.send("POST", LIST, yaml_definition(), params={"name": "x"}).status_code == 200


def test_probability_is_seeded(client: MakeClient) -> None:
    def run() -> list[int]:
        here = client("services")
        with_fault(here, "respond", times=None, probability=0.5, seed=7, status=500)
        return [here.send("GET", LIST).status_code for _number in range(30)]

    first = run()
    assert first == run()
    assert 0 < first.count(500) < 30


def test_latency(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "latency", seconds=0.3)
    start = time.monotonic()
    here.ok("GET", LIST)
    assert 0.3 <= time.monotonic() - start < 2


@pytest.mark.parametrize("wait", [3, "date", None])
def test_throttle(client: MakeClient, wait: Any) -> None:
    """api-facts §8"""
    here = client("services")
    with_fault(here, "throttle", retry_after=wait, seconds=60)
    answer = here.send("POST", LIST, yaml_definition())
    assert answer.status_code == 429
    assert answer.json()["message"].startswith("TF400733: ")
    if wait == "date":
        assert parsedate_to_datetime(answer.headers["Retry-After"]).timestamp() > time.time() + 30
    else:
        assert answer.headers.get("Retry-After") == (None if wait is None else "3")
    assert count(here) == 0


def test_retry_after_and_rate_headers_on_a_real_answer(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "retry_after", seconds=7)
    with_fault(here, "rate_headers")
    answer = here.send("GET", LIST)
    assert answer.status_code == 200
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["X-RateLimit-Remaining"] == "3"
    here.emulated.call("PUT", "rate", {"X-RateLimit-Remaining": 11})
    assert here.send("GET", LIST).headers["X-RateLimit-Remaining"] == "11"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("offline", [False, True])
def test_server_error(client: MakeClient, status: int, offline: bool) -> None:
    """corpus error/005"""
    here = client("services")
    with_fault(here, "server_error", status=status, offline=offline, bom=True)
    answer = here.send("POST", LIST, yaml_definition())
    assert answer.status_code == status
    assert answer.content.startswith(b"\xef\xbb\xbf{")
    assert json.loads(answer.content.decode("utf-8-sig"))["typeKey"] == "VssServiceException"
    assert ("X-VSS-HostOfflineError" in answer.headers) == offline
    assert answer.headers["X-TFS-ServiceError"].startswith("TF")
    assert count(here) == 0


def test_server_error_as_a_page(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "server_error", status=502, html=True)
    assert here.send("GET", LIST).headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("kind", "left"), [("cut_before", 0), ("cut_after", 1)])
def test_cut_connections(client: MakeClient, kind: str, left: int) -> None:
    here = client("services")
    with_fault(here, kind, verb="POST")
    with pytest.raises(requests.ConnectionError):
        here.send("POST", LIST, yaml_definition())
    assert count(here) == left
    entry = next(item for item in here.emulated.log() if item["verb"] == "POST")
    assert entry["status"] is None
    assert entry["fault"] == kind


def test_truncated(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition())
    with_fault(here, "truncated", keep=0.3)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        here.send("GET", f"{LIST}/{made['id']}")
    assert here.get(made["id"]) == made


def test_slow_body(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition())
    size = len(here.send("GET", f"{LIST}/{made['id']}").content)
    with_fault(here, "slow_body", bytes_per_second=size * 2)
    start = time.monotonic()
    assert here.get(made["id"]) == made
    assert 0.3 < time.monotonic() - start < 3


@pytest.mark.parametrize("status", [203, 200, 302])
def test_sign_in_page(client: MakeClient, status: int) -> None:
    here = client("services")
    with_fault(here, "sign_in", status=status)
    answer = here.send("GET", LIST)
    assert answer.status_code == status
    assert "_signin" in answer.headers.get("Location", "") or "Sign In" in answer.text


def test_wrong_content_type_and_empty_answer(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "content_type", value="text/html")
    answer = here.send("GET", LIST)
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.json()["count"] == 0
    with_fault(here, "empty", verb="POST")
    answer = here.send("POST", LIST, yaml_definition())
    assert (answer.status_code, answer.content, count(here)) == (200, b"", 1)


def test_any_answer_and_redirects(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "respond", status=409, body={"typeKey": "X"}, headers={"X-Odd": "1"})
    answer = here.send("GET", LIST)
    assert (answer.status_code, answer.json(), answer.headers["X-Odd"]) == (409, {"typeKey": "X"}, "1")
    with_fault(here, "redirect", location="https://other.example/x", status=307)
    answer = here.send("GET", LIST)
    assert (answer.status_code, answer.headers["Location"]) == (307, "https://other.example/x")


def test_concurrent_editor(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition(variables={"k": {"value": "s", "isSecret": True}}))
    with_fault(here, "edit", verb="PUT", patch={"description": "by hand", "comment": "UI"})
    path = f"{LIST}/{made['id']}"
    assert here.refused("PUT", path, {**made, "name": "mine"})[0] == 404
    now = here.get(made["id"])
    assert (now["description"], now["revision"], now["name"]) == ("by hand", 2, "pipeline")
    assert now["authoredBy"]["displayName"] != made["authoredBy"]["displayName"]
    assert here.emulated.truth(made["id"])["document"]["variables"]["k"]["value"] == "s"
    assert here.put({**now, "name": "mine"})["revision"] == 3


def test_concurrent_editor_waits_for_a_request_on_a_definition(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition())
    with_fault(here, "edit", patch={"description": "by hand"})
    assert count(here) == 1
    assert here.emulated.truth(made["id"])["revisions"] == 1
    assert here.get(made["id"])["description"] == "by hand"
    assert [entry["fault"] for entry in here.emulated.log()] == [None, None, "edit"]


def test_project_deleted_midway(client: MakeClient) -> None:
    here = client("services")
    made = here.create(yaml_definition())
    with_fault(here, "delete_project", verb="PUT")
    assert here.refused("PUT", f"{LIST}/{made['id']}", made)[1] == "ProjectDoesNotExistWithNameException"


def test_faults_are_listed_and_cleared(client: MakeClient) -> None:
    here = client("services")
    with_fault(here, "latency", seconds=0, verb="GET")
    here.ok("GET", LIST)
    (fault,) = here.emulated.call("GET", "faults")["faults"]
    assert (fault["kind"], fault["seen"], fault["fired"]) == ("latency", 1, 1)
    here.emulated.clear_faults()
    assert here.emulated.call("GET", "faults")["faults"] == []


def test_every_kind_of_fault_was_used() -> None:
    """Runs last in this file."""
    assert covered == set(KINDS)
