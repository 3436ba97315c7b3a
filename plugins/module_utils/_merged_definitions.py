# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""A list of definitions that name presets, as the whole definitions that the modules take. Pure."""

from __future__ import annotations

import itertools
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.merging import merged
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._placeholders import NoValueError, filled, mentioned
from ansible_collections.azdo.pipelines.plugins.module_utils._presets import (
    NO_PRESET,
    Options,
    Preset,
    Presets,
    check_keys,
    choice,
)

#: what a definition of the list says beside the options of the module
WORDS = ("preset", "parameters", "for_each")

#: different errors that a message describes
_SHOWN = 10


def merged_definitions(
    definitions: t.Any,
    presets: t.Mapping[str, t.Any] | None = None,
    defaults: Options | None = None,
    list_name: str | None = None,
) -> list[Options]:
    """The definitions, each with its preset and the defaults laid under it; one for each value of ``for_each``.

    ``list_name`` is what the user calls the list: with it, each definition gets a label that says where it comes from.

    :raises OptionError: for the first thing that is wrong with each definition, naming the definition and the option.
    """
    called = list_name or "definitions"
    if not isinstance(definitions, list):
        raise OptionError(called, "it is not a list", "Begin each definition with a dash.")
    for name, given in (("presets", presets), ("defaults", defaults)):
        if given is not None and not isinstance(given, dict):
            raise OptionError(name, "it is not a map", "Write it as names with values.")
    check_keys(defaults or {}, DEFINITION_SPEC, "defaults")
    known = Presets(presets or {})
    found: list[Options] = []
    wrong: list[OptionError] = []
    for number, definition in enumerate(definitions):
        place = f"{called}[{number}]"
        try:
            made = _of_one(definition, place + _name(definition), known, defaults or {})
        except OptionError as error:
            wrong.append(error)
        else:
            found += _labelled(made, definition, place) if list_name else made
    if wrong:
        raise _together(wrong)
    return found


def _name(definition: t.Any) -> str:
    name = definition.get("name") if isinstance(definition, dict) else None
    return f" '{name}'" if isinstance(name, str) else ""


def _labelled(made: list[Options], given: Options, place: str) -> list[Options]:
    """The definitions, each with the place of its entry, its preset and which one of ``for_each`` it is."""
    preset = f"preset {given['preset']}" if given.get("preset") is not None else ""
    several = given.get("for_each") is not None
    found = []
    for number, definition in enumerate(made):
        about = ", ".join(part for part in (preset, f"for_each[{number}]" if several else "") if part)
        found.append({"label": f"{place} ({about})" if about else place, **definition})
    return found


def _together(wrong: list[OptionError]) -> OptionError:
    """One error that says all; what is wrong with a preset is said once, however many definitions name it."""
    first, *others = dict.fromkeys(error.message for error in wrong)
    if not others:
        return wrong[0]
    more = [f"And {len(others) - _SHOWN} more errors."] if len(others) > _SHOWN else []
    option, _colon, problem = first.partition(": ")
    return OptionError(option, " ".join([problem, *others[:_SHOWN], *more]))


def _of_one(given: t.Any, where: str, known: Presets, defaults: Options) -> list[Options]:
    """What one entry of the list stands for."""
    if not isinstance(given, dict):
        raise OptionError(where, "it is not a map", "Write it as options with values.")
    check_keys(given, [*DEFINITION_SPEC, *WORDS], where)
    preset = NO_PRESET
    if given.get("preset") is not None:
        preset = known.find(given["preset"], f"{where} preset")
    parameters = given.get("parameters") or {}
    if not isinstance(parameters, dict):
        raise OptionError(f"{where} parameters", "it is not a map", "Write it as names with values.")
    own = {option: value for option, value in given.items() if option not in WORDS}
    found = []
    for bound in _bindings(given.get("for_each"), f"{where} for_each"):
        _check_names(bound, f"{where} for_each", preset, mentioned(own) | mentioned(parameters))
        for name in parameters:
            if name in bound:
                raise OptionError(f"{where} parameters.{name}", "for_each gives it too", "Leave one of them out.")
        _check_names(parameters, f"{where} parameters", preset, mentioned(own))
        found.append(_laid(own, preset, {**bound, **_fill(parameters, bound, where)}, defaults, where))
    if given.get("for_each") is not None:
        _check_different(found, f"{where} for_each")
    return found


def _bindings(given: t.Any, where: str) -> list[Options]:
    """The values for each of the definitions that an entry stands for: one without any if there is no ``for_each``."""
    if given is None:
        return [{}]
    if isinstance(given, list) and all(isinstance(item, dict) for item in given):
        return given
    if not isinstance(given, dict):
        raise OptionError(where, "it is neither a map nor a list of maps", "Write it as {folder: [api, web]}.")
    for name, values in given.items():
        if not isinstance(values, list):
            raise OptionError(f"{where}.{name}", "it is not a list", "List the values, one definition is made of each.")
    return [dict(zip(given, values)) for values in itertools.product(*given.values())]


def _check_names(given: t.Mapping[str, t.Any], where: str, preset: Preset, used: set[str]) -> None:
    """Refuse values that go nowhere."""
    for name in given:
        if name not in preset.parameters and name not in used:
            what = f"preset '{preset.name}' has no such parameter" if preset.name else "the definition has no preset"
            remedy = choice(str(name), preset.parameters, "Its parameters are") if preset.name else ""
            problem = f"{what}, and <{name}> stands nowhere in the definition"
            raise OptionError(f"{where}.{name}", problem, remedy)


def _laid(own: Options, preset: Preset, given: Options, defaults: Options, where: str) -> Options:
    """One definition: the defaults, the preset over them, its own options over both."""
    values = _values(preset, given, where)
    result = merged(merged(defaults, _fill(preset.definition, values, where)), _fill(own, values, where))
    if isinstance(result.get("variables"), dict):
        # the module knows no way to state that a variable is not stated
        result["variables"] = _stated(result["variables"])
    return _stated(result)


def _values(preset: Preset, given: Options, where: str) -> Options:
    """The value of each parameter: as given, or its default."""
    values = dict(given)
    for name, told in preset.parameters.items():
        if values.get(name) is not None:
            continue
        if told.get("required"):
            about = f" It is: {told['description']}" if told.get("description") else ""
            problem = f"preset '{preset.name}' requires it"
            raise OptionError(f"{where} parameters.{name}", problem, f"Give it a value.{about}")
        values[name] = _fill(told.get("default"), values, where)
    return values


def _fill(content: t.Any, values: Options, where: str) -> t.Any:
    try:
        return filled(content, values)
    except NoValueError as error:
        name = error.args[0]
        value = "has no value" if values[name] is None else "is a list or a map"
        raise OptionError(
            f"{where} parameters.{name}", f"it {value} and stands inside a longer text", "Give it a text or a number."
        ) from None


def _stated(options: Options) -> Options:
    return {option: value for option, value in options.items() if value is not None}


def _check_different(found: t.Sequence[Options], where: str) -> None:
    """Each definition of a ``for_each`` needs a name and folder of its own."""
    seen = set()
    for definition in found:
        name, path = (str(definition.get(option) or "").lower() for option in ("name", "path"))
        if (name, path) in seen and definition.get("id") is None:
            problem = f"it makes several definitions of the name '{definition.get('name')}'"
            raise OptionError(where, problem, "Put the name of its parameter in angle brackets into name or path.")
        seen.add((name, path))
