# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""What every module of the collection does around its work: options in, result or failure out, nothing secret shown.

The only place that ends a module.
"""

from __future__ import annotations

import threading
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ansible_collections.azdo.pipelines.plugins.module_utils._client import Client
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import (
    CONNECTION_SPEC,
    connection_settings,
    secrets_in,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    MissingLibraryError,
    OptionError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._misspelt import told
from ansible_collections.azdo.pipelines.plugins.module_utils._nested_secrets import nested_secrets
from ansible_collections.azdo.pipelines.plugins.module_utils._redact import secret_forms

Result = dict[str, t.Any]
Work = t.Callable[["Run"], Result]


class Run:
    """What the work of a module gets: its options, a client, and how it is run."""

    def __init__(self, module: AnsibleModule, client: Client, credential: str) -> None:
        self.options: dict[str, t.Any] = module.params
        self.client = client
        #: where the credential came from, for people
        self.credential = credential
        self.check_mode: bool = module.check_mode
        #: whether anybody will look at a diff
        self.diff_mode: bool = module._diff  # pylint: disable=protected-access
        self.warn: t.Callable[[str], None] = module.warn
        #: how often -v was given
        self.verbosity: int = getattr(module, "_verbosity", 0)
        #: writes to the system log of the machine where the module runs
        self.log: t.Callable[[str], None] = module.log
        self._module = module
        self._lock = threading.Lock()

    def hide(self, values: t.Iterable[str]) -> None:
        """From now on show none of these values, wherever they turn up."""
        secrets = {value for value in values if value}
        with self._lock:
            # Another thread may be looking through the old ones, for a warning.
            self._module.no_log_values = self._module.no_log_values | _forms(secrets)
        for secret in secrets:
            self.client.redactor.add(secret)


class _Module(AnsibleModule):
    """An `AnsibleModule` that knows the secrets among values that `no_log` cannot reach.

    `variables` cannot be `no_log` as a whole: that would hide every value in every diff. Its secret members are
    therefore told to Ansible's own redaction before anything, even an error about options, is shown or logged.
    """

    def _load_params(self) -> None:
        super()._load_params()
        self.no_log_values.update(secrets_in(self.params))
        self.no_log_values.update(_forms(nested_secrets(self.params)))

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """Of options that are not right, Ansible tells the first only, and not what was meant."""
        checked = getattr(self, "validation_result", None)
        if checked is not None and checked.error_messages:
            msg = told(checked.error_messages, self.argument_spec)
        super().fail_json(msg, **kwargs)


def _forms(secrets: t.Iterable[str]) -> set[str]:
    """The forms in which secrets turn up: Ansible writes Python's own spelling of the arguments to the journal."""
    return {form for secret in secrets for form in (*secret_forms(secret), repr(secret)[1:-1])}


def run_module(argument_spec: dict[str, t.Any], work: Work, **rules: t.Any) -> None:
    """Run a module: check the options, connect, do the work, end.

    ``rules`` are those of `AnsibleModule`, such as ``mutually_exclusive``. Errors of the collection end the module with
    `failure` in the result; anything else is a defect and keeps its traceback.
    """
    module = _Module(argument_spec={**CONNECTION_SPEC, **argument_spec}, supports_check_mode=True, **rules)
    client, credential = None, ""
    try:
        settings = connection_settings(module.params)
        if not settings.project:
            raise OptionError("project", "is not set", "Give it, or set the environment variable SYSTEM_TEAMPROJECT.")
        credential = settings.credential
        client = Client(settings, warn=module.warn)
        run = Run(module, client, credential)
        settings.auth.on_secret(lambda secret: run.hide([secret]))
        result = work(run)
    except MissingLibraryError as error:
        missing = f"{missing_required_lib(error.library)}. {error.hint}"
        module.fail_json(msg=missing, exception=error.traceback, failure=error.failure())
    except AzdoError as error:
        if isinstance(error, AuthenticationError) and error.credential is None:
            error.credential = credential
        module.fail_json(msg=error.message, failure=error.failure(), **error.result)
    except Exception as error:
        # Ansible would show what the exception says, which may quote anything, without taking the secrets out.
        text = f"This is a defect of azdo.pipelines, please report it: {type(error).__name__}: {error}"
        module.fail_json(msg=text, exception=traceback.format_exc())
    finally:
        if client is not None:
            client.close()
    module.exit_json(**result)
