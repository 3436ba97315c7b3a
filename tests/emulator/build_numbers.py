# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build is called: its definition's buildNumberFormat with the tokens filled in.

Tokens are those of the product's documentation on run numbers; one that is not known stays as it stands.
"""

from __future__ import annotations

import re
from datetime import datetime

from .build_state import Build
from .state import Collection, Definition

DEFAULT = "$(Date:yyyyMMdd)$(Rev:.r)"
FORBIDDEN = '":/\\<>|?@*'

_TOKEN = re.compile(r"\$\(([^()]+)\)")
_REV = re.compile(r"\$\(rev:([^()]*?)(r+)\)", re.IGNORECASE)
_DATE_PARTS = (
    ("yyyy", "%Y"),
    ("yy", "%y"),
    ("MM", "%m"),
    ("dd", "%d"),
    ("HH", "%H"),
    ("mm", "%M"),
    ("ss", "%S"),
)


def number_of(collection: Collection, definition: Definition, build: Build, moment: datetime) -> str:
    """The build's ID when the format is empty; a YAML pipeline without one has the default (documented for both)."""
    document = definition.current.document
    text = str(document.get("buildNumberFormat") or "").strip()
    if not text and (document.get("process") or {}).get("type") == 2:
        text = DEFAULT
    if not text:
        return str(build.id)
    taken = {
        item.number.lower()
        for item in collection.builds.values()
        if item.definition_id == definition.id and item is not build
    }
    known = _values(collection, definition, build, moment)

    def fill(found: re.Match[str]) -> str:
        name = found[1].lower()
        if name.startswith("date:"):
            return _dated(found[1][5:], moment)
        return known.get(name, found[0])

    revision = 1
    while True:
        current = revision
        shown = _REV.sub(lambda found: found[1] + str(current).zfill(len(found[2])), text)  # noqa: B023
        number = _TOKEN.sub(fill, shown)
        if not _REV.search(text) or number.lower() not in taken:
            return number
        revision += 1


def _dated(pattern: str, moment: datetime) -> str:
    for part, code in _DATE_PARTS:
        pattern = pattern.replace(part, moment.strftime(code))
    return pattern


def _values(collection: Collection, definition: Definition, build: Build, moment: datetime) -> dict[str, str]:
    branch = build.source_branch
    values = {
        "buildid": str(build.id),
        "build.buildid": str(build.id),
        "builddefinitionname": definition.name,
        "build.definitionname": definition.name,
        "definitionname": definition.name,
        "sourcebranch": branch,
        "build.sourcebranch": branch,
        "sourcebranchname": branch.rpartition("/")[2],
        "build.sourcebranchname": branch.rpartition("/")[2],
        "teamproject": collection.projects[definition.project_id].name,
        "system.teamproject": collection.projects[definition.project_id].name,
        "dayofmonth": str(moment.day),
        "dayofyear": str(moment.timetuple().tm_yday),
        "month": str(moment.month),
        "hours": str(moment.hour),
        "minutes": str(moment.minute),
        "seconds": str(moment.second),
        "year:yy": moment.strftime("%y"),
        "year:yyyy": moment.strftime("%Y"),
    }
    for name, variable in (definition.current.document.get("variables") or {}).items():
        if not variable.get("isSecret"):
            values.setdefault(name.lower(), str(variable.get("value") or ""))
    return values
