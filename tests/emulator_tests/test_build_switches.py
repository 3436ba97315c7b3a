# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches of builds, artifacts and containers change what they say."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
import requests
from conftest import PAT, MakeClient, yaml_definition
from content import Content, content, unzipped

from emulator.content_ids import identifier


def made_with(client: MakeClient, build: dict[str, Any] | None = None, **switches: Any) -> Content:
    return content(client("services", switches=switches), **(build or {}))


def artifact_path(made: Content) -> str:
    return f"build/builds/{made.build}/artifacts"


def drop(data: str = r"\\s\s", kind: str = "FilePath", name: str = "drop") -> dict[str, Any]:
    return {"name": name, "resource": {"type": kind, "data": data}}


def downloaded(made: Content, name: str = "drop") -> bytes:
    url = made.here.ok("GET", f"{artifact_path(made)}/{name}")["resource"]["downloadUrl"]
    return made.here.session.get(url, auth=("", PAT), timeout=20).content


@pytest.mark.parametrize("status", [400, 403, 409])
def test_disabled_queue_status(client: MakeClient, status: int) -> None:
    here = client("services", switches={"disabled_queue_status": status})
    number = here.create(yaml_definition(queueStatus="disabled"))["id"]
    answer = here.refused("POST", "build/builds", {"definition": {"id": number}})
    assert answer[:2] == (status, "DefinitionDisabledException")


@pytest.mark.parametrize(("value", "status"), [("not_found", 404), ("shown", 200)])
def test_deleted_build(client: MakeClient, value: str, status: int) -> None:
    made = made_with(client, {"deleted": True, "status": "completed"}, deleted_build=value)
    answer = made.here.send("GET", f"build/builds/{made.build}")
    assert (answer.status_code, answer.json().get("deleted")) == (status, True if status == 200 else None)


@pytest.mark.parametrize(("value", "status"), [("protecting", 204), ("any", 400)])
def test_lease_blocks_delete(client: MakeClient, value: str, status: int) -> None:
    made = made_with(client, lease_blocks_delete=value)
    made.here.emulated.call("POST", "retain", {"lease": True, "protect": False}, id=made.definition)
    assert made.here.send("DELETE", f"build/definitions/{made.definition}").status_code == status


@pytest.mark.parametrize("status", [400, 403, 409])
def test_retained_build_status(client: MakeClient, status: int) -> None:
    made = made_with(client, {"retained": True}, retained_build_status=status)
    answer = made.here.refused("DELETE", f"build/builds/{made.build}")
    assert answer[:2] == (status, "CannotDeleteRetainedBuildException")


@pytest.mark.parametrize("status", [400, 409])
def test_build_status_change_status(client: MakeClient, status: int) -> None:
    made = made_with(client, {"status": "completed"}, build_status_change_status=status)
    answer = made.here.refused("PATCH", f"build/builds/{made.build}", {"status": "inProgress"})
    assert answer[:2] == (status, "BuildStatusInvalidChangeException")


@pytest.mark.parametrize("status", [409, 400])
def test_duplicate_artifact_status(client: MakeClient, status: int) -> None:
    made = made_with(client, duplicate_artifact_status=status)
    made.here.ok("POST", artifact_path(made), drop())
    for body in (drop(), drop(r"\\other"), drop(name="DROP")):
        answer = made.here.refused("POST", artifact_path(made), body)
        assert answer[:2] == (status, "ArtifactExistsException")
    assert answer[2] == f"Artifact DROP already exists for build {made.build}."


@pytest.mark.parametrize("value", ["refuse", "merge"])
def test_same_name_container(client: MakeClient, value: str) -> None:
    made = made_with(client, same_name_container=value)
    first = made.associate()
    again = made.here.send("POST", artifact_path(made), drop(f"#/{made.container}/drop", "Container"))
    assert again.status_code == (200 if value == "merge" else 409)
    if value == "merge":
        assert again.json() == first
    assert made.here.send("POST", artifact_path(made), drop()).status_code == 409
    assert made.here.ok("GET", artifact_path(made))["count"] == 1


