# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts of builds: list, get, create (api-facts §5). There is no update and no delete."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from .artifact_content import artifact_file, artifact_zip, sign
from .build_state import Artifact, Build
from .builds import find, there
from .call import Answer, Call
from .errors import ServiceError, argument, build_not_found, null
from .seed import guid
from .state import Collection
from .streams import OCTETS, ZIP

TYPES = (
    "Container",
    "FilePath",
    "VersionControl",
    "GitRef",
    "TfvcLabel",
    "SymbolStore",
    "SymbolRequest",
    "Drop",
    "PipelineArtifact",
)
# What the data of a type looks like (api-facts §5.2); of the others anything but nothing is taken.
_DATA = {
    "Container": re.compile(r"#/\d+(/.*)?$"),
    "FilePath": re.compile(r"\\\\[^\\]|file:", re.IGNORECASE),
    "VersionControl": re.compile(r"\$[/\\]"),
}


def of_build(collection: Collection, build: Build) -> list[Artifact]:
    return [item for item in collection.artifacts if item.build_id == build.id]


def find_artifact(call: Call, build: Build, name: str) -> Artifact:
    found = _named(call.collection, build, name)
    if found is None:
        raise ServiceError(404, "ArtifactNotFoundException", f"Artifact {name} was not found for build {build.id}.")
    return found


def _named(collection: Collection, build: Build, name: str) -> Artifact | None:
    fold = collection.switches["artifact_names"] == "ignore_case"
    for item in of_build(collection, build):
        if item.name == name or (fold and item.name.lower() == name.lower()):
            return item
    return None


def describe(call: Call, artifact: Artifact) -> dict[str, Any]:
    resource: dict[str, Any] = {"type": artifact.type, "data": artifact.data, "properties": dict(artifact.properties)}
    resource.update(_urls(call, artifact))
    if call.version.pair == (4, 1) and artifact.type.lower() == "container":
        # sent by the spec of 4.1 alone; a secret
        resource["downloadTicket"] = guid("ticket", call.collection.id, str(artifact.id))
    shown: dict[str, Any] = {"id": artifact.id, "name": artifact.name}
    if artifact.source is not None and call.version.pair >= (5, 1):
        shown["source"] = artifact.source
    return {**shown, "resource": resource}


def _urls(call: Call, artifact: Artifact) -> dict[str, Any]:
    build = call.collection.builds[artifact.build_id]
    root = f"{call.base}/{build.project_id}/_apis/build/builds/{build.id}/artifacts"
    name = quote(artifact.name, safe="")
    if call.version.pair >= (4, 1):
        url = f"{root}?artifactName={name}&api-version={call.version.text}"
        zip_url = f"{url}&%24format=zip"
    else:
        url = f"{root}/{name}"
        zip_url = f"{url}?%24format=zip"
    urls: dict[str, Any] = {"url": url}
    kind = artifact.type.lower()
    if kind in ("container", "pipelineartifact"):
        urls["downloadUrl"] = zip_url
    elif kind == "filepath":
        plain = artifact.data.replace("\\", "/")
        urls["downloadUrl"] = plain if plain.lower().startswith("file:") else f"file:{plain}"
    if "downloadUrl" in urls and kind != "filepath":
        urls["_links"] = {"self": {"href": url}, "download": {"href": zip_url}}
    return urls


def get_artifacts(call: Call) -> Answer:
    """The list; with `artifactName` one of them, as JSON, as a zip, or one file of it."""
    build = find(call)
    name = call.args.get("artifactName") or call.text("artifactName")
    if name is None:
        rows = [describe(call, item) for item in of_build(call.collection, build)]
        return Answer({"count": len(rows), "value": rows})
    artifact = find_artifact(call, build, name)
    file_id, file_name = call.text("fileId"), call.text("fileName")
    if file_id is not None and call.version.pair >= (5, 0):
        if file_name is None:
            raise null("fileName")
        return artifact_file(call.collection, artifact, file_id, file_name)
    if call.accepts(ZIP):
        return artifact_zip(call.collection, artifact)
    if call.accepts(OCTETS):
        raise argument("fileId and fileName are needed for a single file.", "fileId")
    return Answer(describe(call, artifact))


