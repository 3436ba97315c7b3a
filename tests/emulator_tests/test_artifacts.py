# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts: list, get, create, zips, single files, signed URLs (api-facts §5)."""

from __future__ import annotations

import hashlib
import stat
from typing import Any

import pytest
import requests
from conftest import NEWEST, PAT, Client, MakeClient, any_definition
from content import content, unzipped

FILES = {"a.txt": "one", "deep/er/b.txt": "two", "empty": "", "ünï.txt": "drei"}
BYTES = {name: text.encode() for name, text in FILES.items()}


def artifacts(build: int) -> str:
    return f"build/builds/{build}/artifacts"


def body(name: str = "drop", kind: str = "FilePath", data: Any = r"\\server\share", **more: Any) -> dict[str, Any]:
    return {"name": name, "resource": {"type": kind, "data": data, **more}}


def download(here: Client, url: str, **more: Any) -> requests.Response:
    return here.session.get(url, auth=("", PAT), timeout=20, **more)


@pytest.mark.parametrize("profile", list(NEWEST))
def test_create_list_get(client: MakeClient, profile: str) -> None:
    here = client(profile)
    made = here.emulated.build(here.emulated.import_definition(any_definition(profile)))
    path, data = artifacts(made["id"]), f"#/{made['container']}/drop"
    assert here.ok("GET", path) == {"count": 0, "value": []}
    sent = body("drop", "Container", data, properties={"artifactsize": "7"})
    new = here.ok("POST", path, {**sent, "id": 99, "source": "job"})
    assert isinstance(new["id"], int)
    assert new["id"] != 99
    assert new["resource"]["properties"] == {"artifactsize": "7"}
    assert (new["resource"]["type"], new["resource"]["data"]) == ("Container", data)
    assert ("source" in new) == (profile in ("server2019", "server2020", "server2022", "services"))
    assert ("downloadTicket" in new["resource"]) == (profile == "tfs2018")
    assert here.ok("GET", path)["value"] == [new]
    assert here.ok("GET", f"{path}/drop") == new
    assert here.ok("GET", path, params={"artifactName": "drop"}) == new
    project = here.ok("GET", f"build/builds/{made['id']}")["project"]["id"]
    root = f"{here.url}/{project}/_apis/build/builds/{made['id']}/artifacts"
    shown = new["resource"]["downloadUrl"]
    if profile in ("tfs2015", "tfs2017"):
        assert shown == f"{root}/drop?%24format=zip"
    else:
        assert shown == f"{root}?artifactName=drop&api-version={here.version}&%24format=zip"
    assert download(here, shown).headers["Content-Type"].startswith("application/zip")


def test_what_is_not_there(client: MakeClient) -> None:
    made = content(client("services"))
    here, path = made.here, artifacts(made.build)
    message = f"Artifact nope was not found for build {made.build}."
    assert here.refused("GET", path, params={"artifactName": "nope"}) == (404, "ArtifactNotFoundException", message)
    assert here.refused("GET", f"{path}/nope")[2] == message
    assert here.refused("GET", artifacts(999))[:2] == (404, "BuildNotFoundException")
    assert here.refused("POST", artifacts(999), body())[:2] == (404, "BuildNotFoundException")
    for verb in ("PUT", "PATCH", "DELETE"):
        assert here.send(verb, path, {}).status_code == 405
        assert here.send(verb, f"{path}/drop", {}).status_code == 405


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ({}, "ArgumentNullException"),
        ({"name": " ", "resource": {}}, "ArgumentNullException"),
        ({"name": "x"}, "ArgumentNullException"),
        (body(kind="Teapot"), "ArtifactTypeNotSupportedException"),
        (body(kind=None), "ArtifactTypeNotSupportedException"),
        (body(data=""), "InvalidArtifactDataException"),
        (body(data="/unix/path"), "InvalidArtifactDataException"),
        (body(kind="Container", data="drop"), "InvalidArtifactDataException"),
        (body(kind="Container", data="#/99999/drop"), "InvalidArtifactDataException"),
        (body(kind="VersionControl", data="main"), "InvalidArtifactDataException"),
        (body(properties={"a": {}}), "ArgumentException"),
        ({**body(), "source": 1}, "ArgumentException"),
    ],
)
def test_bad_artifacts_are_refused(client: MakeClient, sent: dict[str, Any], key: str) -> None:
    made = content(client("services"))
    assert made.here.refused("POST", artifacts(made.build), sent)[:2] == (400, key)
    assert made.here.ok("GET", artifacts(made.build))["count"] == 0


