# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File containers: chunks, lists, downloads, deletes (api-facts §5.5; contracts of the SDK's FileContainer)."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from conftest import MakeClient
from content import PROJECT_ID, content, unzipped

PROFILES = {
    "tfs2015": "2.0-preview",
    "tfs2018": "4.1-preview.4",
    "server2022": "7.1-preview",
    "services": "7.1-preview.4",
}


@pytest.mark.parametrize(("profile", "version"), PROFILES.items())
def test_the_container_of_a_build(client: MakeClient, profile: str, version: str) -> None:
    here = client(profile)
    number = here.emulated.import_definition({"name": "d", "repository": {"type": "TfsGit", "name": "r"}})
    made = here.emulated.build(number)
    path = "_apis/resources/Containers"
    params = {"artifactUris": f"vstfs:///Build/Build/{made['id']}", "scope": PROJECT_ID}
    (found,) = here.ok("GET", path, params=params, version=version)["value"]
    assert found["id"] == made["container"]
    assert (found["artifactUri"], found["scopeIdentifier"]) == (params["artifactUris"], PROJECT_ID)
    assert re.match(r"20\d\d-", found["dateCreated"])
    assert "size" not in found
    here.emulated.build(number)
    assert here.ok("GET", path, version=version)["count"] == 2
    other = {**params, "scope": "8634ba98-f13c-46c4-a30c-eedc6dbeb32b"}
    assert here.ok("GET", path, params=other, version=version)["count"] == 0
    both = {**params, "artifactUris": "vstfs:///Build/Build/1,vstfs:///Build/Build/2"}
    assert here.ok("GET", path, params=both, version=version)["count"] == 2
    answer = here.refused("GET", path, params={"artifactUris": "vstfs:///Git/1"}, version=version)
    assert answer[1] == "ArtifactUriNotSupportedException"
    assert here.send("POST", path, {}, version=version).status_code == 405
    bare = here.refused("GET", path, version=version.partition("-")[0])
    assert bare[1] == "VssInvalidPreviewVersionException"
    assert here.send("GET", f"{here.url}/{here.project}/{path}".replace(f"{here.url}/", "")).status_code == 404


def test_chunks(client: MakeClient) -> None:
    made = content(client("services"))
    data = bytes(range(256)) * 4
    first = made.put("drop/x.bin", data[:400], "0-399/1024")
    assert (first.status_code, first.json()["status"]) == (202, "pendingUpload")
    assert made.get("drop/x.bin").status_code == 404
    assert made.put("drop/x.bin", data[400:1000], "400-999/1024").status_code == 202
    last = made.put("drop/x.bin", data[1000:], "1000-1023/1024")
    assert (last.status_code, last.json()["status"], last.json()["fileLength"]) == (201, "created", 1024)
    assert made.get("drop/x.bin").content == data
    (container,) = made.here.ok("GET", "_apis/resources/Containers", version="7.1-preview")["value"]
    assert container["size"] == 1024
    truth = made.here.emulated.content(made.build)
    assert truth["files"]["drop/x.bin"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert truth["pending"] == {}


def test_content_range_is_needed(client: MakeClient) -> None:
    """api-facts §3.2, §5.5: a string, wrapped as a collection"""
    made = content(client("services"))
    for span in (None, "whole", "5-4/9", "0-9/5", "*/0"):
        answer = made.put("drop/x", b"hello", span)
        assert (answer.status_code, answer.json()) == (
            400,
            {"count": 36, "value": "Content-Range header not understood."},
        )
    assert made.items() == []


@pytest.mark.parametrize(
    ("spans", "bad"),
    [
        ([], "5-9/20"),
        (["0-4/20"], "10-14/20"),
        (["0-4/20"], "3-7/20"),
        (["0-4/20"], "5-9/30"),
        (["0-4/20", "5-9/20"], "0-4/30 then 5-9/20"),
        (["0-4/5"], "5-9/10"),
    ],
)
def test_chunks_out_of_order(client: MakeClient, spans: list[str], bad: str) -> None:
    made = content(client("services"))
    for span in spans:
        assert made.put("drop/x", b"12345", span).ok
    *more, wrong = bad.split(" then ")
    for span in more:
        assert made.put("drop/x", b"12345", span).ok
    answer = made.put("drop/x", b"12345", wrong)
    assert (answer.status_code, answer.json()["typeKey"]) == (400, "ArgumentException")


def test_a_body_of_another_length_than_its_range(client: MakeClient) -> None:
    made = content(client("services"))
    for data in (b"123", b"1234567"):
        assert made.put("drop/x", data, "0-4/5").status_code == 400
    assert made.items() == []
    made.put("drop/x", b"12345", "0-4/10")
    assert made.put("drop/x", b"123", "5-9/10").status_code == 400
    assert made.put("drop/x", b"67890", "5-9/10").status_code == 201
    assert made.get("drop/x").content == b"1234567890"


def test_an_upload_can_begin_again_and_replace_a_file(client: MakeClient) -> None:
    made = content(client("services"))
    made.put("drop/x", b"old")
    made.put("drop/x", b"12", "0-1/4")
    assert made.get("drop/x").content == b"old"
    made.put("drop/x", b"ab", "0-1/4")
    assert made.put("drop/x", b"cd", "2-3/4").status_code == 201
    assert made.get("drop/x").content == b"abcd"


def test_an_empty_file(client: MakeClient) -> None:
    made = content(client("services"))
    assert made.put("drop/none", b"", None).status_code == 201
    assert made.put("drop/star", b"", "*/0").status_code == 201
    for row in made.items("drop/none") + made.items("drop/star"):
        # the SDK's contract does not send a length of 0
        assert (row["itemType"], row["status"], "fileLength" in row) == ("file", "created", False)
    answer = made.get("drop/none")
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, b"", "0")