@pytest.mark.parametrize(("value", "status"), [("allow", 200), ("refuse", 400)])
def test_artifact_on_completed_build(client: MakeClient, value: str, status: int) -> None:
    made = made_with(client, {"status": "completed"}, artifact_on_completed_build=value)
    assert made.here.send("POST", artifact_path(made), drop()).status_code == status


@pytest.mark.parametrize("status", [400, 404, 501])
def test_artifact_type_status(client: MakeClient, status: int) -> None:
    made = made_with(client, artifact_type_status=status)
    answer = made.here.refused("POST", artifact_path(made), drop(kind="Teapot"))
    assert answer[:2] == (status, "ArtifactTypeNotSupportedException")


@pytest.mark.parametrize("status", [400, 404, 409])
def test_artifact_data_status(client: MakeClient, status: int) -> None:
    made = made_with(client, artifact_data_status=status)
    answer = made.here.refused("POST", artifact_path(made), drop("#/x", "Container"))
    assert answer[:2] == (status, "InvalidArtifactDataException")


@pytest.mark.parametrize(("value", "shown"), [("canonical", "Container"), ("as_sent", "CONTAINER")])
def test_artifact_type_case(client: MakeClient, value: str, shown: str) -> None:
    made = made_with(client, artifact_type_case=value)
    made.put("drop/x", b"1")
    new = made.here.ok("POST", artifact_path(made), drop(f"#/{made.container}/drop", "CONTAINER"))
    assert new["resource"]["type"] == shown
    assert unzipped(downloaded(made)) == {"drop/x": b"1"}


def test_artifact_names(client: MakeClient) -> None:
    made = made_with(client, artifact_names="case_sensitive")
    made.here.ok("POST", artifact_path(made), drop())
    made.here.ok("POST", artifact_path(made), drop(name="DROP"))
    assert made.here.ok("GET", f"{artifact_path(made)}/DROP")["name"] == "DROP"
    assert made.here.refused("GET", f"{artifact_path(made)}/Drop")[0] == 404


@pytest.mark.parametrize(("value", "prefix"), [("artifact", "drop/"), ("none", "")])
def test_zip_root(client: MakeClient, value: str, prefix: str) -> None:
    made = made_with(client, zip_root=value)
    made.put("drop/a/x", b"1")
    made.associate()
    assert unzipped(downloaded(made)) == {f"{prefix}a/x": b"1"}
    made.here.emulated.artifact(made.build, "p", files={"y": "2"})
    assert unzipped(downloaded(made, "p")) == {"p/y" if prefix else "y": b"2"}
    assert unzipped(made.send("GET", "drop", params={"$format": "zip"}).content) == {f"{prefix}a/x": b"1"}


@pytest.mark.parametrize(("value", "smaller"), [("stored", False), ("deflated", True)])
def test_zip_compression(client: MakeClient, value: str, smaller: bool) -> None:
    made = made_with(client, zip_compression=value)
    made.put("drop/x", b"z" * 100000)
    made.associate()
    data = downloaded(made)
    assert (len(data) < 10000) is smaller
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("drop/x") == b"z" * 100000


@pytest.mark.parametrize("value", ["open", "read_only", "hidden"])
def test_finished_container(client: MakeClient, value: str) -> None:
    made = made_with(client, finished_container=value)
    uris = {"artifactUris": f"vstfs:///Build/Build/{made.build}"}

    def seen() -> tuple[int, int, int]:
        query = made.here.ok("GET", "_apis/resources/Containers", params=uris, version="7.1-preview")
        return query["count"], made.put("drop/x", b"1").status_code, made.get("drop/x").status_code

    assert seen() == (1, 201, 200)
    made.here.ok("PATCH", f"build/builds/{made.build}", {"status": "completed"})
    assert seen() == {"open": (1, 201, 200), "read_only": (1, 403, 200), "hidden": (0, 404, 404)}[value]


@pytest.mark.parametrize(("value", "status"), [("not_found", 404), ("found", 200)])
def test_container_without_scope(client: MakeClient, value: str, status: int) -> None:
    made = made_with(client, container_without_scope=value)
    assert made.send("GET", params={"scope": None}).status_code == status


