# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File containers of builds: query, items, download, delete (api-facts §5.5; contracts of the SDK's FileContainer).

Uploads are in uploads.py.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from .artifact_content import beneath, container_entries, zip_answer
from .build_state import Build, Container, ContainerItem
from .call import Answer, Call
from .content_ids import content_id
from .errors import CONTAINER, ServiceError, container_not_found, item_not_found, null
from .links import date
from .streams import OCTETS, ZIP, Outgoing, disposition

_BUILD_URI = re.compile(r"vstfs:///Build/Build/(\d+)$", re.IGNORECASE)
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def clean(path: str) -> str:
    """Separated by single slashes, without one at the ends (SDK EnsurePathFormat)."""
    return "/".join(part for part in re.split(r"[\\/]", path) if part)


def folded(call: Call, path: str) -> str:
    return path.lower() if call.collection.switches["container_paths"] == "ignore_case" else path


def _scope_fits(call: Call, container: Container) -> bool:
    scope = call.text("scope")
    if scope is None:
        return bool(call.collection.switches["container_without_scope"] == "found")
    return scope.strip("{}").lower() == container.project_id.lower()


def _build(call: Call, container: Container) -> Build:
    return call.collection.builds[container.build_id]


def _visible(call: Call, container: Container) -> bool:
    hidden = call.collection.switches["finished_container"] == "hidden"
    return not (hidden and _build(call, container).status == "completed")


def find_container(call: Call, write: bool = False) -> Container:
    number = call.number("containerId")
    found = call.collection.containers.get(number)
    if found is None or not _scope_fits(call, found) or not _visible(call, found):
        raise container_not_found(number)
    closed = call.collection.switches["finished_container"] == "read_only"
    if write and closed and _build(call, found).status == "completed":
        message = f"Access denied. {call.person.name} needs Write permissions on container {number}."
        raise ServiceError(403, "ContainerWriteAccessDeniedException", message, CONTAINER)
    return found


def item_path(call: Call) -> str:
    return clean(call.text("itemPath") or call.args.get("itemPath") or "")


def query_containers(call: Call) -> Answer:
    """By a comma list of artifact URIs and by scope; without them all."""
    uris = call.text("artifactUris")
    wanted = None if uris is None else {_build_id(part.strip()) for part in uris.split(",")}
    scope = call.text("scope")
    found = [
        item
        for item in call.collection.containers.values()
        if _visible(call, item)
        and (wanted is None or item.build_id in wanted)
        and (scope is None or _scope_fits(call, item))
    ]
    rows = [_describe(call, item) for item in found]
    return Answer({"count": len(rows), "value": rows})


def _build_id(uri: str) -> int:
    match = _BUILD_URI.match(uri)
    if match is None:
        message = f"The artifact Uri {uri} is not supported."
        raise ServiceError(400, "ArtifactUriNotSupportedException", message, CONTAINER)
    return int(match[1])


def _describe(call: Call, container: Container) -> dict[str, Any]:
    url = f"{call.base}/_apis/resources/Containers/{container.id}"
    size = sum(item.content.length for item in container.items.values() if item.content is not None)
    shown = {
        "id": container.id,
        "scopeIdentifier": container.project_id,
        "artifactUri": f"vstfs:///Build/Build/{container.build_id}",
        "securityToken": f"{container.project_id}/{_build(call, container).definition_id}",
        "name": _build(call, container).number,
        "createdBy": container.person.id,
        "dateCreated": date(container.created),
        "itemLocation": f"{url}?metadata=True&scope={container.project_id}",
        "contentLocation": f"{url}?scope={container.project_id}",
        "locatorPath": "",
    }
    if size:
        shown["size"] = size
    return shown


def describe_item(call: Call, container: Container, item: ContainerItem) -> dict[str, Any]:
    """The SDK's contract: a member that has the default value of its type, such as length 0, is not sent."""
    url = f"{call.base}/_apis/resources/Containers/{container.id}?itemPath={quote(item.path, safe='')}"
    scope = f"&scope={container.project_id}"
    shown: dict[str, Any] = {
        "containerId": container.id,
        "scopeIdentifier": container.project_id,
        "path": item.path,
        "itemType": item.describe_type(),
        "status": "created" if item.folder or item.content is not None else "pendingUpload",
    }
    if item.content is not None:
        if item.content.length:
            shown["fileLength"] = item.content.length
        shown["fileEncoding"] = shown["fileType"] = 1
    shown["dateCreated"] = date(item.created)
    shown["dateLastModified"] = date(item.modified)
    shown["createdBy"] = shown["lastModifiedBy"] = item.person.id
    shown["itemLocation"] = f"{url}&metadata=True{scope}"
    if item.content is not None:
        shown["contentLocation"] = url + scope
        shown["fileId"] = item.id
    shown["contentId"] = content_id(item.content, call.collection.switches["content_ids"])
    return shown


