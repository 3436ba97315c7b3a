# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The options for build options, retention, variable groups, tags and demands."""

from __future__ import annotations

import json
import re
import typing as t

from .._errors import OptionError
from .names import Name, by_id_or_name
from .nodes import to_text
from .option_tables import RETENTION_RULE

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]

_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


def others(options: Options) -> Document:
    stated: Document = {}
    for name in ("tags", "demands"):
        if options.get(name) is not None:
            stated[name] = _distinct(name, options[name])
    if options.get("variable_groups") is not None:
        groups = _distinct("variable_groups", options["variable_groups"])
        stated["variableGroups"] = [by_id_or_name("variable_group", group) for group in groups]
    if options.get("options") is not None:
        stated["options"] = [_option(option, number) for number, option in enumerate(options["options"])]
    if options.get("retention_rules") is not None:
        stated["retentionRules"] = [
            {member: rule[option] for option, member in RETENTION_RULE.items() if rule.get(option) is not None}
            for rule in options["retention_rules"]
        ]
    if options.get("process_parameters") is not None:
        stated["processParameters"] = options["process_parameters"]
    return stated


def _distinct(option: str, given: t.Sequence[t.Any]) -> list[str]:
    found: list[str] = []
    for item in given:
        text = str(item).strip()
        if not text:
            raise OptionError(option, "an element is empty", "leave it out")
        if text.lower() not in [other.lower() for other in found]:
            found.append(text)
    return found


def _option(given: Options, number: int) -> Document:
    name = str(given["name"]).strip()
    identifier: t.Any = name.lower() if _GUID.match(name) else Name("build_option", name)
    stated: Document = {"definition": {"id": identifier}}
    stated["enabled"] = given.get("enabled") is not False
    inputs = {}
    for key, value in (given.get("inputs") or {}).items():
        if value is None:
            raise OptionError(f"options[{number}].inputs.{key}", "it has no value", "give a value, '' for an empty one")
        # the service keeps lists and maps as JSON text (api-facts §6)
        inputs[str(key)] = (
            json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            if isinstance(value, (list, dict))
            else to_text(value)
        )
    if inputs:
        stated["inputs"] = inputs
    return stated
