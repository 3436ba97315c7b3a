# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small language for data contracts: how JSON is read into the stored form and written out of it.

Reading follows the service's serializer: member names in any case, unknown members dropped, booleans and numbers
taken for strings. Writing leaves out what the contract does not emit when it is empty (api-facts §2.9, corpus S5).
The stored form is plain JSON data in the members' own spelling, with enums by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum as PyEnum
from typing import Any, Protocol

from .versions import Pair


class ContractError(ValueError):
    """The document does not fit the contract; str() is the message."""


@dataclass(frozen=True)
class Wire:
    """Who speaks: the server's newest version, the version of the request, and what may be shown."""

    server: Pair
    requested: Pair
    reveal_secrets: bool = False
    drop_empty_step_maps: bool = False
    step_enabled: bool = False
    last_duplicate_wins: bool = False

    @property
    def old_shape(self) -> bool:
        """True for the document with `build` in place of `process` (api-facts §2.1)."""
        return self.requested < (4, 0)


class Kind(Protocol):
    def read(self, value: Any, wire: Wire) -> Any:
        """From the wire."""

    def write(self, value: Any, wire: Wire) -> Any:
        """To the wire."""


class Emit(PyEnum):
    ALWAYS = "even null"
    GIVEN = "unless null"
    SET = "unless null, empty, zero or false"


class Text:
    """A string. JSON booleans and numbers become text, as the service's serializer does."""

    def read(self, value: Any, wire: Wire) -> Any:
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (dict, list)):
            raise ContractError(f"Error reading string. Unexpected token: Start{_token(value)}.")
        return json.dumps(value)

    def write(self, value: Any, wire: Wire) -> Any:
        return value


class Int:
    def read(self, value: Any, wire: Wire) -> Any:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, int):
            return value
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ContractError(f"Could not convert {_shown(value)} to integer.") from None

    def write(self, value: Any, wire: Wire) -> Any:
        return value


class Bool:
    def read(self, value: Any, wire: Wire) -> Any:
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if isinstance(value, (bool, int)):
            return bool(value)
        raise ContractError(f"Could not convert {_shown(value)} to boolean.")

    def write(self, value: Any, wire: Wire) -> Any:
        return value


class Anything:
    def read(self, value: Any, wire: Wire) -> Any:
        return value

    def write(self, value: Any, wire: Wire) -> Any:
        return value


class Enum:
    """An enum by number or by name in any case; a number without a name stays a number (corpus S3)."""

    def __init__(self, values: Mapping[int, str], flags: bool = False) -> None:
        self._names = dict(values)
        self._numbers = {name.lower(): number for number, name in values.items()}
        self._flags = flags

    def read(self, value: Any, wire: Wire) -> Any:
        number = self._number(value)
        return self._names.get(number, number)

    def _number(self, value: Any) -> int:
        if isinstance(value, bool):
            raise ContractError(f"Error converting value {_shown(value)} to an enum.")
        if isinstance(value, int):
            return value
        if not isinstance(value, str):
            raise ContractError(f"Error converting value {_shown(value)} to an enum.")
        total = 0
        for part in value.split(",") if self._flags else [value]:
            word = part.strip()
            if word.lower() in self._numbers:
                total |= self._numbers[word.lower()]
            elif word.lstrip("-").isdigit():
                total |= int(word)
            else:
                raise ContractError(f"Error converting value {_shown(value)} to an enum.")
        return total

    def write(self, value: Any, wire: Wire) -> Any:
        return value


