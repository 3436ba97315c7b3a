# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""From an exported document to the options of `build_definition` that state the same. Pure.

Each member is put into options, and the options are read back. What does not come back as it was (a member that the
options do not know, or a value that they do not take) goes into the option `document`, so that an export is always
whole.
"""

from __future__ import annotations

import typing as t

from .._definition_spec import DEFINITION_SPEC
from .._errors import OptionError
from . import option_tables as tables
from .desired import statement
from .document import from_document
from .export_process import phase_options
from .export_repository_options import repository_options
from .export_triggers import trigger_options
from .members import YAML_PROCESS, demand, is_secret, process_type
from .names import replaced
from .nodes import ABSENT
from .schema import DEFINITION

Document = dict[str, t.Any]
Options = dict[str, t.Any]


class Unstatable(Exception):
    """The options have no words for it."""


def exported_options(document: Document) -> Options:
    """The options of `build_definition` for a document from `exported_document`."""
    identity = {"name": document.get("name")}
    if "path" in document:
        identity["path"] = document["path"]
    wanted = _canonical(from_document(document))
    options, rest = dict(identity), {}
    for member, value in document.items():
        if member in identity:
            continue
        stated = _stated(member, value)
        if stated is not None and _says(identity, stated, member, wanted):
            options.update(stated)
        else:
            rest[member] = value
    if rest:
        options["document"] = {**identity, **rest}
    return options


def _stated(member: str, value: t.Any) -> Options | None:
    """The options for one member; None where there are none."""
    write = _WRITERS.get(member)
    if write is None:
        return None
    try:
        return write(value)
    except (Unstatable, KeyError, TypeError, ValueError, AttributeError):
        # a shape that no server documents: the member is exported as it is
        return None


def _says(identity: Options, stated: Options, member: str, wanted: Document) -> bool:
    """Whether the options, read as the module reads them, say what the document says of the member."""
    try:
        read = statement(as_read({**identity, **stated}, DEFINITION_SPEC))
    except (OptionError, Unstatable):
        return False
    return bool(_canonical(read.document).get(member, ABSENT) == wanted.get(member, ABSENT))


def _canonical(document: Document) -> Document:
    """With names as plain text, so that a name equals the same name only."""
    shown: Document = DEFINITION.canonical(replaced(document, lambda name: f"{name.kind} {name.text} {name.scope}"))
    return shown


def as_read(options: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Any]) -> Options:
    """Options with what the argument spec adds: defaults, and None for what is not given.

    :raises Unstatable: for a value that the spec does not take as it is.
    """
    unknown = set(options) - set(spec)
    if unknown:
        raise Unstatable(f"no option {sorted(unknown)[0]}")
    return {name: _value(options.get(name), how) for name, how in spec.items()}


_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "bool": (bool,), "list": (list,), "dict": (dict,)}


def _value(value: t.Any, how: t.Mapping[str, t.Any]) -> t.Any:
    if value is None:
        if how.get("required"):
            raise Unstatable("a required option is missing")
        return how.get("default")
    wanted = _TYPES.get(how["type"])
    if wanted and (not isinstance(value, wanted) or (how["type"] == "int" and isinstance(value, bool))):
        raise Unstatable(f"{value!r} is no {how['type']}")
    items = value if how["type"] == "list" else [value]
    if how.get("choices") and not set(items) <= set(how["choices"]):
        raise Unstatable(f"{value!r} is no choice")
    if how["type"] == "list" and how.get("elements") == "str" and not all(isinstance(item, str) for item in value):
        raise Unstatable(f"{value!r} is no list of strings")
    if "options" not in how:
        return value
    if how["type"] == "dict":
        return as_read(value, how["options"])
    return [as_read(item, how["options"]) for item in value]


# one writer for each member of the document


def _scalar(option: str, member: str) -> t.Callable[[t.Any], Options]:
    return lambda value: {option: plain_value(DEFINITION.members[member].canonical(value))}


def plain_value(value: t.Any) -> t.Any:
    """A canonical scalar as an option has it; strings without a class of our own."""
    return str(value) if isinstance(value, str) else value


def _scope(value: t.Any) -> Options:
    shown = DEFINITION.members["jobAuthorizationScope"].canonical(value)
    return {"job_authorization_scope": tables.option_for(tables.SCOPES, shown)}


def _reference(value: Document) -> str:
    return str(value["name"]) if value.get("name") else str(value["id"])


def _process(value: Document) -> Options:
    if process_type(value) == YAML_PROCESS:
        return {"yaml_filename": value["yamlFilename"]}
    phases = value["phases"]
    if len(phases) == 1 and set(phases[0]) <= {"steps"}:
        return {"steps": phase_options(phases[0], variable_options).get("steps", [])}
    return {"phases": [phase_options(phase, variable_options) for phase in phases]}


def variable_options(value: Document) -> Options:
    """The option `variables`: a plain text where nothing else is to be said. A secret has no value: nobody can read
    it."""
    found: Options = {}
    for name, variable in value.items():
        more: Options = {"allow_override": True} if variable.get("allowOverride") else {}
        if is_secret(variable):
            found[name] = {"is_secret": True, **more}
        else:
            found[name] = {"value": variable["value"], **more} if more else variable["value"]
        if set(variable) - {"value", "isSecret", "allowOverride"}:
            raise Unstatable(f"variable {name}")
    return found


def _build_options(value: list[Document]) -> Options:
    found = []
    for option in value:
        given: Options = {"name": option["definition"]["id"]}
        if option.get("enabled") is not True:
            given["enabled"] = False
        if option.get("inputs"):
            given["inputs"] = dict(option["inputs"])
        found.append(given)
    return {"options": found}


def _retention_rules(value: list[Document]) -> Options:
    found = []
    for rule in value:
        if set(rule) - set(tables.RETENTION_RULE.values()):
            raise Unstatable("retentionRules")
        found.append({option: rule[member] for option, member in tables.RETENTION_RULE.items() if member in rule})
    return {"retention_rules": found}


_WRITERS: dict[str, t.Callable[[t.Any], Options]] = {
    **{member: _scalar(option, member) for option, member in tables.SCALARS.items()},
    "jobAuthorizationScope": _scope,
    "queue": lambda value: {"queue": _reference(value)},
    "repository": repository_options,
    "process": _process,
    "variables": lambda value: {"variables": variable_options(value)},
    "variableGroups": lambda value: {"variable_groups": [_reference(group) for group in value]},
    "triggers": trigger_options,
    "tags": lambda value: {"tags": [str(tag) for tag in value]},
    "demands": lambda value: {"demands": [demand(item) for item in value]},
    "options": _build_options,
    "retentionRules": _retention_rules,
    "processParameters": lambda value: {"process_parameters": value},
}
