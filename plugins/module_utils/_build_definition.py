# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The work of the module `build_definition`."""

from __future__ import annotations

import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._converge import Converger, Outcome
from ansible_collections.azdo.pipelines.plugins.module_utils._definition import secrets
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement, statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.document import dropped_members
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.redacted import redacted
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_RULES, DEFINITION_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._document_file import with_file
from ansible_collections.azdo.pipelines.plugins.module_utils._module import Run, run_module


def run_build_definition() -> None:
    """Run the module."""
    run_module(DEFINITION_SPEC, ensure_definition, **DEFINITION_RULES)


def ensure_definition(run: Run) -> dict[str, t.Any]:
    """Make one definition as the task states it; the result of the module."""
    stated = statement_of(run, run.options)
    outcome = Converger(run.client, run.check_mode, hide=run.hide).converge(stated)
    for warning in outcome.warnings:
        run.warn(warning)
    return result_of(outcome)


def statement_of(run: Run, options: dict[str, t.Any], label: str = "") -> Statement:
    """What the options of one definition state, with its secrets hidden. ``label`` begins a warning.

    :raises OptionError: naming the option.
    """
    options = with_file(options, run.hide)
    stated = statement(options)
    run.hide(secrets.stated_secrets(stated.document).values())
    for member in dropped_members(options["document"]) if options.get("document") is not None else []:
        run.warn(f"{label}document.{member} was left out: the service drops it without a word.")
    return stated


def result_of(outcome: Outcome) -> dict[str, t.Any]:
    """What a task shows of one definition."""
    document = redacted(outcome.document)
    result: dict[str, t.Any] = {
        "changed": outcome.changed,
        "action": outcome.plan.action,
        "changes": outcome.plan.changes,
        "definition": document,
        "diff": outcome.plan.diff(),
        **outcome.extra,
    }
    for member in ("id", "revision"):
        if document and document.get(member) is not None:
            result[member] = document[member]
    return result
