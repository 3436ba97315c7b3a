# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter `merged_definitions`: definitions that name presets, as whole definitions."""

from __future__ import annotations

import typing as t

import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._merged_definitions import merged_definitions
from ansible_collections.azdo.pipelines.plugins.module_utils._without_secrets import without_secrets

#: what ansible-core before 2.19 puts in the place of an option that is to be left out
_OMITTED = "__omit_place_holder__"


def _filter(
    definitions: t.Any,
    presets: t.Any = None,
    defaults: t.Any = None,
    hide_secrets: bool = False,
    list_name: str | None = None,
) -> t.Any:
    try:
        found = merged_definitions(_plain(definitions), _read(_plain(presets)), _plain(defaults), list_name)
    except AzdoError as error:
        raise AnsibleFilterError(f"merged_definitions: {error.message}") from None
    return _plain(without_secrets(found) if hide_secrets else found)


def _plain(content: t.Any) -> t.Any:
    """A copy in maps and lists of Python's own: those of Ansible may render their content only when it is asked for."""
    if isinstance(content, dict):
        return {key: _plain(item) for key, item in content.items() if not _is_omitted(item)}
    if isinstance(content, (list, tuple)):
        return [_plain(item) for item in content if not _is_omitted(item)]
    return content


def _is_omitted(value: t.Any) -> bool:
    return isinstance(value, str) and value.startswith(_OMITTED)


def _read(presets: t.Any) -> t.Any:
    """The presets, those that are YAML texts parsed."""
    if not isinstance(presets, dict):
        return presets
    return {name: _parsed(name, given) if isinstance(given, str) else given for name, given in presets.items()}


def _parsed(name: t.Any, text: str) -> t.Any:
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f"in line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise OptionError(f"preset '{name}'", f"its text is not YAML, {line}{error.problem}") from None
    except yaml.YAMLError:
        raise OptionError(f"preset '{name}'", "its text is not YAML") from None


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filters of this file by name."""
        return {"merged_definitions": _filter}
