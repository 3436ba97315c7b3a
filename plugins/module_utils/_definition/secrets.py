# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Secret variables: what is sent, what is kept, what is shown.

The service never answers a secret's value. A variable that is sent back with the value null keeps it (relied on by
Microsoft's command line; api-facts §2.5), so every write leaves the secrets that were not stated as they are.
"""

from __future__ import annotations

import typing as t

from .members import is_secret
from .nodes import Folded

Document = dict[str, t.Any]


def withhold(
    stated: Document, base: Document, policy: str, unchanged: t.Container[str] = ()
) -> tuple[Document, list[str]]:
    """The stated variables without the secret values that the policy keeps back, and the names of those it sends.

    ``policy``: ``always`` sends every stated secret; ``on_create`` only those that the definition does not have yet
    as secrets; ``on_change`` those too, and all whose name (in lower case) is not among the ``unchanged``.
    """
    variables = stated.get("variables")
    if not isinstance(variables, dict):
        return stated, []
    there = {Folded(name): variable for name, variable in (base.get("variables") or {}).items()}
    kept: Document = {}
    sent: list[str] = []
    for name, variable in variables.items():
        old = there.get(Folded(name))
        if not isinstance(variable, dict) or not _ends_secret(variable, old):
            kept[name] = variable
        elif variable.get("value") is None:
            kept[name] = _without_value(variable) if old is not None else dict(variable, value="")
        elif is_secret(old) and (policy == "on_create" or (policy == "on_change" and name.lower() in unchanged)):
            kept[name] = _without_value(variable)
        else:
            kept[name] = variable
            sent.append(name)
    return dict(stated, variables=kept), sent


def missing_values(stated: Document, base: Document) -> list[str]:
    """Secrets that are new to the definition and come without a value, as they do from an export."""
    there = {Folded(name) for name in base.get("variables") or {}}
    variables = stated.get("variables") or {}
    return [
        name
        for name, variable in variables.items()
        if is_secret(variable) and variable.get("value") in (None, "") and Folded(name) not in there
    ]


def stated_secrets(stated: Document, base: Document | None = None) -> dict[str, str]:
    """Every secret value that a document states, by the variable's name in lower case.

    ``base``: the server's document, which tells what is secret already.
    """
    variables = stated.get("variables") or {}
    known = {name.lower(): item for name, item in ((base or {}).get("variables") or {}).items() if is_secret(item)}
    if not known and not any(is_secret(variable) for variable in variables.values()):
        return {}
    return {
        name.lower(): str(variable["value"])
        for name, variable in variables.items()
        if isinstance(variable, dict) and _ends_secret(variable, known.get(name.lower())) and variable.get("value")
    }


def _ends_secret(variable: Document, old: t.Any) -> bool:
    """Whether the variable is a secret once it is written: as stated, or else as it is."""
    return is_secret(variable) if variable.get("isSecret") is not None else is_secret(old)


def _without_value(variable: Document) -> Document:
    return {key: item for key, item in variable.items() if key != "value"}
