# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The repository of an exported document as the option `repository` of `build_definition`. Pure."""

from __future__ import annotations

import json
import re
import typing as t

from . import option_tables as tables
from .nodes import ABSENT, JsonText

Document = dict[str, t.Any]
Options = dict[str, t.Any]

_INTEGERS = ("fetch_depth", "label_sources")
_TEXTS = ("label_sources_format",)


def repository_options(repository: Document) -> Options:
    """The option, with a typed suboption for each property that has one."""
    unknown = set(repository) - {*tables.REPOSITORY.values(), "clean", "properties"}
    if unknown:
        raise ValueError(f"repository.{sorted(unknown)[0]}")
    given: Options = {
        option: repository[member] for option, member in tables.REPOSITORY.items() if repository.get(member) is not None
    }
    if repository.get("clean") is not None:
        given["clean"] = str(repository["clean"])
    rest = dict(repository.get("properties") or {})
    for option, member in tables.REPOSITORY_PROPERTIES.items():
        value = _typed(option, member, rest.get(member))
        if value is not None:
            given[option] = value
            del rest[member]
    if rest.get("connectedServiceId"):
        given["service_connection"] = rest.pop("connectedServiceId")
    if rest.get("cleanOptions") in tables.CLEAN_OPTIONS.values():
        given["clean_options"] = tables.option_for(tables.CLEAN_OPTIONS, rest.pop("cleanOptions"))
    mappings = _mappings(rest.get("tfvcMapping"))
    if mappings is not None:
        given["mappings"] = mappings
        del rest["tfvcMapping"]
    if rest:
        given["properties"] = rest
    return {"repository": given}


def _typed(option: str, member: str, value: t.Any) -> t.Any:
    """The value of a property as the suboption's type; None where the suboption cannot say it."""
    if value is None or option in _TEXTS:
        return value
    text = str(value)
    if option in _INTEGERS:
        return int(text) if re.fullmatch(r"0|-?[1-9]\d*", text) else None
    return {"true": True, "false": False}.get(text.lower())


def _mappings(text: t.Any) -> list[Options] | None:
    """TFVC mappings as suboptions; None where they say more than the suboptions can."""
    parsed = JsonText().canonical(text) if text else ABSENT
    if not isinstance(parsed, dict) or set(parsed) != {"mappings"} or not isinstance(parsed["mappings"], list):
        return None
    found = []
    for mapping in parsed["mappings"]:
        kind = str(mapping.get("mappingType") or "").lower()
        given = {"server_path": mapping.get("serverPath"), "mapping_type": kind, "local_path": mapping.get("localPath")}
        if kind != "map":
            del given["local_path"]
        found.append(given)
    again = json.loads(json.dumps(parsed))["mappings"]
    return found if again == [_as_kept(item) for item in found] else None


def _as_kept(given: Options) -> Document:
    kept = {"serverPath": given["server_path"], "mappingType": given["mapping_type"]}
    return {**kept, "localPath": given["local_path"]} if "local_path" in given else kept
