# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What every module of the collection does around its work: options in, result or failure out, nothing secret shown.

The only place that ends a module.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import (
    CONNECTION_SPEC,
    connection_settings,
    secrets_in,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AzdoError,
    MissingLibraryError,
    OptionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._nested_secrets import nested_secrets
from ansible_collections.azdo.pipelines.plugins.module_utils._redact import secret_forms

Result = dict[str, t.Any]
Work = t.Callable[["Run"], Result]


class Run:
    """What the work of a module gets: its options, a client, and how it is run."""

    def __init__(self, module: AnsibleModule, client: Client) -> None:
        self.options: dict[str, t.Any] = module.params
        self.client = client
        self.check_mode: bool = module.check_mode
        #: whether anybody will look at a diff
        self.diff_mode: bool = module._diff  # pylint: disable=protected-access
        self.warn: t.Callable[[str], None] = module.warn
        #: how often -v was given
        self.verbosity: int = getattr(module, "_verbosity", 0)
        #: writes to the system log of the machine where the module runs
        self.log: t.Callable[[str], None] = module.log
        self._module = module

    def hide(self, values: t.Iterable[str]) -> None:
        """From now on show none of these values, wherever they turn up."""
        for value in values:
            if value:
                self._module.no_log_values.update(_forms([value]))
                self.client.redactor.add(value)


class _Module(AnsibleModule):
    """An `AnsibleModule` that knows the secrets among values that `no_log` cannot reach.

    `variables` cannot be `no_log` as a whole: that would hide every value in every diff. Its secret members are
    therefore told to Ansible's own redaction before anything, even an error about options, is shown or logged.
    """

    def _load_params(self) -> None:
        super()._load_params()
        self.no_log_values.update(secrets_in(self.params))
        self.no_log_values.update(_forms(nested_secrets(self.params)))


def _forms(secrets: t.Iterable[str]) -> set[str]:
    """The forms in which secrets turn up: Ansible writes Python's own spelling of the arguments to the journal."""
    return {form for secret in secrets for form in (*secret_forms(secret), repr(secret)[1:-1])}


def run_module(argument_spec: dict[str, t.Any], work: Work, **rules: t.Any) -> None:
    """Run a module: check the options, connect, do the work, end.

    ``rules`` are those of `AnsibleModule`, such as ``mutually_exclusive``. Errors of the collection end the module with
    `failure` in the result; anything else is a defect and keeps its traceback.
    """
    module = _Module(argument_spec={**CONNECTION_SPEC, **argument_spec}, supports_check_mode=True, **rules)
    client = None
    try:
        settings = connection_settings(module.params)
        if not settings.project:
            raise OptionError("project", "is not set", "Give it, or set the environment variable SYSTEM_TEAMPROJECT.")
        client = Client(settings, warn=module.warn)
        run = Run(module, client)
        settings.auth.on_secret(lambda secret: run.hide([secret]))
        result = work(run)
    except MissingLibraryError as error:
        missing = f"{missing_required_lib(error.library)}. {error.hint}"
        module.fail_json(msg=missing, exception=error.traceback, failure=error.failure())
    except AzdoError as error:
        module.fail_json(msg=error.message, failure=error.failure(), **error.result)
    finally:
        if client is not None:
            client.close()
    module.exit_json(**result)