def create_artifact(call: Call) -> Answer:
    build = find(call)
    body = call.object("artifact")
    artifact = _read(call, build, body)
    if build.status == "completed" and call.collection.switches["artifact_on_completed_build"] == "refuse":
        message = f"Build {build.id} is completed, so that no artifact can be added."
        raise ServiceError(400, "InvalidBuildException", message)
    there_already = _named(call.collection, build, artifact.name)
    if there_already is not None:
        merged = call.collection.switches["same_name_container"] == "merge"
        if merged and artifact.type.lower() == there_already.type.lower() == "container":
            return Answer(describe(call, there_already))
        raise ServiceError(
            call.collection.switches["duplicate_artifact_status"],
            "ArtifactExistsException",
            f"Artifact {artifact.name} already exists for build {build.id}.",
        )
    artifact.id = call.collection.next_id("artifact")
    call.collection.artifacts.append(artifact)
    return Answer(describe(call, artifact))


def _read(call: Call, build: Build, body: dict[str, Any]) -> Artifact:
    name, resource = body.get("name"), body.get("resource")
    if not isinstance(name, str) or not name.strip():
        raise null("artifact.Name")
    if not isinstance(resource, dict):
        raise null("artifact.Resource")
    kind, data = resource.get("type"), resource.get("data")
    known = next((item for item in TYPES if isinstance(kind, str) and item.lower() == kind.lower()), None)
    switches = call.collection.switches
    if known is None:
        raise ServiceError(
            switches["artifact_type_status"],
            "ArtifactTypeNotSupportedException",
            f"The artifact type {kind} is not supported.",
        )
    pattern = _DATA.get(known)
    if not isinstance(data, str) or not data.strip() or (pattern is not None and not pattern.match(data)):
        raise _bad_data(call, name, data)
    if known == "Container" and not _has_container(call, data):
        raise _bad_data(call, name, data)
    source = body.get("source") if call.version.pair >= (5, 1) else None
    if source is not None and not isinstance(source, str):
        raise argument("The value of source is not a string.", "artifact.Source")
    shown_type = known if switches["artifact_type_case"] == "canonical" else str(kind)
    return Artifact(0, build.id, name, shown_type, data, _properties(resource), source)


def _has_container(call: Call, data: str) -> bool:
    """Of any build, but of this project (api-facts §5.4)."""
    container = call.collection.containers.get(int(data.split("/")[1]))
    return container is not None and container.project_id == call.project.id


def _bad_data(call: Call, name: str, data: Any) -> ServiceError:
    return ServiceError(
        call.collection.switches["artifact_data_status"],
        "InvalidArtifactDataException",
        f"The data {data} of artifact {name} is not valid.",
    )


def _properties(resource: dict[str, Any]) -> dict[str, str]:
    """Texts; other plain values become texts, as the contract has a map of strings."""
    given = resource.get("properties") or {}
    if not isinstance(given, dict) or any(isinstance(value, (dict, list)) for value in given.values()):
        raise argument("The properties are not a map of strings.", "artifact.Resource.Properties")
    return {
        name: value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
        if value is not None
    }


def run_artifact(call: Call) -> Answer:
    """One artifact as the pipelines area shows it; signed content exists for pipeline artifacts."""
    number = call.number("runId")
    build = call.collection.builds.get(number)
    pipeline = call.number("pipelineId")
    if build is None or build.deleted or not there(call, build) or build.definition_id != pipeline:
        raise build_not_found(number)
    name = call.text("artifactName")
    if name is None:
        raise null("artifactName")
    artifact = find_artifact(call, build, name)
    expand = (call.text("$expand") or "none").lower()
    if expand not in ("none", "signedcontent"):
        raise argument(f"The value '{expand}' is not valid for $expand.", "$expand")
    root = f"{call.base}/{build.project_id}/_apis/pipelines/{pipeline}/runs/{build.id}/artifacts"
    shown: dict[str, Any] = {}
    if expand == "signedcontent" and artifact.files is not None:
        shown["signedContent"] = sign(call, artifact)
    shown["name"] = artifact.name
    shown["url"] = f"{root}?artifactName={quote(artifact.name, safe='')}"
    return Answer(shown)
