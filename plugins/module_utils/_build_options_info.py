# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The work of the module `build_options_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module

Document = dict[str, t.Any]

SPEC: dict[str, dict[str, t.Any]] = {"name": {"type": "str"}, "id": {"type": "str"}}


def run_build_options_info() -> None:
    """Run the module."""
    run_module(SPEC, read_options, mutually_exclusive=[("name", "id")])


def read_options(run: Run) -> dict[str, t.Any]:
    """Read the server's build options; the result of the module."""
    for option in ("name", "id"):
        if run.options[option] is not None and not run.options[option].strip():
            raise OptionError(option, "it is empty", "Leave it out for all build options.")
    found = [
        item
        for item in run.client.list(routes.BUILD_OPTIONS)
        if all(
            run.options[key] is None or str(item.get(key, "")).lower() == run.options[key].strip().lower()
            for key in ("name", "id")
        )
    ]
    found.sort(key=lambda item: (item.get("ordinal") or 0, str(item.get("name"))))
    return {"changed": False, "options": found, "usage": [usage(item) for item in found]}


def usage(option: Document) -> Document:
    """What `build_definition` needs to use a build option: `option` is an element of its `options`, with every input
    at its default; `inputs` says what each input takes."""
    inputs = [item for item in option.get("inputs") or [] if item.get("name")]
    stated: Document = {"name": option.get("name"), "enabled": True}
    if inputs:
        # TFS 2015 refuses empty inputs (api-facts §6)
        stated["inputs"] = {item["name"]: _text(item.get("defaultValue")) for item in inputs}
    return {"id": option.get("id"), "option": stated, "inputs": [_input(item) for item in inputs]}


def _input(item: Document) -> Document:
    """``choices`` is what the input takes, None for any text."""
    kind = item.get("type")
    allowed = item.get("options") or {}
    choices = list(allowed) if isinstance(allowed, dict) and allowed else None
    return {
        "name": item["name"],
        "label": item.get("label"),
        "type": kind,
        "required": bool(item.get("required")),
        "default": _text(item.get("defaultValue")),
        "choices": ["true", "false"] if kind == "boolean" else choices,
        "group": item.get("groupName"),
        "visible_rule": item.get("visibleRule"),
    }


def _text(value: t.Any) -> str:
    return "" if value is None else str(value)
