# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signed addresses of pipeline artifacts: who sees what, and what is done when one is no longer valid."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import requests

from functional.artifact_world import actions
from functional.downloads import EVERYTHING, artifact, build, nothing_half, sizes
from functional.world import PAT, World


def download(world: World, number: int, dest: Path) -> dict[str, Any]:
    result = world.run("build_artifact_info", build_id=number, name="drop", dest=str(dest))
    assert nothing_half(dest)
    return result


@contextlib.contextmanager
def signatures() -> Iterator[set[str]]:
    """The signatures that a module uses meanwhile; the emulator's log hides them."""
    found: set[str] = set()
    send = requests.Session.send

    def record(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        found.update(re.findall(r"urlSignature=([^&]+)", str(request.url)))
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", record):
        yield found


@pytest.mark.parametrize("host", ["same", "other"])
def test_signed_addresses_see_no_credential(host: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, "PipelineArtifact")
    world.switch(signed_url_host=host)
    world.log()
    with signatures() as used:
        found = download(world, number, tmp_path)
    signed = [entry for entry in world.log() if "signature" in entry["query"].lower()]
    assert [entry["authorization"] for entry in signed] == [False]
    assert len(used) == 1
    assert not any(signature in str(found) for signature in used)


@pytest.mark.parametrize("body", ["none", "wrapped", "xml"])
@pytest.mark.parametrize(
    ("status", "code"), [(401, "authentication_failed"), (403, "access_denied"), (404, "not_found")]
)
def test_an_expired_signature(status: int, code: str, body: str, world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, "PipelineArtifact")
    world.switch(signed_url_seconds=-1, signed_url_expired_status=status, signed_url_expired_body=body)
    with signatures() as used:
        result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(tmp_path))
    assert result["failed"] is True
    assert "The signature of the address was refused. It is valid for a short time: try again." in result["msg"]
    assert "personal_access_token" not in result["msg"]
    assert "organization_url" not in result["msg"]
    # what the server says counts before its status
    assert result["failure"]["code"] == ("authentication_failed" if body == "wrapped" else code)
    assert len(used) == 2
    assert not any(secret in str(result) for secret in (PAT, *used))
    assert sizes(tmp_path) == {}


@pytest.mark.parametrize("body", ["none", "wrapped", "xml"])
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_signature_that_expired_on_the_way_is_asked_for_again(
    status: int, body: str, world: World, tmp_path: Path
) -> None:
    number = build(world)
    artifact(world, number, "PipelineArtifact")
    world.switch(signed_url_seconds=-1, signed_url_expired_status=status, signed_url_expired_body=body)
    send, asked = requests.Session.send, []

    def in_time(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        asked.append("urlSignature" in str(request.url))
        if asked.count(True) == 1 and not asked[-1]:
            world.switch(signed_url_seconds=3600)
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", in_time):
        assert actions(download(world, number, tmp_path)) == EVERYTHING
    assert asked.count(True) == 2


def test_an_artifact_that_is_gone_is_no_expired_signature(world: World, tmp_path: Path) -> None:
    number = build(world)
    artifact(world, number, "PipelineArtifact")
    gone = {"typeKey": "ArtifactNotFoundException", "message": "The content of artifact drop could not be found."}
    world.fault(kind="respond", path="/_signed/", status=404, body=gone, times=None)
    with signatures() as used:
        result = world.attempt("build_artifact_info", build_id=number, name="drop", dest=str(tmp_path))
    assert "could not be found" in result["msg"]
    assert "signature" not in result["msg"]
    assert len(used) == 1
