# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The work of the module `build_definition_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.redacted import redacted
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import NotFoundError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module

Document = dict[str, t.Any]

SPEC: dict[str, dict[str, t.Any]] = {
    "name": {"type": "str"},
    "id": {"type": "int"},
    "path": {"type": "str"},
    "revision": {"type": "int"},
    "history": {"type": "bool", "default": False},
    "include_all_properties": {"type": "bool", "default": False},
}


def run_build_definition_info() -> None:
    """Run the module."""
    run_module(SPEC, read_definitions, mutually_exclusive=[("id", "name"), ("id", "path")])


def read_definitions(run: Run) -> dict[str, t.Any]:
    """Read what the task asks for; the result of the module."""
    options = run.options
    single = options["id"] is not None or options["revision"] is not None or options["history"]
    if single and options["id"] is None and (not options["name"] or "*" in options["name"]):
        raise OptionError(
            "name", "revision and history belong to one definition", "give its id, or its name without a star"
        )
    definitions = Definitions(run.client)
    found = _one(definitions, options) if single else _several(definitions, options)
    result: dict[str, t.Any] = {"changed": False, "definitions": [redacted(document) for document in found]}
    if options["history"]:
        result["history"] = definitions.history(found[0]["id"]) if found else []
    return result


def _one(definitions: Definitions, options: dict[str, t.Any]) -> list[Document]:
    if options["id"] is not None:
        found = definitions.get(options["id"], options["revision"])
    else:
        found = definitions.find(options["name"], options["path"])
        if found is not None and options["revision"] is not None:
            found = definitions.get(found["id"], options["revision"])
            if found is None:
                raise NotFoundError(
                    f"The definition '{options['name']}' has no revision {options['revision']}",
                    hint="Ask for its history to see which revisions there are.",
                )
    return [] if found is None else [found]


def _several(definitions: Definitions, options: dict[str, t.Any]) -> list[Document]:
    found = definitions.matching(options["name"], options["path"])
    return definitions.whole(found) if options["include_all_properties"] else found