def test_container_paths(client: MakeClient) -> None:
    made = made_with(client)
    made.put("Drop/X", b"1")
    made.put("drop/x", b"2")
    assert made.paths("DROP") == ["Drop", "Drop/X"]
    made = made_with(client, container_paths="case_sensitive")
    made.put("Drop/X", b"1")
    made.put("drop/x", b"2")
    assert made.paths() == ["Drop", "Drop/X", "drop", "drop/x"]
    assert made.get("DROP/X").status_code == 404


def test_missing_items(client: MakeClient) -> None:
    made = made_with(client, missing_items="not_found")
    assert made.refused("GET", "nothing")[1] == "ContainerItemNotFoundException"
    assert made.items() == []


def test_list_shows_folder(client: MakeClient) -> None:
    made = made_with(client, list_shows_folder=False)
    made.put("drop/x", b"1")
    assert made.paths("drop") == ["drop/x"]
    assert made.paths("drop/x") == ["drop/x"]


@pytest.mark.parametrize("status", [202, 200])
def test_chunk_status(client: MakeClient, status: int) -> None:
    made = made_with(client, chunk_status=status)
    assert made.put("x", b"12", "0-1/4").status_code == status
    assert made.put("x", b"34", "2-3/4").status_code == 201


@pytest.mark.parametrize("status", [400, 409, 416])
def test_chunk_order_status(client: MakeClient, status: int) -> None:
    assert made_with(client, chunk_order_status=status).put("x", b"12", "2-3/4").status_code == status


@pytest.mark.parametrize("value", ["accept", "refuse"])
def test_repeated_chunk(client: MakeClient, value: str) -> None:
    """As after an answer that was lost"""
    made = made_with(client, repeated_chunk=value)
    good = value == "accept"
    made.put("x", b"12", "0-1/6")
    assert made.put("x", b"12", "0-1/6").ok is good
    made.put("x", b"34", "2-3/6")
    assert made.put("x", b"34", "2-3/6").ok is good
    assert made.put("x", b"56", "4-5/6").status_code == 201
    assert made.put("x", b"56", "4-5/6").status_code == (201 if good else 400)
    assert made.get("x").content == b"123456"


