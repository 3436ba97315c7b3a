# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is inside an artifact: zips, single files, manifests, signed URLs (api-facts §5.3)."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote, urlsplit

from .build_state import Artifact, Container, ContainerItem, ManifestFile, SignedAccess
from .call import Answer, Call
from .errors import ServiceError
from .links import date
from .state import Collection, new_guid, now
from .streams import OCTETS, ZIP, Entry, Outgoing, disposition, zipped
from .world import SIGNED


def container_place(artifact: Artifact) -> tuple[int, str]:
    """The container and the folder in `#/{containerId}/{folder}`."""
    number, _slash, folder = artifact.data.removeprefix("#/").partition("/")
    return int(number), folder


def beneath(container: Container, folder: str, fold: bool) -> Iterator[tuple[ContainerItem, str]]:
    """The items below a folder, each with its path from there. A file is its own only item."""
    wanted = folder.lower() if fold else folder
    for key, item in sorted(container.items.items()):
        if not wanted:
            yield item, item.path
        elif key == wanted and not item.folder:
            yield item, item.path.rpartition("/")[2]
        elif key.startswith(wanted + "/"):
            yield item, item.path[len(folder) + 1 :]


def zip_answer(collection: Collection, entries: list[Entry], name: str) -> Answer:
    compress = collection.switches["zip_compression"] == "deflated"
    return Answer(stream=Outgoing(zipped(entries, compress), ZIP), headers=disposition(f"{name}.zip"))


def container_entries(collection: Collection, container: Container, folder: str, root: str) -> list[Entry]:
    """`root` is what the names of the entries begin with."""
    fold = collection.switches["container_paths"] == "ignore_case"
    prefix = f"{root}/" if root and collection.switches["zip_root"] == "artifact" else ""
    return [
        Entry(prefix + path, item.content, item.mode)
        for item, path in beneath(container, folder, fold)
        if item.content is not None
    ]


def artifact_zip(collection: Collection, artifact: Artifact) -> Answer:
    """Raises ServiceError for a type that has no files here."""
    if artifact.files is not None:
        prefix = f"{artifact.name}/" if collection.switches["zip_root"] == "artifact" else ""
        entries = [Entry(prefix + file.path, file.content, file.mode) for file in artifact.files]
        return zip_answer(collection, entries, artifact.name)
    if artifact.type.lower() != "container":
        raise ServiceError(
            collection.switches["artifact_type_status"],
            "ArtifactTypeNotSupportedException",
            f"Artifact {artifact.name} of type {artifact.type} cannot be downloaded.",
        )
    number, folder = container_place(artifact)
    container = collection.containers.get(number)
    if container is None:
        raise _no_content(artifact)
    return zip_answer(collection, container_entries(collection, container, folder, artifact.name), artifact.name)


def artifact_file(collection: Collection, artifact: Artifact, file_id: str, file_name: str) -> Answer:
    """One file by its ID: that of a container item, a blob of the manifest, or the manifest itself."""
    if artifact.files is not None:
        if file_id.lower() == artifact.data.lower():
            return Answer(raw=manifest(artifact.files))
        for file in artifact.files:
            if file.blob_id.lower() == file_id.lower():
                return _file(file, file_name)
    elif artifact.type.lower() == "container":
        number, folder = container_place(artifact)
        container = collection.containers.get(number)
        for item, _path in beneath(container, folder, True) if container is not None else ():
            if str(item.id) == file_id and item.content is not None:
                content = Outgoing(item.content.blocks(), OCTETS, item.content.length)
                return Answer(stream=content, headers=disposition(file_name))
    raise _no_content(artifact)


def _file(file: ManifestFile, name: str) -> Answer:
    return Answer(stream=Outgoing(file.content.blocks(), OCTETS, file.content.length), headers=disposition(name))


def _no_content(artifact: Artifact) -> ServiceError:
    message = f"The content of artifact {artifact.name} could not be found."
    return ServiceError(404, "ArtifactNotFoundException", message)


def manifest(files: list[ManifestFile]) -> bytes:
    """The list of files of a pipeline artifact (INFERRED)."""
    items = [
        {"path": f"/{file.path}", "blob": {"id": file.blob_id, "size": file.content.length}}
        for file in files
        if file.mode is None
    ]
    return json.dumps({"manifestFormat": "1.1.0", "items": items, "manifestReferences": []}).encode()


def sign(call: Call, artifact: Artifact) -> dict[str, str]:
    """A URL that opens the artifact without credentials, for a while."""
    key, signature = new_guid(), secrets.token_urlsafe(24)
    switches = call.collection.switches
    expires = now() + timedelta(seconds=switches["signed_url_seconds"])
    call.collection.signed[key] = SignedAccess(signature, artifact, expires)
    base = urlsplit(call.base)
    host = base.netloc
    if switches["signed_url_host"] == "other":
        host = host.replace("127.0.0.1", "localhost") if "127.0.0.1" in host else host.replace("localhost", "127.0.0.1")
    query = f"format=zip&urlExpires={quote(date(expires))}&urlSigningMethod=HMACV1&urlSignature={signature}"
    return {"url": f"{base.scheme}://{host}/{SIGNED}/{key}/content?{query}", "signatureExpires": date(expires)}


def _expired(collection: Collection) -> Answer:
    """How a signature is refused is recorded nowhere: status and body are switches."""
    status, body = (collection.switches[f"signed_url_expired_{what}"] for what in ("status", "body"))
    message = "The signature of the URL is not valid, or no longer valid."
    if body == "wrapped":
        raise ServiceError(status, "UnauthorizedRequestException", message)
    if body == "xml":
        text = f'<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>{message}</Message></Error>'
        return Answer(stream=Outgoing([text.encode()], "application/xml", len(text)), status=status)
    return Answer(status=status)


def signed_content(collection: Collection, key: str, query: dict[str, str]) -> Answer:
    """What a signed URL answers: a zip, or with format=file the file at subPath. Raises ServiceError."""
    access = collection.signed[key]
    valid = hmac.compare_digest(query.get("urlsignature", ""), access.signature)
    if not valid or now() >= access.expires:
        return _expired(collection)
    artifact = access.artifact
    if query.get("format", "zip").lower() != "file":
        return artifact_zip(collection, artifact)
    path = query.get("subpath", "").strip("/")
    for file in artifact.files or ():
        if file.path == path:
            return _file(file, path.rpartition("/")[2])
    raise _no_content(artifact)
