# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""The one place that imports `requests`.

ansible-test imports every module util without third-party libraries, so the names must exist even when the
library does not. Code that is about to talk to a server calls `require_requests()` first.
"""

from __future__ import annotations

import traceback
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import MissingLibraryError

REQUESTS_IMPORT_ERROR: str | None
try:
    import requests
    from requests import exceptions
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
    from requests.structures import CaseInsensitiveDict
    from urllib3 import disable_warnings
    from urllib3 import exceptions as urllib3_exceptions
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

    requests = None  # type: ignore[assignment]
    exceptions = None  # type: ignore[assignment]
    urllib3_exceptions = None  # type: ignore[assignment]
    disable_warnings = None  # type: ignore[assignment]

    class AuthBase:  # type: ignore[no-redef]
        """Stand-in: lets subclasses be defined."""

    class HTTPAdapter:  # type: ignore[no-redef]
        """Stand-in: lets subclasses be defined."""

    class CaseInsensitiveDict(dict):  # type: ignore[no-redef,type-arg]
        """Stand-in: lets annotations and subclasses be evaluated."""
else:
    REQUESTS_IMPORT_ERROR = None

__all__ = [
    "REQUESTS_IMPORT_ERROR",
    "AuthBase",
    "CaseInsensitiveDict",
    "HTTPAdapter",
    "disable_warnings",
    "exceptions",
    "requests",
    "require_requests",
    "urllib3_exceptions",
]


def require_requests() -> Any:
    """Return the `requests` package.

    Raises `MissingLibraryError` when it is not installed for the Python that runs the module.
    """
    if REQUESTS_IMPORT_ERROR is not None:
        raise MissingLibraryError("requests", REQUESTS_IMPORT_ERROR)
    return requests
