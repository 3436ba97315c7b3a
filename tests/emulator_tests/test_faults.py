# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault does what it says, and only to the requests that it names."""

from __future__ import annotations

import base64
import json
import socket
import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from conftest import Client, MakeClient, yaml_definition
from content import PROJECT_ID, Content, content

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


def body_of(here: Client, made: Content, way: str) -> requests.Response:
    if way == "json":
        return here.send("GET", LIST)
    if way == "file":
        return made.get("drop/x")
    return made.send("GET", "drop", params={"$format": "zip"})


WAYS = ["json", "file", "zip"]


def uploaded(client: MakeClient) -> tuple[Client, Content]:
    made = content(client("services"))
    assert made.put("drop/x", bytes(range(256)) * 1200).status_code == 201
    return made.here, made


@pytest.mark.parametrize("way", WAYS)
def test_wrong_length(client: MakeClient, way: str) -> None:
    """More than is declared: the client does not see the rest; less: the connection ends too early"""
    here, made = uploaded(client)
    whole = body_of(here, made, way).content
    with_fault(here, "wrong_length", by=-7)
    short = body_of(here, made, way)
    assert int(short.headers["Content-Length"]) == len(whole) - 7
    assert short.content == whole[:-7]
    with_fault(here, "wrong_length")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        body_of(here, made, way)
    assert body_of(here, made, way).content == whole


@pytest.mark.parametrize("way", WAYS)
def test_corrupt(client: MakeClient, way: str) -> None:
    here, made = uploaded(client)
    whole = body_of(here, made, way).content
    for at in (None, 0, 10):
        with_fault(here, "corrupt", **({} if at is None else {"at": at}))
        found = body_of(here, made, way)
        assert (found.status_code, len(found.content)) == (200, len(whole))
        (where,) = [place for place, pair in enumerate(zip(found.content, whole, strict=True)) if pair[0] != pair[1]]
        assert where == (len(whole) // 2 if at is None else at)


@pytest.mark.parametrize("way", WAYS)
def test_truncated_bodies_of_every_kind(client: MakeClient, way: str) -> None:
    here, made = uploaded(client)
    with_fault(here, "truncated", keep=0.4)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        body_of(here, made, way)


@pytest.mark.parametrize("way", ["file", "zip"])
def test_slow_downloads(client: MakeClient, way: str) -> None:
    here, made = uploaded(client)
    whole = body_of(here, made, way).content
    with_fault(here, "slow_body", bytes_per_second=len(whole) * 4)
    start = time.monotonic()
    assert body_of(here, made, way).content == whole
    assert time.monotonic() - start >= 0.15


@pytest.mark.parametrize(("kind", "left"), [("cut_before", 0), ("cut_after", 5)])
def test_cut_uploads(client: MakeClient, kind: str, left: int) -> None:
    """After cut_after the chunk is there, and the client cannot know"""
    made = content(client("services"))
    with_fault(made.here, kind, verb="PUT")
    with pytest.raises(requests.ConnectionError):
        made.put("drop/x", b"12345", "0-4/10")
    pending = made.here.emulated.content(made.build)["pending"]
    assert pending == ({"drop/x": {"received": 5, "total": 10}} if left else {})
    assert made.put("drop/x", b"12345", "0-4/10").status_code == 202
    assert made.put("drop/x", b"67890", "5-9/10").status_code == 201


def test_throttled_uploads(client: MakeClient) -> None:
    made = content(client("services"))
    data = bytes(3 << 20)
    for kind, status in (("throttle", 429), ("server_error", 503)):
        with_fault(made.here, kind, verb="PUT")
        assert made.put("drop/x", data).status_code == status
    assert made.put("drop/x", data).status_code == 201
    (entry,) = [item for item in made.here.emulated.log() if item["fault"] == "throttle"]
    assert (entry["status"], entry["bytes_in"]) == (429, len(data))


def test_cut_downloads(client: MakeClient) -> None:
    here, made = uploaded(client)
    with_fault(here, "cut_after", path="resources/containers")
    with pytest.raises(requests.ConnectionError):
        made.get("drop/x")
    assert made.get("drop/x").ok


def raw_socket(here: Client) -> tuple[socket.socket, str]:
    """A connection, and the beginning of paths of the collection."""
    host, _slash, path = here.url.removeprefix("http://").partition("/")
    name, _colon, port = host.partition(":")
    return socket.create_connection((name, int(port)), timeout=20), f"/{path}"


AUTHORIZATION = "Authorization: Basic " + base64.b64encode(b":emulator-pat").decode()


def test_what_is_beyond_the_declared_length_is_sent(client: MakeClient) -> None:
    here, made = uploaded(client)
    with_fault(here, "wrong_length", by=-100)
    raw, root = raw_socket(here)
    with raw:
        target = f"{root}/{made.path}?itemPath=drop/x&scope={PROJECT_ID}&api-version=7.1-preview"
        raw.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n{AUTHORIZATION}\r\n\r\n".encode())
        received = b"".join(iter(lambda: raw.recv(1 << 16), b""))
    assert received.partition(b"\r\n\r\n")[2] == bytes(range(256)) * 1200


def test_a_client_that_leaves_in_the_middle(client: MakeClient) -> None:
    """Of an upload: it did not happen. Of a download: the server goes on with others."""
    here, made = uploaded(client)
    raw, root = raw_socket(here)
    with raw:
        target = f"{root}/{made.path}?itemPath=drop/y&scope={PROJECT_ID}&api-version=7.1-preview"
        head = f"PUT {target} HTTP/1.1\r\nHost: x\r\n{AUTHORIZATION}\r\nContent-Length: 1000\r\n"
        raw.sendall(f"{head}Content-Range: bytes 0-999/1000\r\n\r\nhalf of it".encode())
        deadline = time.monotonic() + 10
        while not any("drop/y" in item["query"] for item in here.emulated.log()):
            assert time.monotonic() < deadline
    assert made.paths("drop") == ["drop", "drop/x"]
    with made.send("GET", "drop", params={"$format": "zip"}, stream=True) as answer:
        next(answer.iter_content(10))
    assert made.get("drop/x").ok


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
