# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The work of the module `build_definition_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._comparison import Comparison
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.filters import filters
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.redacted import redact
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import NotFoundError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._export import Exporter
from ansible_collections.azdo.pipelines.plugins.module_utils._listing import Listing
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module
from ansible_collections.azdo.pipelines.plugins.module_utils._names_of_ids import NamesOfIds

Document = dict[str, t.Any]

_SIDE: dict[str, dict[str, t.Any]] = {
    "definition": {"type": "str"},
    "path": {"type": "str"},
    "project": {"type": "str"},
    "revision": {"type": "int"},
}
_FILTERS: dict[str, dict[str, t.Any]] = {
    "path": {"type": "str"},
    "subfolders": {"type": "bool"},
    "repository": {"type": "str"},
    "repository_type": {
        "type": "str",
        "choices": ["TfsGit", "TfsVersionControl", "GitHub", "GitHubEnterprise", "Bitbucket", "Git", "Svn"],
    },
    "yaml_filename": {"type": "str"},
    "queue": {"type": "str"},
    "tags": {"type": "list", "elements": "str"},
    "type": {"type": "str", "choices": ["build", "xaml", "all"]},
    "built_after": {"type": "str"},
    "not_built_after": {"type": "str"},
}
SPEC: dict[str, dict[str, t.Any]] = {
    "name": {"type": "str"},
    "id": {"type": "int"},
    **_FILTERS,
    "revision": {"type": "int"},
    "history": {"type": "bool", "default": False},
    "include_all_properties": {"type": "bool", "default": False},
    "include_latest_builds": {"type": "bool", "default": False},
    "export": {"type": "str", "choices": ["options", "document"]},
    "export_properties": {"type": "bool", "default": False},
    "compare": {
        "type": "dict",
        "options": {
            "from": {"type": "dict", "required": True, "options": _SIDE},
            "to": {"type": "dict", "options": _SIDE},
        },
    },
}


def run_build_definition_info() -> None:
    """Run the module."""
    run_module(SPEC, read_definitions, mutually_exclusive=[("id", other) for other in ("name", *_FILTERS)])


def read_definitions(run: Run) -> dict[str, t.Any]:
    """Read what the task asks for; the result of the module."""
    options = run.options
    names = NamesOfIds(run.client, warn=run.warn)
    if options["compare"] is not None:
        return {"changed": False, **_compared(run, names)}
    found = _found(run)
    result: dict[str, t.Any] = {"changed": False, "definitions": [redact(document) for document in found]}
    if options["history"]:
        result["history"] = Definitions(run.client).history(found[0]["id"]) if found else []
    if options["export"]:
        exporter = Exporter(run.client, names)
        result["exports"] = [
            exporter.export(document, options["export"], options["export_properties"])
            for document in found
            if document.get("type") not in ("xaml", 1)
        ]
    return result


def _compared(run: Run, names: NamesOfIds) -> dict[str, t.Any]:
    for other in ("revision", "history", "export"):
        if run.options[other]:
            raise OptionError("compare", f"{other} was given too", "Use two tasks.")
    return Comparison(run.client, names).compare(run.options)


def _found(run: Run) -> list[Document]:
    options, listing = run.options, Listing(run.client)
    wanted = filters(options)
    single = options["id"] is not None or options["revision"] is not None or options["history"]
    if single and options["id"] is None and (not options["name"] or "*" in options["name"]):
        raise OptionError(
            "name", "revision and history belong to one definition", "give its id, or its name without a star"
        )
    if not single:
        whole = options["include_all_properties"] or bool(options["export"])
        return listing.find(wanted, whole, options["include_latest_builds"])
    number = options["id"]
    if number is None:
        named = Definitions(run.client).find(options["name"], options["path"])
        if named is None or (options["revision"] is None and not options["include_latest_builds"]):
            return [] if named is None else [named]
        number = named["id"]
    found = listing.get(number, options["revision"], options["include_latest_builds"])
    if found is None and options["id"] is None:
        raise NotFoundError(
            f"The definition '{options['name']}' has no revision {options['revision']}",
            hint="Ask for its history to see which revisions there are.",
        )
    return [] if found is None else [found]