def test_gzip(client: MakeClient) -> None:
    made = content(client("services"))
    data = b"a long story " * 500
    assert made.put_gzip("drop/x", data).status_code == 201
    assert made.items("drop/x")[0]["fileLength"] == len(data)
    plain = made.get("drop/x", **{"Accept-Encoding": "identity"})
    assert (plain.content, plain.headers["Content-Length"]) == (data, str(len(data)))
    packed = made.get("drop/x", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(data)
    assert packed.content == data
    made.associate()
    url = made.here.ok("GET", f"build/builds/{made.build}/artifacts/drop")["resource"]["downloadUrl"]
    zipped = made.here.session.get(url, auth=("", "emulator-pat"), timeout=20)
    assert unzipped(zipped.content) == {"drop/x": data}


def test_gzip_in_chunks(client: MakeClient) -> None:
    """The total of Content-Range is the compressed length"""
    made = content(client("services"))
    data = bytes(range(256)) * 40
    packed = gzip.compress(data)
    headers = {"Content_Encoding": "gzip", "x_tfs_filelength": str(len(data))}
    half = len(packed) // 2
    assert made.put("d/x", packed[:half], f"0-{half - 1}/{len(packed)}", **headers).status_code == 202
    end = f"{half}-{len(packed) - 1}/{len(packed)}"
    assert made.put("d/x", packed[half:], end, **headers).status_code == 201
    assert made.get("d/x").content == data


def test_bad_gzip(client: MakeClient) -> None:
    made = content(client("services"))
    data = b"z" * 1000
    assert made.put_gzip("d/x", data, length=999).status_code == 400
    assert made.put_gzip("d/x", b"z", length=1).status_code == 400
    assert made.put("d/x", b"no gzip", Content_Encoding="gzip", x_tfs_filelength="100").status_code == 400
    assert made.put("d/x", gzip.compress(data), Content_Encoding="gzip").status_code == 400
    assert made.items() == []


def test_lists(client: MakeClient) -> None:
    made = content(client("services"))
    for path in ("drop/b.txt", "drop/a/one", "drop/a/two", "dropped/x", "top"):
        made.put(path, b"1")
    everything = ["drop", "drop/a", "drop/a/one", "drop/a/two", "drop/b.txt", "dropped", "dropped/x", "top"]
    assert made.paths() == everything
    assert made.paths("drop") == everything[:5]
    assert made.paths("\\drop\\/a/") == everything[1:4]
    assert made.paths("drop", isShallow="true") == ["drop", "drop/a", "drop/b.txt"]
    assert made.paths(isShallow="true") == ["drop", "dropped", "top"]
    assert made.paths("drop/b.txt", metadata="true") == ["drop/b.txt"]
    assert made.paths("nothing") == []
    folder, file = made.items("drop")[0], made.items("top")[0]
    assert (folder["itemType"], file["itemType"]) == ("folder", "file")
    assert (file["containerId"], file["scopeIdentifier"]) == (made.container, PROJECT_ID)
    assert "contentLocation" not in folder
    assert made.items("top", includeDownloadTickets="true")[0]["ticket"]
    get = made.here.session.get
    content_of = get(file["contentLocation"], auth=("", "emulator-pat"), timeout=20)
    assert content_of.content == b"1"
    again = get(file["itemLocation"], auth=("", "emulator-pat"), timeout=20)
    assert again.json()["value"] == [file]


def test_ways_to_ask_for_a_file(client: MakeClient) -> None:
    made = content(client("services"))
    made.put("drop/ünï x.txt", b"1")
    answer = made.send("GET", "drop/ünï x.txt", params={"$format": "octetstream", "downloadFileName": 'q"é.txt'})
    assert answer.content == b"1"
    assert "filename*=UTF-8''q%22%C3%A9.txt" in answer.headers["Content-Disposition"]
    by_path = made.here.send("GET", f"{made.path}/drop/%C3%BCn%C3%AF%20x.txt?scope={PROJECT_ID}", version="7.1-preview")
    assert by_path.json()["value"][0]["path"] == "drop/ünï x.txt"
    old = made.send(
        "GET",
        "drop/ünï x.txt",
        version=None,
        headers={"Accept": "application/octet-stream; api-version=1.0; res-version=1"},
    )
    assert old.content == b"1"
    zipped = made.send("GET", "drop", params={"$format": "zip"})
    assert unzipped(zipped.content) == {"drop/ünï x.txt": b"1"}
    assert unzipped(made.send("GET", params={"$format": "zip"}).content) == {"drop/ünï x.txt": b"1"}
    assert made.refused("GET", "no", params={"$format": "zip"})[1] == "ContainerItemNotFoundException"
    message = f"The item no in container {made.container} could not be found."
    assert made.get("no").json()["message"] == message
    assert made.get("drop").headers["Content-Type"].startswith("application/json")


def test_wrong_containers_and_scopes(client: MakeClient) -> None:
    made = content(client("services"))
    expected = (404, "ContainerNotFoundException", f"The container {made.container} could not be found.")
    assert made.refused("GET", params={"scope": "8634ba98-f13c-46c4-a30c-eedc6dbeb32b"}) == expected
    assert made.refused("GET", params={"scope": ""}) == expected
    made.container = 99
    assert made.put("x", b"1").status_code == 404
    assert made.refused("DELETE", "x")[0] == 404


def test_items_of_another_type(client: MakeClient) -> None:
    made = content(client("services"))
    made.put("drop/x", b"1")
    for path in ("drop", "drop/x/y", "drop/x/y/z"):
        answer = made.put(path, b"1")
        assert (answer.status_code, answer.json()["typeKey"]) == (400, "ContainerItemExistsException")
    assert made.put("", b"1").status_code == 400


def test_delete(client: MakeClient) -> None:
    made = content(client("services"))
    for path in ("drop/a/one", "drop/a/two", "drop/b"):
        made.put(path, b"1")
    made.associate()
    assert made.send("DELETE", "drop/b").status_code == 204
    assert made.refused("DELETE", "drop/b")[:2] == (404, "ContainerItemNotFoundException")
    assert made.send("DELETE", "drop/a").status_code == 204
    assert made.paths() == ["drop"]
    assert made.refused("DELETE")[0] == 400
    # the artifact stays (api-facts §5.3)
    assert made.here.ok("GET", f"build/builds/{made.build}/artifacts")["count"] == 1


def test_readers_may_not_write(client: MakeClient) -> None:
    made = content(client("services"))
    size = 8 << 20
    headers = {"Content-Range": f"bytes 0-{size - 1}/{size}"}
    reader = ("", "emulator-readonly-pat")
    assert made.send("PUT", "x", data=bytes(size), headers=headers, auth=reader).status_code == 403
    assert made.send("PUT", "x", data=bytes(size), headers=headers, auth=("", "wrong")).status_code == 401
    # the connection is still good
    assert made.put("x", b"1").status_code == 201


def test_files_go_with_their_items_and_collections(client: MakeClient, emulator: object) -> None:
    made = content(client("services"))
    world = emulator.world  # type: ignore[attr-defined]
    collection = world.get(made.here.emulated.path)
    made.put("drop/x", b"1")
    made.put("drop/x", b"2")
    folder = Path(collection.storage.new().path).parent
    assert len(list(folder.iterdir())) == 1
    made.send("DELETE", "drop")
    assert list(folder.iterdir()) == []
    made.put("y", b"2")
    made.here.emulated.remove()
    assert not folder.exists()


def test_a_large_file_does_not_fill_the_memory(client: MakeClient) -> None:
    """Sent and received in blocks; 64 MiB here stand for gigabytes"""
    import tracemalloc

    made = content(client("services"))
    size = 64 << 20
    made.here.emulated.artifact(made.build, "big", type="Container", files={"f": {"size": size}})
    tracemalloc.start()
    try:
        with made.send(
            "GET",
            "big/f",
            version=None,
            headers={"Accept": "application/octet-stream;api-version=7.1-preview"},
            stream=True,
        ) as answer:
            found = hashlib.sha256()
            for block in answer.iter_content(1 << 20):
                found.update(block)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.hexdigest() == made.here.emulated.content(made.build)["files"]["big/f"]["sha256"]
    assert peak < 16 << 20
