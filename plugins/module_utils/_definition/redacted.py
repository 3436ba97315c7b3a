# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Definitions as they may be shown."""

from __future__ import annotations

import copy
import typing as t

from .difference import HIDDEN
from .members import SECRET_REPOSITORY_PROPERTIES, is_secret

Document = dict[str, t.Any]


def redacted(document: Document | None) -> Document | None:
    """A copy of a definition without any secret: values of secret variables, passwords of repositories.

    The service answers secrets as null; a predicted document, and other members of an answer, may hold some.
    """
    return None if document is None else redact(copy.deepcopy(document))


def redact(document: Document) -> Document:
    """The same in place, for documents that nobody else has."""
    _redact_variables(document)
    for phase in _phases(document):
        _redact_variables(phase)
    for group in document.get("variableGroups") or []:
        if isinstance(group, dict):
            _redact_variables(group)
    repository = document.get("repository")
    properties = repository.get("properties") if isinstance(repository, dict) else None
    for name in SECRET_REPOSITORY_PROPERTIES:
        if isinstance(properties, dict) and properties.get(name):
            properties[name] = HIDDEN
    return document


def _phases(document: Document) -> list[Document]:
    process = document.get("process")
    phases = process.get("phases") if isinstance(process, dict) else None
    return [phase for phase in phases or [] if isinstance(phase, dict)]


def _redact_variables(holder: Document) -> None:
    variables = holder.get("variables")
    for variable in variables.values() if isinstance(variables, dict) else ():
        if is_secret(variable) and variable.get("value"):
            variable["value"] = HIDDEN