class ListOf:
    """A list; items that read as None are dropped."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def read(self, value: Any, wire: Wire) -> Any:
        if value is None:
            return None
        if not isinstance(value, list):
            raise ContractError(f"Cannot read {_shown(value)} as a list.")
        items = (self._kind.read(item, wire) for item in value)
        return [item for item in items if item is not None]

    def write(self, value: Any, wire: Wire) -> Any:
        return None if value is None else [self._kind.write(item, wire) for item in value]


class MapOf:
    """A map with text keys. `any_case` maps hold each name once, whatever its case."""

    def __init__(self, kind: Kind, any_case: bool = False) -> None:
        self._kind = kind
        self._any_case = any_case

    def read(self, value: Any, wire: Wire) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise ContractError(f"Cannot read {_shown(value)} as a map.")
        result: dict[str, Any] = {}
        seen: dict[str, str] = {}
        for key, item in value.items():
            if self._any_case and key.lower() in seen:
                if not wire.last_duplicate_wins:
                    raise ContractError("An item with the same key has already been added.")
                result.pop(seen[key.lower()])
            seen[key.lower()] = key
            result[key] = self._kind.read(item, wire)
        return result

    def write(self, value: Any, wire: Wire) -> Any:
        return None if value is None else {key: self._kind.write(item, wire) for key, item in value.items()}


@dataclass(frozen=True)
class Member:
    """One member of a record. `since` is about the server; with `by_request`, about the request too."""

    name: str
    kind: Kind
    emit: Emit = Emit.SET
    default: Any = None
    since: Pair = (0, 0)
    by_request: bool = False

    def known(self, wire: Wire) -> bool:
        version = min(wire.server, wire.requested) if self.by_request else wire.server
        return version >= self.since

    def initial(self, wire: Wire) -> Any:
        return self.default(wire) if callable(self.default) else self.default

    def shows(self, value: Any, wire: Wire) -> bool:
        if not self.known(wire):
            return False
        if self.emit is Emit.ALWAYS:
            return True
        if self.emit is Emit.GIVEN:
            return value is not None
        return value is not None and value != "" and value != 0 and value is not False and value != [] and value != {}


@dataclass(frozen=True)
class Record:
    members: tuple[Member, ...]
    after_write: Callable[[dict[str, Any], Wire], None] | None = field(default=None)

    def read(self, value: Any, wire: Wire) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise ContractError(f"Cannot read {_shown(value)} as an object.")
        given = {name.lower(): item for name, item in value.items()}
        result: dict[str, Any] = {}
        for member in self.members:
            if not member.known(wire):
                continue
            item = given.get(member.name.lower())
            stored = member.kind.read(item, wire) if item is not None else None
            result[member.name] = member.initial(wire) if stored is None else stored
        return result

    def write(self, value: Any, wire: Wire) -> Any:
        if value is None:
            return None
        result: dict[str, Any] = {}
        for member in self.members:
            item = value.get(member.name)
            if item is None and member.emit is Emit.ALWAYS:
                item = member.initial(wire)
            if member.shows(item, wire):
                result[member.name] = member.kind.write(item, wire) if item is not None else None
        if self.after_write is not None:
            self.after_write(result, wire)
        return result


class OneOf:
    """A record chosen by a number in the document; `infer` gives it when it is missing."""

    def __init__(
        self,
        member: str,
        choices: Mapping[Any, Record],
        infer: Callable[[dict[str, Any]], Any],
        key: Callable[[Any], Any] = lambda value: value,
        unknown_is_none: bool = False,
    ) -> None:
        self._member = member
        self._choices = choices
        self._infer = infer
        self._key = key
        self._unknown_is_none = unknown_is_none

    def read(self, value: Any, wire: Wire) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise ContractError(f"Cannot read {_shown(value)} as an object.")
        given = {name.lower(): item for name, item in value.items()}
        found = given.get(self._member.lower())
        key = self._infer(given) if found is None else self._key(found)
        record = self._choices.get(key)
        if record is None:
            if self._unknown_is_none:
                return None
            raise ContractError(f"Error converting value {_shown(found)} of {self._member}.")
        return {**record.read(value, wire), self._member: key}

    def write(self, value: Any, wire: Wire) -> Any:
        if value is None:
            return None
        key = value[self._member]
        return {**self._choices[key].write(value, wire), self._member: key}


def _token(value: Any) -> str:
    return "Object" if isinstance(value, dict) else "Array"


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return f"a JSON {_token(value).lower()}"
    return json.dumps(value)
