# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Branch filters in the spelling that Azure Repos wants: ``+refs/heads/main`` (api-facts §2.4).

People write ``main``. Whether the service matches a filter without ``refs/heads/`` against an Azure Repos branch is not
known, so none is sent; what the server has already is the same to us in either spelling (see `nodes.BranchFilter`).
"""

from __future__ import annotations

import typing as t

from . import enums
from .nodes import Choice

Document = dict[str, t.Any]

_TYPE = Choice(enums.REPOSITORY_TYPE)


def spelled(triggers: t.Any, repository: Document | None) -> t.Any:
    """The stated triggers, a list or by kind, with every branch filter spelled out where the repository is TfsGit."""
    if _TYPE.canonical((repository or {}).get("type")) != "TfsGit":
        return triggers
    if isinstance(triggers, dict):
        return {kind: [_trigger(item) for item in items] for kind, items in triggers.items()}
    return [_trigger(item) for item in triggers] if isinstance(triggers, list) else triggers


def _trigger(trigger: t.Any) -> t.Any:
    if not isinstance(trigger, dict):
        return trigger
    trigger = dict(trigger)
    if isinstance(trigger.get("branchFilters"), list):
        trigger["branchFilters"] = [_filter(item) for item in trigger["branchFilters"]]
    if isinstance(trigger.get("schedules"), list):
        trigger["schedules"] = [_trigger(schedule) for schedule in trigger["schedules"]]
    return trigger


def _filter(text: t.Any) -> t.Any:
    if not isinstance(text, str) or not text:
        return text
    sign, branch = (text[0], text[1:]) if text[0] in "+-" else ("+", text)
    return f"{sign}{branch}" if branch.startswith("refs/") else f"{sign}refs/heads/{branch}"
