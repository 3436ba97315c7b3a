# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The options of each definition of a set: defaults laid under them, and checked as Ansible checks those of a task."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.merging import merged
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_RULES, DEFINITION_SPEC
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._misspelt import told

Options = dict[str, t.Any]


class DefaultsError(OptionError):
    """The defaults are wrong, so no definition can be right."""


class SetOptions:
    """Checks one definition after the other.

    A check takes as long as its table is, and hundreds of definitions state the same few options, most of them from
    the defaults. So there is a table for each choice of options, and what comes whole from the defaults is checked
    once.
    """

    def __init__(self, defaults: Options) -> None:
        self._defaults = defaults
        self._checked: Options = {}
        self._validators: dict[tuple[frozenset[str], frozenset[str]], ArgumentSpecValidator] = {}

    def of(self, given: Options) -> Options:
        """The options of a definition in their types, with defaults.

        :raises OptionError: saying all that is wrong.
        """
        options = merged(self._defaults, given)
        shared = frozenset(name for name in options if self._is_shared(name, options[name]))
        own = {name: name if name in shared else value for name, value in options.items()}
        checked = _checked(self._validator(frozenset(options), shared), own)
        return {**checked, **{name: self._of_defaults(name) for name in shared}}

    def _is_shared(self, name: str, value: t.Any) -> bool:
        return name in DEFINITION_SPEC and isinstance(value, (dict, list)) and value is self._defaults.get(name)

    def _of_defaults(self, name: str) -> t.Any:
        if name not in self._checked:
            validator = ArgumentSpecValidator({name: DEFINITION_SPEC[name]})
            try:
                self._checked[name] = _checked(validator, {name: self._defaults[name]})[name]
            except OptionError as error:
                raise DefaultsError("defaults", error.problem.partition(": ")[2], error.hint) from None
        return self._checked[name]

    def _validator(self, stated: frozenset[str], shared: frozenset[str]) -> ArgumentSpecValidator:
        """What is shared is checked elsewhere: here its name stands for it, so that the rules see it."""
        if (stated, shared) not in self._validators:
            spec = {name: how for name, how in DEFINITION_SPEC.items() if name in stated or "default" in how}
            spec.update((name, {"type": "raw"}) for name in shared)
            self._validators[stated, shared] = ArgumentSpecValidator(spec, **DEFINITION_RULES)
        return self._validators[stated, shared]


def _checked(validator: ArgumentSpecValidator, given: Options) -> Options:
    checked = validator.validate(given)
    if checked.error_messages:
        raise OptionError("options", told(checked.error_messages, DEFINITION_SPEC))
    options: Options = checked.validated_parameters
    return options