def test_types_without_content(client: MakeClient) -> None:
    """api-facts §5.2, §5.3: the URL of a FilePath is file://"""
    made = content(client("services"))
    here, path = made.here, artifacts(made.build)
    for kind, data in (
        ("FilePath", r"\\server\share"),
        ("VersionControl", "$/p/x"),
        ("GitRef", "refs/tags/x"),
        ("TfvcLabel", "label"),
        ("SymbolStore", r"\\symbols\share"),
        ("SymbolRequest", "https://x.example/1"),
        ("Drop", "drop1"),
    ):
        new = here.ok("POST", path, body(kind, kind, data))
        expected = "file://server/share" if kind == "FilePath" else None
        assert new["resource"].get("downloadUrl") == expected
        answer = here.refused("GET", path, params={"artifactName": kind, "$format": "zip"})
        assert answer[1] == "ArtifactTypeNotSupportedException"
    assert here.ok("GET", path)["count"] == 7


def test_properties_become_texts(client: MakeClient) -> None:
    made = content(client("services"))
    sent = body(properties={"a": "1", "b": 2, "c": True, "d": None})
    new = made.here.ok("POST", artifacts(made.build), sent)
    assert new["resource"]["properties"] == {"a": "1", "b": "2", "c": "true"}


def test_another_builds_container(client: MakeClient) -> None:
    """api-facts §5.4: of the same project"""
    here = client("services")
    one, two = content(here), content(here)
    one.put("drop/x", b"1")
    new = here.ok("POST", artifacts(two.build), body("drop", "Container", f"#/{one.container}/drop"))
    assert unzipped(download(here, new["resource"]["downloadUrl"]).content) == {"drop/x": b"1"}


def test_zip_of_a_container(client: MakeClient) -> None:
    made = content(client("services"))
    for name, data in BYTES.items():
        assert made.put(f"drop/{name}", data).status_code == 201
    made.put("dropped/other", b"no")
    made.put("drop/half", b"xx", "0-1/4")
    new = made.associate()
    expected = {f"drop/{name}": data for name, data in BYTES.items()}
    answer = download(made.here, new["resource"]["downloadUrl"])
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert unzipped(answer.content) == expected
    by_accept = made.here.send(
        "GET",
        artifacts(made.build),
        params={"artifactName": "drop"},
        headers={"Accept": "application/zip;api-version=7.1"},
    )
    assert by_accept.content == answer.content


@pytest.mark.parametrize("kind", ["PipelineArtifact", "Container"])
def test_artifacts_made_by_the_admin_api(client: MakeClient, kind: str) -> None:
    made = content(client("services"))
    made.here.emulated.artifact(made.build, "pa", type=kind, files=FILES, properties={"more": "yes"})
    (new,) = made.here.ok("GET", artifacts(made.build))["value"]
    resource = new["resource"]
    assert resource["type"] == kind
    assert resource["properties"]["artifactsize"] == str(sum(len(data) for data in BYTES.values()))
    assert resource["properties"]["more"] == "yes"
    if kind == "PipelineArtifact":
        assert resource["properties"]["RootId"] == resource["data"]
    assert unzipped(download(made.here, resource["downloadUrl"]).content) == {f"pa/{k}": v for k, v in BYTES.items()}


def test_one_file(client: MakeClient) -> None:
    """5.0 and later: a blob of the manifest, which is itself such a file, or an item of the container"""
    made = content(client("services"))
    here, path = made.here, artifacts(made.build)
    here.emulated.artifact(made.build, "pa", files=FILES)
    root = here.ok("GET", f"{path}/pa")["resource"]["data"]
    params = {"artifactName": "pa", "fileId": root, "fileName": "manifest"}
    listed = here.send("GET", path, params=params).json()
    blobs = {item["path"]: item["blob"] for item in listed["items"]}
    assert blobs["/deep/er/b.txt"]["size"] == 3
    params = {"artifactName": "pa", "fileId": blobs["/deep/er/b.txt"]["id"], "fileName": "b.txt"}
    answer = here.send("GET", path, params=params)
    assert (answer.content, answer.headers["Content-Length"]) == (b"two", "3")
    assert answer.headers["Content-Type"].startswith("application/octet-stream")
    assert 'filename="b.txt"' in answer.headers["Content-Disposition"]
    assert here.refused("GET", path, params={**params, "fileId": "no"})[0] == 404
    assert here.refused("GET", path, params={"artifactName": "pa", "fileId": root})[0] == 400
    made.put("drop/a", b"abc")
    made.associate()
    (file_id,) = [row["fileId"] for row in made.items() if row["itemType"] == "file"]
    params = {"artifactName": "drop", "fileId": file_id, "fileName": "a"}
    assert here.send("GET", path, params=params).content == b"abc"
    assert here.ok("GET", path, params=params, version="4.1")["name"] == "drop"


