# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What has to be done so that the server has what was stated. Pure: reads nothing, writes nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import OptionError
from .._version import ApiVersion
from . import limits, secrets, well_known
from .desired import Statement
from .difference import HIDDEN, changes, excerpt, with_names
from .members import DESIGNER_PROCESS, YAML_SOURCE, process_type, trigger_type
from .nodes import ABSENT, Folded, Number
from .rollback import lost_secrets, rolled_back
from .schema import DEFINITION, REPOSITORY
from .shapes import PROCESS_SINCE, is_old_shape, lowered, raised, schema_for
from .yaml_text import as_yaml

Document = dict[str, t.Any]

#: the longest save comment that we make up ourselves, in characters
_COMMENT_LENGTH = 200


@dataclasses.dataclass
class Plan:
    """``action`` is none, create, update, delete or restore; ``body`` is what a write sends, in the server's shape.

    ``before`` and ``after`` are canonical (see `nodes`) and free of secrets.
    """

    action: str
    before: t.Any
    after: t.Any
    body: Document | None = None
    changes: list[str] = dataclasses.field(default_factory=list)
    secrets_sent: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    #: names of ids, in lower case, that stand in the definition: they are shown beside the ids
    names: t.Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return self.action != "none"

    def diff(self) -> dict[str, str]:
        """Only what differs, as YAML, for Ansible's ``--diff``."""
        before, after = excerpt(self.before, self.after)
        for name in self.secrets_sent:
            after.setdefault("variables", {}).setdefault(name, {})["value"] = HIDDEN
        names = {**well_known.NAMES, **self.names}
        return {"before": as_yaml(with_names(before, names)), "after": as_yaml(with_names(after, names))}


def canonical(document: Document | None) -> t.Any:
    """A definition of either shape in canonical form; nothing is ``{}``."""
    return DEFINITION.canonical(raised(document)) if document else {}


def plan_absent(current: Document | None) -> Plan:
    """A definition that is there goes, one that is not there is as stated."""
    before = canonical(current)
    return Plan("delete" if current else "none", before, {}, changes=changes(before, {}) if current else [])


def plan_present(stated: Statement, current: Document | None, version: ApiVersion) -> Plan:
    """A definition that is not there is created, one that differs from what was stated is updated.

    :param stated: with every name resolved.
    :param current: the server's document, as read at ``version``.
    :raises VersionError: where the server cannot hold what was stated.
    :raises OptionError: where a new definition would lack something it needs.
    """
    limits.check(stated.document, version, current)
    wanted = stated.document if version >= PROCESS_SINCE else lowered(stated.document)
    base = start_of(stated, current) or {}
    base = _purged(base, wanted) if stated.purge_variables else base
    # a new definition needs its secrets whatever the policy
    policy = stated.update_secrets if current else "always"
    wanted, sent = secrets.withhold(wanted, base, policy, stated.unchanged_secrets)
    if current is None:
        _check_complete({**base, **wanted})
        wanted = {"type": "build", "quality": "definition", **wanted}
    body = schema_for(version).overlay(base, wanted)
    _check_possible(wanted, body)
    if current is not None and not sent and _means_the_same(current, body):
        return Plan("none", {}, {})
    before, after = canonical(current), canonical(body)
    plan = Plan("none", before, after, changes=changes(before, after), secrets_sent=sent)
    plan.changes += [path for name in sent if (path := f"variables.{name}.value") not in plan.changes]
    plan.warnings += [
        f"The secret variable '{name}' is new and has no value; the pipeline gets an empty one."
        for name in secrets.missing_values(wanted, base)
    ]
    if current is not None and stated.older is not None:
        plan.warnings += [
            f"The value of the secret variable '{name}' went with a later revision; the pipeline gets an empty one."
            for name in lost_secrets(body, current)
        ]
    if current is None or plan.changes:
        plan.action = "update" if current else "create"
        plan.body = _finished(body, stated, plan)
        if current is None and stated.origin:
            plan.warnings += stated.origin.warnings(body)
    return plan


def _means_the_same(current: Document, body: Document) -> bool:
    """Whether two documents of one shape are equal in canonical form; only members that differ are looked into."""
    keys = [key for key in {**current, **body} if current.get(key, ABSENT) != body.get(key, ABSENT)]
    if not keys:
        return True
    if is_old_shape(current) or is_old_shape(body):
        return bool(canonical(current) == canonical(body))
    before, after = ({key: item[key] for key in keys if key in item} for item in (current, body))
    return bool(DEFINITION.canonical(before) == DEFINITION.canonical(after))


def start_of(stated: Statement, current: Document | None) -> Document | None:
    """What the statement is laid over: the server's document, or what a new definition starts from."""
    if current is not None and stated.older is not None:
        return rolled_back(stated.older, current)
    return stated.origin.document if current is None and stated.origin else current