def get_items(call: Call) -> Answer:
    """A list as JSON, a file as it is, or a folder as a zip: as Accept, $format and metadata ask."""
    container = find_container(call)
    path = item_path(call)
    if call.accepts(ZIP):
        return _zip(call, container, path)
    item = container.items.get(folded(call, path))
    wants_list = call.flag("metadata") or "json" in call.headers.get("accept", "") or item is None or item.folder
    if call.text("$format") is None and wants_list and not (item is None and call.accepts(OCTETS)):
        return _list(call, container, path)
    if item is None or item.content is None:
        raise item_not_found(container.id, path)
    return _download(call, item)


def _list(call: Call, container: Container, path: str) -> Answer:
    item = container.items.get(folded(call, path))
    fold = call.collection.switches["container_paths"] == "ignore_case"
    found = [inner for inner, _path in beneath(container, path, fold)]
    if call.flag("isShallow") and (item is None or item.folder):
        depth = path.count("/") + 1 if path else 0
        found = [inner for inner in found if inner.path.count("/") == depth]
    if item is not None and item.folder and call.collection.switches["list_shows_folder"]:
        found.insert(0, item)
    if path and item is None and call.collection.switches["missing_items"] == "not_found":
        raise item_not_found(container.id, path)
    rows = [describe_item(call, container, inner) for inner in found]
    if call.flag("includeDownloadTickets"):
        for row in rows:
            row["ticket"] = f"ticket-{container.id}-{row.get('fileId', 0)}"
    return Answer({"count": len(rows), "value": rows})


def _zip(call: Call, container: Container, path: str) -> Answer:
    item = container.items.get(folded(call, path))
    if path and item is None:
        raise item_not_found(container.id, path)
    last = path.rpartition("/")[2]
    root = last if item is not None and item.folder else ""
    return zip_answer(call.collection, container_entries(call.collection, container, path, root), last or "container")


def _download(call: Call, item: ContainerItem) -> Answer:
    content = item.content
    if content is None:
        raise null("item")
    headers = disposition(call.text("downloadFileName") or item.path.rpartition("/")[2])
    accepts_gzip = "gzip" in call.headers.get("accept-encoding", "").lower()
    if content.gzipped and accepts_gzip and call.collection.switches["gzip_download"] == "as_stored":
        headers["Content-Encoding"] = "gzip"
        return Answer(stream=Outgoing(content.raw_blocks(), OCTETS, content.stored), headers=headers)
    if call.collection.switches["download_ranges"]:
        headers["ETag"] = f'"{item.id}-{item.modified.timestamp():f}"'
    part = _part(call, content.length, headers.get("ETag"))
    if part is None:
        return Answer(stream=Outgoing(content.blocks(), OCTETS, content.length), headers=headers)
    start, end = part
    headers["Content-Range"] = f"bytes {start}-{end}/{content.length}"
    length = end - start + 1
    return Answer(stream=Outgoing(content.blocks(start, length), OCTETS, length), status=206, headers=headers)


def _part(call: Call, length: int, tag: str | None) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for; None when it is not honoured, or is of another content."""
    found = _RANGE.match(call.headers.get("range", ""))
    if found is None or tag is None or found[1] == found[2] == "" or call.headers.get("if-range", tag) != tag:
        return None
    if found[1] == "":
        start, end = max(0, length - int(found[2])), length - 1
    else:
        start, end = int(found[1]), min(int(found[2] or length - 1), length - 1)
    if start > end:
        raise ServiceError(
            416,
            "InvalidRangeException",
            f"The range {call.headers.get('range')} is not satisfiable.",
            CONTAINER,
            headers={"Content-Range": f"bytes */{length}"},
        )
    return start, end


def delete_item(call: Call) -> Answer:
    """A file, or a folder with everything in it."""
    container = find_container(call, write=True)
    path = item_path(call)
    if not path:
        raise null("itemPath")
    wanted = folded(call, path)
    if wanted not in container.items:
        raise item_not_found(container.id, path)
    for key in [key for key in container.items if key == wanted or key.startswith(wanted + "/")]:
        del container.items[key]
    return Answer(status=204)
