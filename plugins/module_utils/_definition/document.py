# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Reading a raw definition document: a REST body, an answer of the service, or an export of the web UI."""

from __future__ import annotations

import copy
import json
import typing as t

from .._errors import OptionError
from .._shape import Misfit
from . import enums
from .by_name import name_references
from .document_shape import STATED_SHAPE
from .names import by_id_or_name
from .nodes import Choice
from .schema import DROPPED_MEMBERS, DROPPED_REPOSITORY_MEMBERS, STATED_MEMBERS
from .shapes import raised

Document = dict[str, t.Any]

#: one of these makes a mapping a definition, or a part of one; folders and others have a path and a type, too
_DEFINITION_MEMBERS = {*STATED_MEMBERS, "process", "build"} - {"path", "type"}


def from_document(given: t.Any) -> Document:
    """The document in the newer shape, without its wrapping and without what the service drops anyway.

    :param given: a mapping, or JSON text (with or without a byte order mark).
    :raises OptionError: where it is no definition; for text that is not JSON with line and column.
    """
    document = _parsed(given)
    document = _unwrapped(document)
    if Choice(enums.DEFINITION_TYPE).canonical(document.get("type")) == "xaml":
        raise OptionError("document", "it is a XAML build definition", "only build definitions can be managed")
    _check_shape(document)
    document = raised(copy.deepcopy(document))
    for member in DROPPED_MEMBERS:
        document.pop(member, None)
    if isinstance(document.get("repository"), dict):
        for member in DROPPED_REPOSITORY_MEMBERS:
            document["repository"].pop(member, None)
    _name_references(document)
    name_references(document)
    return document


def _check_shape(document: Document) -> None:
    try:
        STATED_SHAPE.check(document)
    except Misfit as misfit:
        raise OptionError("document", str(misfit), "Give what the REST API's BuildDefinition has there.") from None


def _name_references(document: Document) -> None:
    """Queues and variable groups that a hand-written document gives by name alone are looked up by it."""
    phases = (document.get("process") or {}).get("phases") or []
    for holder in (document, *(phase["target"] for phase in phases if isinstance(phase.get("target"), dict))):
        if isinstance(holder.get("queue"), dict):
            holder["queue"] = _named("queue", holder["queue"], (holder["queue"].get("pool") or {}).get("name"))
            if not holder["queue"]:
                del holder["queue"]
    if isinstance(document.get("variableGroups"), list):
        document["variableGroups"] = [
            _named("variable_group", group, None) if isinstance(group, dict) else group
            for group in document["variableGroups"]
        ]


def _named(kind: str, reference: Document, other_name: str | None) -> Document:
    """A reference with an id, or else with a name in its place; empty where it has neither."""
    identifier = str(reference.get("id") or "").strip()
    if identifier.isdecimal():
        return reference
    if identifier:
        what = kind.replace("_", " ")
        raise OptionError("document", f"the id of a {what} is '{identifier}'", "give a number, or a name and no id")
    name = reference.get("name") or other_name
    return by_id_or_name(kind, name) if name else {}


def dropped_members(given: t.Any) -> list[str]:
    """The members of a document that the service is known to drop without a word (api-facts §2.1, corpus S15)."""
    document = _unwrapped(_parsed(given))
    names = [member for member in DROPPED_MEMBERS if member in document]
    repository = document.get("repository")
    if isinstance(repository, dict):
        names += [f"repository.{member}" for member in DROPPED_REPOSITORY_MEMBERS if member in repository]
    return names


def _parsed(given: t.Any) -> t.Any:
    if not isinstance(given, (str, bytes)):
        return given
    text = given.decode("utf-8-sig") if isinstance(given, bytes) else given.lstrip("\ufeff")
    try:
        return json.loads(text)
    except ValueError as error:
        where = (
            f"line {error.lineno}, column {error.colno}: {error.msg}"
            if isinstance(error, json.JSONDecodeError)
            else str(error)
        )
        raise OptionError("document", f"it is not JSON: {where}", "mend the text, or give a YAML mapping") from None


def _unwrapped(document: t.Any) -> Document:
    """The definition inside an export (``{"version", "definition"}``), a list answer of one, or a template."""
    if isinstance(document, dict) and isinstance(document.get("value"), list) and "count" in document:
        if len(document["value"]) != 1:
            raise OptionError(
                "document", f"it is a list of {len(document['value'])} definitions", "give one definition"
            )
        document = document["value"][0]
    for wrapper in ("definition", "template"):
        if isinstance(document, dict) and isinstance(document.get(wrapper), dict) and "repository" not in document:
            document = document[wrapper]
    if not isinstance(document, dict):
        kind = {"int": "number", "float": "number", "bool": "boolean"}.get(type(document).__name__, "text")
        kind = "list" if isinstance(document, list) else kind
        raise OptionError("document", f"it is a {kind}", "give a mapping or its JSON text")
    if not _DEFINITION_MEMBERS & set(document):
        raise OptionError("document", "it is no build definition", "it needs members such as process, repository, name")
    return document


__all__ = ["dropped_members", "from_document"]
