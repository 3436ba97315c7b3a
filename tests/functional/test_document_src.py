# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A definition from a file: `document_src`."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from functional.conftest import PROFILES
from functional.world import MARKER, World


def document(world: World) -> dict[str, Any]:
    """A document that every profile can hold, in the product's own shape."""
    task = {"id": "71a9a2d3-a98a-4caa-96ab-affca411ecda", "versionSpec": "1.*", "definitionType": "task"}
    steps = [{"task": task, "displayName": "Bauen: größer", "inputs": {"solution": "a.sln"}, "enabled": True}]
    phases = [{"name": "Agent job 1", "refName": "Job_1", "steps": steps, "target": {"type": 1}}]
    runs: dict[str, Any] = {"process": {"type": 1, "phases": phases}} if world.has_process else {"build": steps}
    repository = world.ask("GET", "git/repositories/website").json()
    return {
        "name": "from file",
        "description": "Ünï",
        "queue": {"id": 1},
        "repository": {"id": repository["id"], "type": "TfsGit", "name": "website", "defaultBranch": "refs/heads/main"},
        "variables": {"Config": {"value": "release"}, "Key": {"value": MARKER, "isSecret": True}},
        **runs,
    }


ENCODINGS = {
    "UTF-8": lambda text: text.encode("utf-8"),
    "UTF-8 with BOM": lambda text: codecs.BOM_UTF8 + text.encode("utf-8"),
    "UTF-16 LE with BOM": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE with BOM": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-32 with BOM": lambda text: text.encode("utf-32"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode("utf-8"),
    "UTF-16 with CRLF": lambda text: text.replace("\n", "\r\n").encode("utf-16"),
}
WRAPPINGS = {
    "plain": lambda body: body,
    "export": lambda body: {"version": 1, "definition": body},
    "list": lambda body: {"count": 1, "value": [body]},
    "template": lambda body: {"id": "x", "name": "x", "template": body},
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_line_end_is_read(world: World, given: Path, encoding: str) -> None:
    path = given / "definition.json"
    path.write_bytes(ENCODINGS[encoding](json.dumps(document(world), indent=2, ensure_ascii=False)))
    done = world.run(document_src=str(path), update_secrets="on_create")
    stored = world.document(done["id"])
    assert (stored["name"], stored["description"]) == ("from file", "Ünï")
    assert stored["process"]["phases"][0]["steps"][0]["displayName"] == "Bauen: größer"
    assert world.run(document_src=str(path), update_secrets="on_create")["changed"] is False


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_every_wrapping_is_taken_off(world: World, given: Path, wrapping: str) -> None:
    path = given / "definition.json"
    path.write_text(json.dumps(WRAPPINGS[wrapping](document(world))), encoding="utf-8")
    done = world.run(document_src=str(path), name="mine")
    assert (done["definition"]["name"], done["definition"]["description"]) == ("mine", "Ünï")


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_it_is_the_same_as_the_document_inline(world: World, given: Path) -> None:
    body = document(world)
    path = given / "definition.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    check = world.run(check=True, document_src=str(path), tags=None)
    inline = world.run(check=True, document=body)
    assert [check[key] for key in ("changes", "definition", "diff")] == [
        inline[key] for key in ("changes", "definition", "diff")
    ]
    done = world.run(document_src=str(path), update_secrets="on_create")
    assert done["changes"] == check["changes"]
    assert world.run(document=body, update_secrets="on_create")["changed"] is False
    world.edit(done["id"], {"description": "somebody else's"})
    assert world.run(document_src=str(path), update_secrets="on_create")["changes"] == ["description"]


@pytest.mark.parametrize("profile", PROFILES, indirect=True)
def test_its_secrets_are_shown_nowhere(world: World, given: Path) -> None:
    body = document(world)
    # not of a variable, so only the file as a whole tells that it is a secret
    body["repository"]["properties"] = {"password": f"{MARKER}-repository"}
    body["description"] = f"signs in with {MARKER}-repository"
    # what a name holds is asked for, so the emulator's log shows this one
    body["variables"]["Other"] = {"value": "a secret in a name", "isSecret": True}
    path = given / "definition.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    results = [world.run(check=True, document_src=str(path)), world.run(document_src=str(path))]
    results.append(world.run(document_src=str(path), description=f"says {MARKER} twice"))
    results.append(world.attempt(document_src=str(path), queue="no a secret in a name"))
    path.write_text(json.dumps({"type": "xaml", **body, "name": MARKER}), encoding="utf-8")
    results.append(world.attempt(document_src=str(path)))
    assert MARKER not in json.dumps(results)
    assert "a secret in a name" not in json.dumps(results)
    assert (results[-2]["failed"], results[-1]["failed"]) == (True, True)


def test_members_that_the_service_drops_are_named(world: World, given: Path) -> None:
    path = given / "definition.json"
    path.write_text(json.dumps({**document(world), "documentQuality": 1}), encoding="utf-8")
    assert "documentQuality was left out: the service drops it" in world.run(document_src=str(path))["warnings"][0]


BAD = {
    "not JSON": (b'{\n  "name": "x",\n  "process": {,}\n}', "{path}, line 3, column 15: it is not JSON: "),
    "CRLF": (b'{\r\n  "name": "x",\r\n  "process": {,}\r\n}', "{path}, line 3, column 15: it is not JSON: "),
    "UTF-16": ('{\n  "name": oops\n}'.encode("utf-16"), "{path}, line 2, column 11: it is not JSON: Expecting value."),
    "cut off": (b'{"name": "x"', "{path}, line 1, column 13: it is not JSON: "),
    "not UTF-8": (b'{\n  "name": "gr\xf6\xdfer"\n}', "{path}, line 2, column 14: the byte 0xf6 is no UTF-8 text."),
    "empty": (b"\xef\xbb\xbf \n", "{path} is empty. Give a file with a definition as JSON."),
    "no definition": (b'{"hello": 1}', "{path}: it is no build definition."),
    "a number": (b"42", "{path}: it is a number."),
    "XAML": (b'{"type": "xaml", "name": "x"}', "{path}: it is a XAML build definition."),
    "two": (b'{"count": 2, "value": [{"name": "a"}, {"name": "b"}]}', "{path}: it is a list of 2 definitions."),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named_with_the_place(world: World, tmp_path: Path, case: str) -> None:
    content, message = BAD[case]
    path = tmp_path / "definition.json"
    path.write_bytes(content)
    refused = world.attempt(name="web", document_src=str(path))
    assert refused["msg"].startswith("document_src: " + message.format(path=path)), refused["msg"]
    assert refused["failure"]["code"] == "invalid_option"
    assert world.verbs() == []


@pytest.mark.parametrize(("name", "reason"), [("missing.json", "No such file or directory"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(world: World, tmp_path: Path, name: str, reason: str) -> None:
    path = str(tmp_path / name).rstrip("/")
    refused = world.attempt(document_src=path)
    assert refused["msg"].startswith(f"document_src: {path} cannot be read: {reason}. The file must be on the machine")


def test_document_excludes_it(world: World, tmp_path: Path) -> None:
    refused = world.attempt(document_src=str(tmp_path / "x"), document={"name": "x"})
    assert refused["msg"] == "parameters are mutually exclusive: document|document_src"
