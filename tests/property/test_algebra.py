# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The algebra of statements and documents."""

from __future__ import annotations

import copy
import json
from typing import Any

from contract_documents import DOCUMENTS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.document import from_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import canonical, not_kept, plan_present
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.shapes import ShapeError, lowered, raised
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion

NOW = ApiVersion(7, 1)
EXAMPLES = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


def stated(document: dict[str, Any]) -> Statement:
    return Statement(document=document, name="x", update_secrets="on_create")


def wanted_of(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in from_document(document).items() if key not in ("id", "revision")}


@EXAMPLES
@given(DOCUMENTS)
def test_stating_what_is_there_changes_nothing(document: dict[str, Any]) -> None:
    plan = plan_present(stated(wanted_of(document)), document, NOW)
    assert (plan.action, plan.changes) == ("none", [])


@EXAMPLES
@given(DOCUMENTS, DOCUMENTS)
def test_applying_twice_is_applying_once(current: dict[str, Any], other: dict[str, Any]) -> None:
    assume(not (other.get("triggers") is None and other["process"]["type"] == 1))
    statement = stated(wanted_of(other))
    once = plan_present(statement, current, NOW)
    answer = once.body if once.body else current
    assert not_kept(statement, answer, NOW) == []


@EXAMPLES
@given(DOCUMENTS, DOCUMENTS, st.data())
def test_an_unmentioned_member_is_sent_back_as_it_was(
    current: dict[str, Any], other: dict[str, Any], data: st.DataObject
) -> None:
    source = wanted_of(other)
    mentioned = data.draw(st.sets(st.sampled_from(sorted(set(source) - {"triggers"}))))
    before = copy.deepcopy(current)
    plan = plan_present(stated({key: source[key] for key in mentioned}), current, NOW)
    assert current == before, "planning changed the server's document"
    if plan.body is None:
        return
    for key in set(before) - mentioned - {"comment", "process"}:
        assert plan.body[key] == before[key]
    if "process" not in mentioned:
        assert canonical(plan.body)["process"] == canonical(_named(before, plan.body))["process"]


def _named(before: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """A write gives nameless phases a name, as the web UI does; nothing else of them may differ."""
    named = copy.deepcopy(before)
    for old, new in zip(named["process"].get("phases", []), body["process"].get("phases", []), strict=True):
        for key in ("name", "refName"):
            if not old.get(key):
                old[key] = new[key]
    return named


@EXAMPLES
@given(DOCUMENTS)
def test_the_canonical_form_does_not_depend_on_spelling(document: dict[str, Any]) -> None:
    other = json.loads(json.dumps(document))
    for key in ("description", "demands", "tags", "options", "triggers", "variables", "variableGroups"):
        if not other.get(key):
            other.pop(key, None)
    for variable in other.get("variables", {}).values():
        variable.setdefault("isSecret", False)
    for key in ("demands", "tags", "variableGroups"):
        if key in other:
            other[key] = other[key][::-1]
    other.update(revision=99, createdDate="later", url="elsewhere", latestBuild={"id": 1}, comment="saved again")
    assert canonical(document) == canonical(other)


@EXAMPLES
@given(DOCUMENTS)
def test_equal_documents_have_an_empty_diff(document: dict[str, Any]) -> None:
    plan = plan_present(stated({}), document, NOW)
    assert plan.diff() == {"before": "", "after": ""}


@EXAMPLES
@given(DOCUMENTS)
def test_what_the_old_shape_takes_it_gives_back(document: dict[str, Any]) -> None:
    wanted = wanted_of(document)
    refused: str | None = None
    older: dict[str, Any] = {}
    try:
        older = lowered(wanted)
    except ShapeError as error:
        refused = error.path
    if refused is not None:
        assert refused.startswith("process."), "the refusal names the member"
        return
    assert "process" not in older
    assert raised(older)["process"]["phases"][0]["steps"] == wanted["process"]["phases"][0]["steps"]


@EXAMPLES
@given(DOCUMENTS, st.text(min_size=6, max_size=12).filter(str.isalnum))
def test_a_secret_is_in_no_plan_but_the_body(document: dict[str, Any], secret: str) -> None:
    marker = f"S3CRET-{secret}"
    statement = stated({"variables": {"ApiKey": {"value": marker, "isSecret": True}}})
    statement.update_secrets = "always"
    plan = plan_present(statement, document, NOW)
    assert plan.body is not None
    assert plan.body["variables"][_spelled(plan.body["variables"], "ApiKey")]["value"] == marker
    shown = json.dumps([plan.diff(), plan.changes, plan.warnings, plan.body["comment"]]) + repr(
        (plan.before, plan.after)
    )
    assert marker not in shown


def _spelled(variables: dict[str, Any], name: str) -> str:
    return next(key for key in variables if key.lower() == name.lower())
