# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What each api-version can hold of a statement (api-facts §1.5, §2.1-2.4).

What a server cannot hold is refused before anything is written: it would be dropped without a word and be missing
on every later run.
"""

from __future__ import annotations

import re
import typing as t

from .._errors import VersionError
from .._version import PREVIEW_GENERATIONS, ApiVersion, first_product_with, product_for
from .nodes import ABSENT
from .schema import DEFINITION
from .shapes import PROCESS_SINCE, ShapeError, lowered, raised

Document = dict[str, t.Any]

_PHASE = "process.phases[]"
_STEP = f"{_PHASE}.steps[]"

#: canonical member -> the first api-version that has it; [] stands for every element
SINCE: tuple[tuple[str, ApiVersion], ...] = (
    ("path", ApiVersion(3, 0)),
    ("processParameters", ApiVersion(3, 0)),
    ("queueStatus", ApiVersion(3, 0)),
    ("tags", ApiVersion(3, 1)),
    ("triggers.continuousIntegration.pathFilters", ApiVersion(3, 0)),
    ("triggers.pullRequest.pathFilters", ApiVersion(5, 0)),
    ("triggers.pullRequest.autoCancel", ApiVersion(5, 0)),
    ("triggers.pullRequest.settingsSourceType", ApiVersion(5, 0)),
    ("triggers.pullRequest.isCommentRequiredForPullRequest", ApiVersion(5, 0)),
    ("triggers.pullRequest.requireCommentsForNonTeamMembersOnly", ApiVersion(5, 1)),
    ("triggers.pullRequest.requireCommentsForNonTeamMemberAndNonContributors", ApiVersion(6, 1)),
    ("triggers.pullRequest.forks.allowFullAccessToken", ApiVersion(6, 1)),
    # after its members, so that a product is named that can hold what was stated of it too
    ("triggers.pullRequest", ApiVersion(3, 0)),
    ("variableGroups", PROCESS_SINCE),
    (f"{_STEP}.condition", ApiVersion(3, 0)),
    (f"{_STEP}.environment", ApiVersion(3, 0)),
    (f"{_STEP}.refName", ApiVersion(3, 0)),
    (f"{_STEP}.timeoutInMinutes", ApiVersion(3, 0)),
    (f"{_STEP}.task.definitionType", ApiVersion(3, 0)),
    (f"{_STEP}.retryCountOnTaskFailure", ApiVersion(6, 1)),
    (f"{_PHASE}.target.agentSpecification", ApiVersion(5, 1)),
    ("process.target", ApiVersion(5, 1)),
)


#: members whose option is called otherwise, not only in another spelling
_OPTIONS = (
    (re.compile(r"^process\.(?=phases|yamlFilename)"), ""),
    (re.compile(r"(?<=steps\[\])\.task\.definitionType$"), ".task_group"),
    (re.compile(r"(?<=\])\.dependencies\b"), ".depends_on"),
    (re.compile(r"^triggers\.schedule\.(?=schedules)"), "triggers."),
    (re.compile(r"^repository\.properties\.tfvcMapping\b"), "repository.mappings"),
    (re.compile(r"^repository\.properties\.connectedServiceId$"), "repository.service_connection"),
)
#: maps whose keys are the user's own
_NAMES = re.compile(r"(?:^|\.)(?:variables|inputs|environment|properties)\.")


def check(stated: Document, version: ApiVersion, current: Document | None = None) -> None:
    """Refuse what this api-version cannot hold.

    :param current: the server's own document: a member that it shows is held, whatever our table says.
    :raises VersionError: naming the option, and the first product that can hold it.
    """
    check_members(stated, version, current)
    if version < PROCESS_SINCE:
        try:
            lowered(stated)
        except ShapeError as error:
            raise refusal(error.path, error.reason, version, PROCESS_SINCE) from None


def check_members(stated: Document, version: ApiVersion, current: Document | None = None) -> None:
    """Refuse members that came later than this api-version. Ids may still be names, in any text.

    :raises VersionError: as `check` does.
    """
    shown = DEFINITION.canonical(stated)
    for member, since in SINCE:
        if version < since and _present(shown, member.split(".")):
            if current and _present(DEFINITION.canonical(raised(current)), member.split(".")):
                continue
            raise refusal(member, "it cannot be held", version, since)


def refusal(member: str, reason: str, version: ApiVersion, since: ApiVersion) -> VersionError:
    """The error for a member that ``version`` cannot hold and ``since`` can."""
    if since in PREVIEW_GENERATIONS:
        # no server ever spoke it; the next whole version is the first that one could have
        since = ApiVersion(since.major + 1, 0)
    return VersionError(
        f"{option_of(member)}: {reason} by {product_for(version)} (api-version {version})",
        hint=f"The first product that can hold it is {first_product_with(since)} (api-version {since}).",
    )


def option_of(path: str) -> str:
    """The option that states a member: ``process.phases[].jobTimeout`` -> ``phases[].job_timeout``."""
    for member, option in _OPTIONS:
        path = member.sub(option, path)
    names = _NAMES.search(path)
    end = names.end() if names else len(path)
    rest = re.sub(r"\.(allowOverride|isSecret)$", lambda found: "." + _snake(found.group(1)), path[end:])
    return _snake(path[:end]) + rest


def _snake(text: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: "_" + found.group(1).lower(), text)


def _present(shown: t.Any, parts: list[str]) -> bool:
    if not parts:
        return shown is not ABSENT
    name = parts[0]
    if not isinstance(shown, dict):
        return False
    if not name.endswith("[]"):
        return _present(shown.get(name, ABSENT), parts[1:])
    items = shown.get(name[:-2], ABSENT)
    if isinstance(items, dict):
        items = list(items.values())
    return isinstance(items, list) and any(_present(item, parts[1:]) for item in items)
