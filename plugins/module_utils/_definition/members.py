# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The members of a definition that follow rules of their own: process, repository, variables, triggers, demands."""

from __future__ import annotations

import re
import typing as t

from . import enums
from .containers import Record, Unordered
from .nodes import ABSENT, Choice, Flag

# api-facts §2.7: the wire form is "name" or "name -equals value"; specs and people also write an object
_DEMAND = re.compile(r"^(?P<name>\S+)(?:\s+-equals\s+(?P<value>.*))?$", re.IGNORECASE)

#: what the service works out by itself for a repository (corpus README, "What a fresh export has ...")
DERIVED_REPOSITORY_PROPERTIES = (
    "apiUrl",
    "archived",
    "branchesUrl",
    "cloneUrl",
    "defaultBranch",
    "externalId",
    "fullName",
    "hasAdminPermissions",
    "isFork",
    "isPrivate",
    "languages",
    "lastUpdated",
    "manageUrl",
    "nodeId",
    "orgName",
    "ownerAvatarUrl",
    "ownerId",
    "ownerIsAUser",
    "primaryLanguage",
    "refsUrl",
    "safeId",
    "safeOwnerId",
    "safeRepository",
    "shortName",
)
#: members of repository properties that hold a secret (api-facts §2.6)
SECRET_REPOSITORY_PROPERTIES = ("password",)

DESIGNER_PROCESS, YAML_PROCESS = 1, 2
#: settingsSourceType of a trigger that is described in the YAML file (api-facts §2.4)
YAML_SOURCE = 2

TRIGGER_TYPE = Choice(enums.TRIGGER_TYPE)


def demand(value: t.Any) -> str:
    """A demand in the service's spelling: ``name`` or ``name -equals value``."""
    if isinstance(value, dict):
        name, wanted = value.get("name", ""), value.get("value")
        return f"{name} -equals {wanted}" if wanted not in (None, "") else str(name)
    found = _DEMAND.match(str(value).strip())
    if not found:
        return str(value).strip()
    return demand(found.groupdict())


def process_type(process: t.Any) -> int:
    """1 classic, 2 YAML. A missing type is read as Microsoft's clients do: by the YAML file (api-facts §2.3)."""
    if not isinstance(process, dict):
        return DESIGNER_PROCESS
    if process.get("type") not in (None, ""):
        return int(process["type"])
    return YAML_PROCESS if process.get("yamlFilename") else DESIGNER_PROCESS


class Process(Record):
    """A process; one of another type replaces it whole."""

    def canonical(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            value = dict(value, type=process_type(value))
        return super().canonical(value)

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if isinstance(stated, dict):
            stated = dict(stated, type=process_type(stated))
            if isinstance(base, dict) and process_type(base) != stated["type"]:
                base = ABSENT
        return super().overlay(base, stated)


class Repository(Record):
    """A repository; what the server derived from the old one does not outlive a change of repository."""

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if isinstance(base, dict) and isinstance(stated, dict) and self._another(base, stated):
            kind = base.get("type")
            base = {key: item for key, item in base.items() if key not in ("id", "name", "url", "type")}
            if isinstance(base.get("properties"), dict):
                base["properties"] = {
                    key: item
                    for key, item in base["properties"].items()
                    if key not in (*DERIVED_REPOSITORY_PROPERTIES, "connectedServiceId")
                }
            base["type"] = stated.get("type") or kind
        elif isinstance(base, dict) and isinstance(stated, dict) and base.get("id") and self._is_azure_repos(base):
            # they follow from the id: a document from another server, or from before a rename, has others
            stated = {key: item for key, item in stated.items() if key not in ("url", "name") or not base.get(key)}
        return super().overlay(base, stated)

    def _is_azure_repos(self, repository: dict[str, t.Any]) -> bool:
        return bool(self.members["type"].canonical(repository.get("type")) == "TfsGit")

    def _another(self, base: dict[str, t.Any], stated: dict[str, t.Any]) -> bool:
        return any(
            stated.get(key) not in (None, "")
            and self.members[key].canonical(base.get(key)) != self.members[key].canonical(stated[key])
            for key in ("type", "id")
        )


class Variable(Record):
    """A variable; the value of a secret cannot be read back, so it is no part of any comparison or diff."""

    def canonical(self, value: t.Any) -> t.Any:
        if isinstance(value, dict) and is_secret(value):
            value = {key: item for key, item in value.items() if key != "value"}
        return super().canonical(value)


class Triggers(Unordered):
    """The triggers of a definition.

    Stated as a list they are exact. Stated as a map from a trigger type to the list of its triggers only those types
    are, and the others stay.
    """

    def canonical(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            value = [item for kind in value.values() for item in kind]
        return super().canonical(value)

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        if not isinstance(stated, dict):
            return super().overlay(base, stated)
        there = base if isinstance(base, list) else []
        kept = [item for item in there if trigger_type(item) not in stated]
        touched = [item for item in there if trigger_type(item) in stated]
        return kept + super().overlay(touched, [item for kind in stated.values() for item in kind])


def is_secret(variable: t.Any) -> bool:
    """Whether a variable of a document is a secret one."""
    return isinstance(variable, dict) and Flag().canonical(variable.get("isSecret")) is True


def trigger_type(trigger: t.Any) -> t.Any:
    """The canonical name of a trigger's type."""
    return TRIGGER_TYPE.canonical(trigger.get("triggerType") if isinstance(trigger, dict) else None)