def test_gzip_download(client: MakeClient) -> None:
    made = made_with(client, gzip_download="identity")
    made.put_gzip("x", b"z" * 1000)
    answer = made.get("x", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.content == b"z" * 1000


@pytest.mark.parametrize(
    ("asked", "span", "expected"),
    [
        ("bytes=0-3", "bytes 0-3/10", b"0123"),
        ("bytes=4-", "bytes 4-9/10", b"456789"),
        ("bytes=-3", "bytes 7-9/10", b"789"),
        ("bytes=8-99", "bytes 8-9/10", b"89"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_download_ranges(client: MakeClient, asked: str, span: str, expected: bytes, packed: bool) -> None:
    made = made_with(client, download_ranges=True)
    made.put("x", b"0123456789")
    if packed:
        made = made_with(client, download_ranges=True, gzip_download="identity")
        made.put_gzip("x", b"0123456789" + b"0" * 990)
        span = span.replace("/10", "/1000")
        if asked in ("bytes=4-", "bytes=-3", "bytes=8-99"):
            asked, span, expected = "bytes=997-", "bytes 997-999/1000", b"000"
    answer = made.get("x", Range=asked)
    assert (answer.status_code, answer.headers["Content-Range"], answer.content) == (206, span, expected)


def test_ranges_that_are_not_honoured(client: MakeClient) -> None:
    made = made_with(client)
    made.put("x", b"0123456789")
    answer = made.get("x", Range="bytes=4-")
    assert (answer.status_code, answer.content) == (200, b"0123456789")
    made.here.emulated.switch(download_ranges=True)
    answer = made.get("x", Range="bytes=10-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */10")


def test_a_range_of_another_content_is_the_whole(client: MakeClient) -> None:
    made = made_with(client, download_ranges=True)
    made.put("x", b"0123456789")
    tag = made.get("x").headers["ETag"]
    assert made.get("x", Range="bytes=4-", **{"If-Range": tag}).content == b"456789"
    made.put("x", b"9876543210")
    answer = made.get("x", Range="bytes=4-", **{"If-Range": tag})
    assert (answer.status_code, answer.content) == (200, b"9876543210")
    made.here.emulated.switch(download_ranges=False)
    assert "ETag" not in made.get("x").headers


# BuildXL, Documentation/Specs/PagedHash.md, and the hash of nothing that its tests name
EMPTY_HASH = "1E57CF2792A900D06C1CDFB3C453F35BC86F72788AA9724C96C929D1CC6B456A00"


@pytest.mark.parametrize("how", ["none", "hash", "hash_of_stored"])
def test_content_ids(client: MakeClient, how: str) -> None:
    made = made_with(client, content_ids=how)
    made.put("empty", b"")
    made.put("plain", b"z" * 1000)
    made.put_gzip("packed", b"z" * 1000)
    found = {row["path"]: row["contentId"] for row in made.items()}
    if how == "none":
        assert set(found.values()) == {""}
        return
    assert base64.b64decode(found["empty"]).hex().upper() == EMPTY_HASH
    assert (found["packed"] == found["plain"]) is (how == "hash")
    assert len({*found.values()}) == (2 if how == "hash" else 3)


def test_the_content_hash_of_several_blocks() -> None:
    """Written out as the specification has it, for a block, a whole one and a bit, and two"""
    for size in (1, 65536, 2**21, 2**21 + 1, 2**22):
        content = bytes(number % 251 for number in range(997)) * (size // 997 + 1)
        content = content[:size]
        link = b"VSO Content Identifier Seed"
        starts = range(0, size, 2**21)
        for start in starts:
            block = content[start : start + 2**21]
            pages = [sha256(block[at : at + 65536]).digest() for at in range(0, len(block), 65536)]
            link = sha256(link + sha256(b"".join(pages)).digest() + bytes([start == starts[-1]])).digest()
        pieces = [content[at : at + 100_000] for at in range(0, size, 100_000)]
        assert identifier(pieces) == link + b"\0"


def signed_url(made: Content) -> str:
    made.here.emulated.artifact(made.build, "p", files={"y": "2"})
    path = f"pipelines/{made.definition}/runs/{made.build}/artifacts?artifactName=p&$expand=signedContent"
    return str(made.here.ok("GET", path)["signedContent"]["url"])


@pytest.mark.parametrize("status", [403, 401, 404])
def test_signed_url_expired_status(client: MakeClient, status: int) -> None:
    made = made_with(client, signed_url_seconds=0, signed_url_expired_status=status)
    answer = requests.get(signed_url(made), timeout=20)
    assert (answer.status_code, answer.content) == (status, b"")


@pytest.mark.parametrize(("value", "begin"), [("none", b""), ("wrapped", b'{"$id"'), ("xml", b"<?xml")])
def test_signed_url_expired_body(client: MakeClient, value: str, begin: bytes) -> None:
    made = made_with(client, signed_url_seconds=0, signed_url_expired_body=value)
    answer = requests.get(signed_url(made), timeout=20)
    assert (answer.status_code, answer.content[:6].rstrip()) == (403, begin[:6])
    assert bool(answer.content) is (value != "none")


def test_signed_url_seconds(client: MakeClient) -> None:
    made = made_with(client, signed_url_seconds=86400)
    made.here.emulated.artifact(made.build, "p", files={"y": "2"})
    path = f"pipelines/{made.definition}/runs/{made.build}/artifacts?artifactName=p&$expand=signedContent"
    expires = datetime.fromisoformat(
        made.here.ok("GET", path)["signedContent"]["signatureExpires"].replace("Z", "+00:00")
    )
    left = expires - datetime.now(timezone.utc)
    assert timedelta(hours=23) < left <= timedelta(hours=24)


def test_signed_url_host(client: MakeClient) -> None:
    url = signed_url(made_with(client, signed_url_host="other"))
    assert "//localhost:" in url
    assert unzipped(requests.get(url, timeout=20).content) == {"p/y": b"2"}