def plan_restored(plan: Plan) -> Plan:
    """The plan of a definition that was deleted before, so that all of it is new to the reader."""
    return dataclasses.replace(plan, action="restore", before={}, changes=changes({}, plan.after))


def plan_unseen(stated: Statement, version: ApiVersion) -> Plan:
    """The plan of a deleted definition, of which nobody can see more than what is stated.

    :raises VersionError: where the server cannot hold what was stated.
    """
    limits.check(stated.document, version)
    body = DEFINITION.overlay({}, stated.document)
    return plan_restored(Plan("restore", {}, canonical(body), body=body))


def with_properties(plan: Plan, before: dict[str, t.Any], after: dict[str, t.Any]) -> Plan:
    """The plan with the change of the property bag, given as plain values by name."""
    found = changes({"properties": before}, {"properties": after})
    if not found:
        return plan
    return dataclasses.replace(
        plan,
        action="update" if plan.action == "none" else plan.action,
        before={**plan.before, "properties": before} if before else plan.before,
        after={**plan.after, "properties": after} if after else plan.after,
        changes=[*plan.changes, *found],
    )


def not_kept(stated: Statement, answer: Document, version: ApiVersion) -> list[str]:
    """The stated members that the server's answer to a write does not show: the next run would write them again."""
    without_secrets = dataclasses.replace(stated, update_secrets="on_create")
    return plan_present(without_secrets, answer, version).changes


def _purged(base: Document, wanted: Document) -> Document:
    stated = {Folded(name) for name in wanted.get("variables") or {}}
    kept = {name: item for name, item in (base.get("variables") or {}).items() if Folded(name) in stated}
    return dict(base, variables=kept) if "variables" in base else base


def _check_complete(wanted: Document) -> None:
    missing = f"the definition '{wanted.get('name')}' does not exist yet"
    if not wanted.get("repository"):
        raise OptionError("repository", f"{missing} and no repository was given", "give one, or check name and path")
    if not wanted.get("process") and "build" not in wanted:
        raise OptionError(
            "yaml_filename",
            f"{missing} and nothing says what it runs",
            "give yaml_filename, steps, phases, or a document with a process",
        )


def _check_possible(wanted: Document, body: Document) -> None:
    """Refuse what the service is known to refuse, with the option's name (api-facts §2.3)."""
    kind = REPOSITORY.members["type"].canonical((body.get("repository") or {}).get("type"))
    for trigger in wanted.get("triggers") or {}:
        trigger = trigger_type(trigger) if isinstance(trigger, dict) else trigger
        stated = not isinstance(wanted["triggers"], dict) or wanted["triggers"][trigger]
        if trigger == "pullRequest" and kind in ("TfsGit", "TfsVersionControl") and stated:
            raise OptionError(
                "triggers.pull_request",
                f"a {kind} repository starts no build for a pull request by itself",
                "on Azure Repos that is a branch policy (build validation), not a trigger of the definition",
            )
        if trigger == "gatedCheckIn" and kind != "TfsVersionControl" and stated:
            raise OptionError("triggers.gated_check_in", f"a {kind} repository has no check-ins", "leave it out")
    if "process" not in body or process_type(body["process"]) != DESIGNER_PROCESS:
        return
    for trigger in body.get("triggers") or []:
        if isinstance(trigger, dict) and Number(1).canonical(trigger.get("settingsSourceType")) == YAML_SOURCE:
            option = "triggers" if "triggers" in wanted else "steps"
            raise OptionError(
                option,
                f"the {trigger_type(trigger)} trigger takes its settings from a YAML file, "
                "but the pipeline is a classic one",
                "give the trigger settings_source_type 'definition' or 'none'",
            )


def _finished(body: Document, stated: Statement, plan: Plan) -> Document:
    """The body with what a write needs beside the definition itself: names for new phases, and the save comment."""
    body = dict(body)
    process = body.get("process")
    if isinstance(process, dict) and process_type(process) == DESIGNER_PROCESS:
        phases = [_named(phase, n) for n, phase in enumerate(process.get("phases") or [], start=1)]
        body["process"] = dict(process, phases=phases)
    body["comment"] = stated.comment if stated.comment is not None else _comment(plan)
    return body


def _named(phase: Document, number: int) -> Document:
    return {
        **phase,
        # the phase of a definition from before TFS 2018 has the name null, and keeps it
        "name": f"Agent job {number}" if phase.get("name", "") == "" else phase["name"],
        "refName": phase.get("refName") or f"Job_{number}",
    }


def _comment(plan: Plan) -> str:
    if plan.action == "create":
        return "Created by azdo.pipelines"
    text = "Changed by azdo.pipelines: " + ", ".join(plan.changes)
    return text if len(text) <= _COMMENT_LENGTH else text[: _COMMENT_LENGTH - 4] + " ..."
