# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders: writes name the folder in the path up to 5.0, in `?path=` from 5.1 on (api-facts §1.4).

Recorded live is the form in the path with 5.x previews too; whether that is so everywhere is a switch.
"""

from __future__ import annotations

from typing import Any

from .call import Answer, Call
from .definitions import Definitions, create_folders, find_folder
from .errors import ServiceError, argument, null
from .links import date
from .lookups import wrapped
from .normalise import folder_path
from .state import Definition, Folder, now
from .validate import PATH_FORBIDDEN


def _describe(call: Call, folder: Folder) -> dict[str, Any]:
    result: dict[str, Any] = {"path": folder.path}
    if folder.description:
        result["description"] = folder.description
    result["createdOn"] = date(folder.created_on)
    result["createdBy"] = call.links.person(folder.created_by)
    if folder.changed_on is not None and folder.changed_by is not None:
        result["lastChangedDate"] = date(folder.changed_on)
        result["lastChangedBy"] = call.links.person(folder.changed_by)
    result["project"] = call.links.project(call.project)
    return result


#: the first version whose specification has the folder of a write in the query
_IN_QUERY_SINCE = (5, 1)


def _path(call: Call) -> str:
    """The folder that a write is about."""
    in_path, in_query = call.args.get("path"), call.text("path")
    if call.collection.switches["folder_path_form"] == "as_spec":
        text = in_query if call.version.pair >= _IN_QUERY_SINCE else in_path
    else:
        text = in_path or in_query
    if not text:
        raise null("path")
    return _checked(call, text)


def _checked(call: Call, text: str) -> str:
    if any(letter in PATH_FORBIDDEN or ord(letter) < 32 for letter in text):
        status = call.collection.switches["invalid_folder_status"]
        raise ServiceError(status, "InvalidFolderException", f"The folder path {text} is not valid.")
    return folder_path(text)


def _taken(call: Call, path: str) -> ServiceError:
    status = call.collection.switches["folder_exists_status"]
    return ServiceError(status, "FolderExistsException", f"The folder {path} already exists.")


def _missing(path: str) -> ServiceError:
    return ServiceError(404, "FolderNotFoundException", f"The folder {path} was not found.")


def list_folders(call: Call) -> Answer:
    """The folder and all below it; the root is always there."""
    root = Folder("\\", call.project.id, call.collection.person, call.project.last_update)
    found = [root, *(item for item in call.collection.folders if item.project_id == call.project.id)]
    text = call.args.get("path") or call.text("path")
    if text:
        wanted = _checked(call, text).lower()
        below = wanted.rstrip("\\") + "\\"
        found = [item for item in found if item.path.lower() == wanted or item.path.lower().startswith(below)]
    order = (call.text("queryOrder") or "none").lower()
    if order not in ("none", "folderascending", "folderdescending"):
        raise argument(f"The value '{order}' is not a valid query order.", "queryOrder")
    found.sort(key=lambda item: item.path.lower(), reverse=order == "folderdescending")
    return wrapped([_describe(call, item) for item in found])


def create_folder(call: Call) -> Answer:
    """PUT: creates the folder with missing parents."""
    path = _path(call)
    body = call.object("folder")
    if path == "\\" or find_folder(call.collection, call.project.id, path) is not None:
        raise _taken(call, path)
    folder = create_folders(call.collection, call.project.id, path, call.person)
    folder.description = body.get("description")
    return Answer(_describe(call, folder))


def update_folder(call: Call) -> Answer:
    """POST: moves or describes the folder; what is below it moves along, missing parents are made."""
    path = _path(call)
    body = call.object("folder")
    folder = find_folder(call.collection, call.project.id, path)
    if folder is None:
        raise _missing(path)
    target = _checked(call, body.get("path") or path)
    taken = find_folder(call.collection, call.project.id, target)
    if target == "\\" or (taken is not None and taken is not folder):
        raise _taken(call, target)
    parent = target.rpartition("\\")[0]
    if parent:
        create_folders(call.collection, call.project.id, parent, call.person)
    _move(call, folder.path, target)
    folder.description = body.get("description", folder.description)
    folder.changed_by, folder.changed_on = call.person, now()
    return Answer(_describe(call, folder))


def _move(call: Call, old: str, new: str) -> None:
    below = old.lower() + "\\"
    for item in call.collection.folders:
        if item.project_id == call.project.id and (item.path + "\\").lower().startswith(below):
            item.path = new + item.path[len(old) :]
    for definition in _inside(call, old):
        document = definition.current.document
        document["path"] = new + document["path"][len(old) :]
        call.collection.note(definition)


def _inside(call: Call, path: str) -> list[Definition]:
    below = path.lower() + "\\"
    found = call.collection.live_definitions(call.project.id)
    return [item for item in found if (item.path + "\\").lower().startswith(below)]


def delete_folder(call: Call) -> Answer:
    """Also deletes the definitions in it."""
    path = _path(call)
    if find_folder(call.collection, call.project.id, path) is None:
        raise _missing(path)
    store, inside = Definitions(call.collection), _inside(call, path)
    for definition in inside:
        store.check_deletable(definition)
    for definition in inside:
        store.delete(definition)
    below = path.lower() + "\\"
    call.collection.folders = [
        item
        for item in call.collection.folders
        if item.project_id != call.project.id or not (item.path + "\\").lower().startswith(below)
    ]
    return Answer(status=204)
