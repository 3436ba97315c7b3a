# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The kinds of value that a definition is made of, and what each means.

A node knows two things about its kind of value:

* ``canonical(value)``: the one spelling of everything the service treats as the same. ``ABSENT`` means "as if the
  key were not there", which is how the service writes most defaults (api-facts §2.9). Canonical values are compared
  with ``==`` and shown in diffs; they are never sent.
* ``overlay(base, stated)``: the server's value with what was stated laid over it. The result is what is sent, so
  spelling and unknown keys of ``base`` survive.

Everything here is pure: no network, no Ansible.
"""

from __future__ import annotations

import json
import re
import typing as t


class _Absent:
    """The value of a key that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False

    def __deepcopy__(self, memo: t.Any) -> _Absent:
        return self

    def __copy__(self) -> _Absent:
        return self


ABSENT: t.Final = _Absent()

#: not `str.isdigit`: that takes '²' for a digit, which `int` does not, and numbers without end
_DIGITS = re.compile("[0-9]{1,18}")


class Node:
    """Any JSON value, compared as it is. An empty one counts as absent."""

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None or value == [] or value == {}:
            return ABSENT
        return value

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        """What is sent. The server's spelling stays where the stated one means the same."""
        if base is not ABSENT and self.canonical(base) == self.canonical(stated):
            return base
        return stated


class Ignored(Node):
    """Set by the server and never compared. What the server has is sent back, what was stated is not."""

    def canonical(self, value: t.Any) -> t.Any:
        return ABSENT

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        return base


class WriteOnly(Node):
    """A secret among plain members: sent when stated, never compared and never shown."""

    def canonical(self, value: t.Any) -> t.Any:
        return ABSENT

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        return base if stated in (None, "") else stated


class Text(Node):
    """A string. ``default`` and its absence are the same; numbers and booleans are written as JSON writes them."""

    def __init__(self, default: str | None = "", fold: bool = False) -> None:
        self.default = default
        self.fold = fold

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None:
            return ABSENT
        text = to_text(value)
        if self.fold:
            text = text.lower()
        return ABSENT if text == self.default else text


class Branch(Text):
    """A branch name: ``refs/heads/`` comes and goes with the first update (api-facts §2.6)."""

    def canonical(self, value: t.Any) -> t.Any:
        text = super().canonical(value)
        return text[len("refs/heads/") :] if text is not ABSENT and text.startswith("refs/heads/") else text


class BranchFilter(Text):
    """An include (``+``, the default) or exclude (``-``) filter on branches."""

    def canonical(self, value: t.Any) -> t.Any:
        text = super().canonical(value)
        if text is ABSENT:
            return text
        sign, branch = (text[0], text[1:]) if text[:1] in "+-" else ("+", text)
        return sign + (branch[len("refs/heads/") :] if branch.startswith("refs/heads/") else branch)


class FolderPath(Text):
    """A folder: ``\\`` is the root. The service wants backslashes and adds the first (api-facts §4)."""

    def canonical(self, value: t.Any) -> t.Any:
        path = folder_path(value)
        return ABSENT if path == "\\" else path

    def overlay(self, base: t.Any, stated: t.Any) -> t.Any:
        """A definition that is found in a folder whatever its case is not moved to another spelling of it."""
        if base is not ABSENT and folder_path(base).lower() == folder_path(stated).lower():
            return base
        return super().overlay(base, stated)


class FilePath(Text):
    """A file of the repository: the web UI writes a leading slash, the command line does not."""

    def canonical(self, value: t.Any) -> t.Any:
        text = super().canonical(value)
        return text if text is ABSENT else text.replace("\\", "/").lstrip("/")


class Flag(Node):
    """A boolean; exports and hand-written documents also spell it as a string."""

    def __init__(self, default: bool = False) -> None:
        self.default = default

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None:
            return ABSENT
        flag = value.strip().lower() == "true" if isinstance(value, str) else bool(value)
        return ABSENT if flag == self.default else flag


