# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is exported states what is there: here nothing changes, elsewhere it makes the same."""

from __future__ import annotations

import copy
import dataclasses
import json
import uuid
from typing import Any

from contract_documents import DOCUMENTS
from hypothesis import HealthCheck, assume, given, settings

from ansible_collections.azdo.pipelines.plugins.module_utils._definition import repository
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement, statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_document import exported_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_options import (
    as_read,
    exported_options,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import Name, replaced
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import canonical, plan_present
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

NOW = ApiVersion(7, 1)
EXAMPLES = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
PROJECT, COLLECTION = "Here", "contoso"


class Server:
    """Names for ids and ids for names; another server has other ids for the same names."""

    def __init__(self, salt: str = "") -> None:
        self.salt = salt
        self.ids: dict[tuple[str, str], Any] = {}

    def name(self, kind: str, identifier: Any, scope: Any = None) -> str | None:
        name = f"the {kind} {identifier}"
        self.ids[kind, name] = identifier
        return name

    def missing(self, kind: str, identifier: Any) -> bool:
        return False

    def definition(self, identifier: Any) -> dict[str, Any] | None:
        return None

    def id_of(self, name: Name) -> Any:
        found = self.ids[name.kind, name.text]
        if not self.salt:
            return found
        return found + 1000 if isinstance(found, int) else str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.salt}{found}"))

    def learn(self, document: dict[str, Any]) -> None:
        """The names that a document shows beside its ids."""
        holders = [document, *(phase.get("target") or {} for phase in document["process"].get("phases", []))]
        for holder in holders:
            self._learn("queue", holder.get("queue"))
        for group in document.get("variableGroups", []):
            self._learn("variable_group", group)
        for trigger in document.get("triggers", []):
            self._learn("definition", trigger.get("definition"))
        self._learn("git_repository", document["repository"])

    def _learn(self, kind: str, reference: Any) -> None:
        if isinstance(reference, dict) and reference.get("name"):
            known = self.ids.setdefault((kind, reference["name"]), reference["id"])
            # a name that means two things means neither
            assume(known == reference["id"])


def as_a_server_shows_it(document: dict[str, Any]) -> dict[str, Any]:
    """With what generated documents lack and every server shows."""
    document = copy.deepcopy(document)
    assume(document["name"].strip() == document["name"])
    document["project"] = {"name": PROJECT}
    if document["repository"]["type"].lower() == "tfsgit":
        document["repository"]["url"] = f"https://dev.azure.com/contoso/{PROJECT}/_git/x"
    return document


def resolved(options: dict[str, Any], base: dict[str, Any] | None, server: Server) -> Statement:
    stated = statement(as_read(options, DEFINITION_SPEC))
    document = dict(stated.document)
    if "repository" in document:
        there = (base or {}).get("repository")
        document["repository"] = repository.completed(document["repository"], there, PROJECT, COLLECTION)
    return dataclasses.replace(stated, document=replaced(document, server.id_of))


@EXAMPLES
@given(DOCUMENTS)
def test_an_export_changes_nothing_where_it_comes_from(document: dict[str, Any]) -> None:
    document, server = as_a_server_shows_it(document), Server()
    before = copy.deepcopy(document)
    server.learn(document)
    portable = exported_document(document, server, COLLECTION).document
    assert document == before, "the export changed the server's document"
    for options in (exported_options(portable), {"document": portable}):
        json.dumps(options)
        plan = plan_present(resolved(options, document, server), document, NOW)
        assert (plan.changes, plan.action) == ([], "none"), options


@EXAMPLES
@given(DOCUMENTS)
def test_an_export_makes_the_same_elsewhere(document: dict[str, Any]) -> None:
    document, here, there = as_a_server_shows_it(document), Server(), Server("there")
    here.learn(document)
    portable = exported_document(document, here, COLLECTION)
    there.ids = here.ids
    for options in (exported_options(portable.document), {"document": portable.document}):
        body = plan_present(resolved(options, None, there), None, NOW).body
        assert body is not None
        again = exported_document({**body, "project": document["project"]}, Back(there), COLLECTION)
        assert named(again.document) == named(portable.document)


class Back(Server):
    """The names of the other server's ids."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.known = {(kind, str(server.id_of(Name(kind, name)))): name for kind, name in server.ids}

    def name(self, kind: str, identifier: Any, scope: Any = None) -> str | None:
        return self.known.get((kind, str(identifier)))


def named(document: dict[str, Any]) -> dict[str, Any]:
    """The canonical form, with names in the place of references; without what an origin's server works out."""
    document = json.loads(json.dumps(document))
    holders = [document, *(phase.get("target") or {} for phase in document["process"].get("phases", []))]
    for holder in holders:
        if isinstance(holder.get("queue"), dict):
            holder["queue"]["id"] = holder["queue"].get("name", "unnamed")
    document.pop("repository")
    for number, phase in enumerate(document["process"].get("phases", []), start=1):
        # the names that a write gives to nameless phases
        for member, made in (("name", f"Agent job {number}"), ("refName", f"Job_{number}")):
            phase[member] = phase.get(member) or made
    shown: dict[str, Any] = canonical(document)
    return shown
