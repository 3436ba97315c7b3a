# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The option `repository`: from what people write to the members and properties that the service keeps."""

from __future__ import annotations

import json
import typing as t

from .._errors import OptionError
from . import option_tables as tables
from .names import Name
from .nodes import to_text

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]


def repository(options: Options) -> Document:
    given = options.get("repository")
    if given is None:
        return {}
    stated = {member: given[option] for option, member in tables.REPOSITORY.items() if given.get(option) is not None}
    if given.get("clean") is not None:
        clean = str(given["clean"])
        stated["clean"] = clean.lower() if clean.lower() in ("true", "false") else clean
    properties = _properties(given)
    if properties:
        stated["properties"] = properties
    if not stated:
        raise OptionError("repository", "it says nothing", "give at least a name, an id or a default_branch")
    return {"repository": stated}


def _properties(given: Options) -> Document:
    properties: Document = {str(key): to_text(value) for key, value in (given.get("properties") or {}).items()}
    for option, member in tables.REPOSITORY_PROPERTIES.items():
        if given.get(option) is not None:
            properties[member] = to_text(given[option])
    if given.get("clean_options") is not None:
        properties["cleanOptions"] = tables.CLEAN_OPTIONS[given["clean_options"]]
    if given.get("service_connection") is not None:
        properties["connectedServiceId"] = Name("service_connection", str(given["service_connection"]))
    if given.get("mappings") is not None:
        properties["tfvcMapping"] = _mappings(given["mappings"], given.get("type"))
    return properties


def _mappings(given: t.Sequence[Options], kind: str | None) -> str:
    """TFVC mappings as the JSON text that the service keeps (api-facts §2.6)."""
    if kind not in (None, "TfsVersionControl"):
        raise OptionError("repository.mappings", f"a {kind} repository has no mappings", "leave them out")
    mappings = []
    for number, mapping in enumerate(given):
        if not mapping["server_path"].startswith("$/"):
            raise OptionError(
                f"repository.mappings[{number}].server_path",
                f"'{mapping['server_path']}' is no path in TFVC",
                "it begins with $/",
            )
        entry = {"serverPath": mapping["server_path"], "mappingType": mapping.get("mapping_type") or "map"}
        if entry["mappingType"] == "map":
            entry["localPath"] = mapping.get("local_path") or "\\"
        mappings.append(entry)
    return json.dumps({"mappings": mappings}, separators=(",", ":"))
