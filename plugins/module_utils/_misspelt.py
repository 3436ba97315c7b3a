# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What Ansible says of options that are not right, with what was meant perhaps. Pure."""

from __future__ import annotations

import difflib
import typing as t

Spec = t.Mapping[str, t.Mapping[str, t.Any]]

#: what stands between the options that do not exist and those that do beside the last of them
_BETWEEN = ". Supported parameters include: "


def told(messages: t.Iterable[str], spec: Spec) -> str:
    """The messages of Ansible's check of options, all of them, as one text. ``spec`` is what was checked against."""
    return "; ".join(_plain(message, spec) for message in messages)


def _plain(message: str, spec: Spec) -> str:
    """A message; of options that do not exist it says so, and what was meant perhaps."""
    given, found, _known = message.partition(_BETWEEN)
    return " ".join(_unknown(option, spec) for option in given.split(", ")) if found else message


def _unknown(option: str, spec: Spec) -> str:
    above, _dot, name = option.rpartition(".")
    known = sorted(_beside(above.split(".") if above else [], spec))
    close = difflib.get_close_matches(name, known, n=1)
    meant = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(known)}."
    return f"there is no option '{option}', {meant}"


def _beside(above: t.Iterable[str], spec: Spec) -> Spec:
    for name in above:
        spec = (spec.get(name) or {}).get("options") or {}
    return spec
