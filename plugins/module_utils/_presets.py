# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Presets: named patterns of definitions, and the way from a preset and a few words to whole options. Pure."""

from __future__ import annotations

import difflib
import re
import typing as t
from dataclasses import dataclass

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.merging import merged
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._placeholders import mentioned

Options = dict[str, t.Any]

_MEMBERS = ("description", "preset", "parameters", "definition")
_PARAMETER = ("description", "required", "default")
#: names that are not all listed where one of them is like what was given
_MANY = 15
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Preset:
    """A preset with all that it extends: its parameters, those it inherits first, and the options of a definition."""

    name: str
    parameters: t.Mapping[str, Options]
    definition: Options


#: what a definition without a preset starts from
NO_PRESET = Preset("", {}, {})


class Presets:
    """The presets there are. ``given`` is not looked at before a definition asks for it, except for its outline."""

    def __init__(self, given: t.Mapping[str, t.Any]) -> None:
        self._given = given
        self._found: dict[str, Preset] = {}

    def find(self, name: t.Any, where: str) -> Preset:
        """The preset of that name; ``where`` is the option that asks for it."""
        return self._find(name, where, ())

    def _find(self, name: t.Any, where: str, on_the_way: tuple[str, ...]) -> Preset:
        if name in on_the_way:
            circle = " extends ".join([*on_the_way[on_the_way.index(name) :], name])
            raise OptionError(where, f"{circle}: that is a circle", "Let one of them extend another preset, or none.")
        if not isinstance(name, str) or name not in self._given:
            raise OptionError(where, f"there is no preset '{name}'", choice(str(name), self._given, "The presets are"))
        if name not in self._found:
            self._found[name] = self._read(name, (*on_the_way, name))
        return self._found[name]

    def _read(self, name: str, on_the_way: tuple[str, ...]) -> Preset:
        given, where = self._given[name], f"preset '{name}'"
        if not isinstance(given, dict):
            raise OptionError(where, "it is not a map", f"It has the keys {', '.join(_MEMBERS)}.")
        check_keys(given, _MEMBERS, where)
        base = NO_PRESET
        if given.get("preset") is not None:
            base = self._find(given["preset"], f"{where} preset", on_the_way)
        definition = _map(given, "definition", where)
        check_keys(definition, DEFINITION_SPEC, f"{where} definition")
        own = {
            parameter: _declaration(parameter, told, f"{where} parameters.{parameter}")
            for parameter, told in _map(given, "parameters", where).items()
        }
        preset = Preset(name, {**base.parameters, **own}, merged(base.definition, definition))
        _check_use(preset, own, mentioned(definition) | mentioned(base.definition) | _in_defaults(preset), where)
        return preset


def _map(given: Options, key: str, where: str) -> Options:
    found = given.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise OptionError(f"{where} {key}", "it is not a map", "Write it as names with values.")
    return found


def _declaration(name: t.Any, told: t.Any, where: str) -> Options:
    """What a preset says of one parameter."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise OptionError(where, "it cannot be a name", "Use letters, digits and underscores.")
    told = {} if told is None else told
    if not isinstance(told, dict):
        raise OptionError(where, "it is not a map", f"It has the keys {', '.join(_PARAMETER)}.")
    check_keys(told, _PARAMETER, where)
    if not isinstance(told.get("required", False), bool):
        raise OptionError(f"{where}.required", "it is not a boolean", "Use true or false.")
    if told.get("required") and told.get("default") is not None:
        raise OptionError(where, "it is required and has a default", "Leave one of them out.")
    return told


def _in_defaults(preset: Preset) -> set[str]:
    return {name for told in preset.parameters.values() for name in mentioned(told.get("default"))}


def _check_use(preset: Preset, own: t.Iterable[str], used: set[str], where: str) -> None:
    """A parameter that stands nowhere is a misspelt one."""
    for name in own:
        if name not in used:
            remedy = f"Write <{name}> where its value is to stand, or leave it out."
            raise OptionError(f"{where} parameters.{name}", "it is used nowhere in the preset", remedy)
    declared = list(preset.parameters)
    for number, (name, told) in enumerate(preset.parameters.items()):
        late = mentioned(told.get("default")).intersection(declared[number:])
        if late:
            raise OptionError(
                f"{where} parameters.{name}.default",
                f"it speaks of <{min(late)}>, which has no value yet",
                "A default can use the parameters that stand before it.",
            )


def check_keys(given: t.Mapping[t.Any, t.Any], known: t.Iterable[str], where: str) -> None:
    """Refuse a key that nobody reads."""
    known = list(known)
    for key in given:
        if key not in known:
            raise OptionError(where, f"unknown key '{key}'", choice(str(key), known, "There are"))


def choice(text: str, known: t.Iterable[str], these_are: str) -> str:
    """What was meant perhaps, and what there is."""
    names = sorted(known)
    if not names:
        return "There are none."
    close = difflib.get_close_matches(text, names, n=1)
    meant = f"Did you mean '{close[0]}'?" if close else ""
    if meant and len(names) > _MANY:
        return meant
    return f"{meant} {these_are} {', '.join(names)}.".lstrip()
