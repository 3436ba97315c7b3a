# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What to do after a write that failed: only reading again tells what the server has."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import plan_present
from ansible_collections.azdo.pipelines.plugins.module_utils._definitions import Definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    ConflictError,
    PermissionError_,
    VersionError,
)

Document = dict[str, t.Any]
Read = t.TypeVar("Read")

#: how often a definition is written at most, when others keep changing it meanwhile
_ATTEMPTS = 4


class Recovery:
    """Decides whether a failed write is tried again, and on what."""

    def __init__(self, client: Client, definitions: Definitions) -> None:
        self._client = client
        self._definitions = definitions

    def after_write(
        self, error: AzdoError, stated: Statement, current: Document | None, attempt: int
    ) -> Document | None:
        """What the server has after a write that failed, for the next plan.

        A stale revision is answered as 404, 409 or 400 (api-facts §3.1) and a lost answer says nothing, so only
        reading again tells. An error that is not explained by what has changed on the server is raised.
        """
        if isinstance(error, (AuthenticationError, PermissionError_, VersionError)):
            raise error
        if current is None:
            return self._after_create(error, stated, attempt)
        number = current["id"]
        fresh = seen(error, lambda: self._definitions.get(number))
        if fresh is None:
            raise ConflictError(
                f"The {stated.label()} was deleted by somebody else while this task ran", hint="Run the task again."
            ) from error
        if fresh.get("revision") == current.get("revision"):
            raise _known(error, "Read again right after, the definition is as it was before.")
        if attempt == _ATTEMPTS:
            raise ConflictError(
                f"The {stated.label()} was changed by somebody else before each of {attempt} writes; {editor(fresh)}",
                hint=_perhaps_ourselves(error) + "Run the task again when nobody else writes it.",
            ) from error
        if stated.revision is not None and plan_present(stated, fresh, self._client.api_version()).changed:
            raise ConflictError(
                f"The {stated.label()} went from revision {stated.revision} to {fresh.get('revision')} while this task "
                f"ran; {editor(fresh)}",
                hint=_perhaps_ourselves(error) + "Read the definition again, or leave revision out.",
            ) from error
        return fresh

    def _after_create(self, error: AzdoError, stated: Statement, attempt: int) -> Document | None:
        if error.code != "already_exists" and not error.maybe_committed:
            raise error
        path = stated.document.get("path", "\\")
        fresh = seen(error, lambda: self._definitions.find(str(stated.document["name"]), path, thorough=True))
        # 500 is no status that asking again helps with, whatever the verb (design.md, "Retries")
        if fresh is None and (error.code == "already_exists" or error.status == 500 or attempt == _ATTEMPTS):
            raise _known(error, "Looked for right after, the definition is not there.")
        return fresh


def seen(error: AzdoError, read: t.Callable[[], Read]) -> Read:
    """What is read after a write that failed with ``error``; which is raised where reading fails too."""
    try:
        return read()
    except (AuthenticationError, PermissionError_) as unread:
        # says more of what to do next, and ends the other writes of a set
        unread.hint = f"{unread.hint} Before that: {error.problem}."
        unread.maybe_committed = error.maybe_committed
        raise
    except AzdoError as unread:
        error.hint = f"{error.hint} What became of it could not be read: {unread.problem}.".strip()
        raise error from None


def _known(error: AzdoError, seen: str) -> AzdoError:
    """The error of a write of which ``seen`` tells what became."""
    if error.maybe_committed:
        error.maybe_committed = False
        error.hint = f"{error.hint} {seen}".strip()
    return error


def _perhaps_ourselves(error: AzdoError) -> str:
    return "It may have been this task: the answer to its write was lost. " if error.maybe_committed else ""


def editor(document: Document) -> str:
    """Who made this revision, and when."""
    who = (document.get("authoredBy") or {}).get("displayName") or "somebody"
    when = re.sub(r"\.\d+(?=Z?$)", "", str(document.get("createdDate") or "an unknown time"))
    return f"{who} changed it at {when}"