class Number(Node):
    """An integer, also when it comes as a string of digits."""

    def __init__(self, default: int | None = 0) -> None:
        self.default = default

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None:
            return ABSENT
        if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,18}\s*", value):
            value = int(value)
        return ABSENT if value == self.default else value


class Choice(Node):
    """An enumeration. The service takes numbers and names in any case and answers names (api-facts §2.9.4)."""

    def __init__(self, names: t.Mapping[int, str], default: str | None = None, unset: tuple[int, ...] = ()) -> None:
        self.names = names
        self.default = default
        self.unset = unset
        self._folded = {name.lower(): name for name in names.values()}

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None:
            return ABSENT
        if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            if value in self.unset:
                return ABSENT
            name: t.Any = self.names.get(value, value)
        else:
            name = self._folded.get(str(value).strip().lower(), value)
        return ABSENT if name == self.default else name


class Flags(Node):
    """A set of names, as one number or as names with commas between; canonical: the names in their own order.

    A combination without a name of its own stays a number even where the service writes names (corpus S3).
    """

    def __init__(self, names: t.Mapping[int, str], everything: str) -> None:
        self.names = names
        self.everything = everything
        self._bits = {name.lower(): bit for bit, name in names.items()}

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None:
            return ABSENT
        bits = self._mask(value)
        if bits is None:
            return value
        return ", ".join(name for bit, name in self.names.items() if bits & bit) or ABSENT

    def _mask(self, value: t.Any) -> int | None:
        if isinstance(value, int):
            return value
        parts = value if isinstance(value, list) else str(value).split(",")
        mask = 0
        for part in parts:
            name = str(part).strip().lower()
            if _DIGITS.fullmatch(name):
                mask |= int(name)
            elif name == self.everything:
                mask |= sum(self.names)
            elif name in self._bits:
                mask |= self._bits[name]
            elif name not in ("", "none"):
                return None
        return mask


class JsonText(Node):
    """JSON inside a string, such as ``tfvcMapping``: spacing and key order mean nothing (api-facts §2.6, corpus S7)."""

    def canonical(self, value: t.Any) -> t.Any:
        if value is ABSENT or value is None or value == "":
            return ABSENT
        if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
            try:
                return json.loads(value)
            except ValueError:
                return value
        return to_text(value) if isinstance(value, (bool, int, float)) else value


class Reference(Node):
    """Something else on the server, known by its id; the server adds its name, links and more (api-facts §2.9.5)."""

    def canonical(self, value: t.Any) -> t.Any:
        if not isinstance(value, dict) or value.get("id") in (None, ""):
            return ABSENT
        return Ref(value["id"], value.get("name"))


class Folded(str):
    """A name in the spelling that somebody gave it, equal to every other spelling that differs in case only."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.lower() == other.lower()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.lower())


class Ref:
    """A canonical reference: equal where the ids are equal, whatever the names say."""

    def __init__(self, identifier: t.Any, name: str | None = None) -> None:
        self.id = identifier.lower() if isinstance(identifier, str) else identifier
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and str(self.id) == str(other.id)

    def __hash__(self) -> int:
        return hash(str(self.id))

    def __repr__(self) -> str:
        if isinstance(self.id, int) and self.id < 0:
            # it stands for what the same task is about to create
            return f"{self.name} (new)"
        return f"{self.name} (id {self.id})" if self.name else f"id {self.id}"


def to_text(value: t.Any) -> str:
    """A scalar as the service spells it in its string maps (``true``, not ``True``)."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def folder_path(value: t.Any) -> str:
    """The service's spelling of a folder: backslashes, one in front, none behind; nothing is the root."""
    if value is ABSENT or value is None:
        return "\\"
    parts = [part for part in re.split(r"[\\/]+", str(value).strip()) if part]
    return "\\" + "\\".join(parts)


def element_shown(value: t.Any) -> t.Any:
    """An element of a list is there even if all of it is default."""
    return {} if value is ABSENT else value