def test_signed_content(client: MakeClient) -> None:
    made = content(client("services"))
    here = made.here
    here.emulated.artifact(made.build, "pa", files=FILES)
    here.emulated.artifact(made.build, "plain", type="Container", files=FILES)
    path = f"pipelines/{made.definition}/runs/{made.build}/artifacts"
    bare = here.ok("GET", path, params={"artifactName": "pa"})
    assert set(bare) == {"name", "url"}
    assert set(here.ok("GET", path, params={"artifactName": "plain", "$expand": "signedContent"})) == {"name", "url"}
    signed = here.ok("GET", path, params={"artifactName": "pa", "$expand": "signedContent"})["signedContent"]
    assert not signed["url"].startswith(here.url)
    here.emulated.clear_log()
    answer = requests.get(signed["url"], timeout=20)
    assert unzipped(answer.content) == {f"pa/{name}": data for name, data in BYTES.items()}
    file_url = signed["url"].replace("format=zip", "format=file&subPath=%2Fdeep%2Fer%2Fb.txt")
    assert download(here, file_url).content == b"two"
    assert requests.get(signed["url"].replace("Signature=", "Signature=x"), timeout=20).status_code == 403
    log = here.emulated.log()
    assert [(entry["status"], entry["authorization"]) for entry in log] == [(200, False), (200, True), (403, False)]
    secret = signed["url"].rpartition("urlSignature=")[2]
    assert secret not in str(log)
    here.ok("GET", path, params={"artifactName": "pa"})
    assert "authorization" not in here.emulated.log()[-1]
    here.emulated.fault("server_error", path="^/_signed/")
    assert requests.get(signed["url"], timeout=20).status_code == 503


def test_wrong_runs(client: MakeClient) -> None:
    made = content(client("services"))
    made.here.emulated.artifact(made.build, "pa", files=FILES)
    root = f"pipelines/{made.definition}/runs"
    name = {"artifactName": "pa"}
    assert made.here.refused("GET", f"{root}/99/artifacts", params=name)[0] == 404
    assert made.here.refused("GET", f"pipelines/99/runs/{made.build}/artifacts", params=name)[0] == 404
    assert made.here.refused("GET", f"{root}/{made.build}/artifacts")[0] == 400
    assert made.here.refused("GET", f"{root}/{made.build}/artifacts", params={"artifactName": "x"})[0] == 404
    assert made.here.refused("GET", f"{root}/{made.build}/artifacts", params={**name, "$expand": "x"})[0] == 400
    assert made.here.send("GET", f"{root}/{made.build}/artifacts", params=name, version="5.1").status_code == 400


def test_evil_names_and_modes_in_zips(client: MakeClient) -> None:
    """For clients that unpack: nothing is cleaned on the way"""
    import io
    import zipfile

    made = content(client("services", switches={"zip_root": "none"}))
    link = stat.S_IFLNK | 0o777
    evil = {"../up": "x", "/abs": "x", "a\\b": "x", "link": {"text": "/etc/passwd", "mode": link}}
    made.here.emulated.artifact(made.build, "evil", files=evil)
    url = made.here.ok("GET", f"{artifacts(made.build)}/evil")["resource"]["downloadUrl"]
    with zipfile.ZipFile(io.BytesIO(download(made.here, url).content)) as archive:
        assert archive.namelist() == list(evil)
        assert archive.getinfo("link").external_attr >> 16 == link


def test_generated_content_is_the_same_each_time(client: MakeClient) -> None:
    made = content(client("services"))
    size = (1 << 18) * 3 + 5
    for name in ("one", "two"):
        files = {"f": {"size": size, "seed": 7}}
        made.here.emulated.artifact(made.build, name, type="Container", files=files)
    first, second = made.get("one/f"), made.get("two/f")
    assert len(first.content) == size
    assert first.content == second.content
    blocks = [first.content[start : start + (1 << 18)] for start in range(0, size, 1 << 18)]
    assert len(set(blocks)) == 4
    made.here.emulated.switch(download_ranges=True)
    assert made.get("one/f", Range="bytes=262140-262150").content == first.content[262140:262151]
    truth = made.here.emulated.content(made.build)["files"]["one/f"]
    assert truth["sha256"] == hashlib.sha256(first.content).hexdigest()
