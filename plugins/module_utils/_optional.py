# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Python libraries that only some options need. They are imported when such an option is used, and not before."""

from __future__ import annotations

import importlib
import traceback
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import MissingLibraryError


def optional_library(module: str, package: str, purpose: str) -> Any:
    """Import `module`, which `package` on PyPI brings.

    Raises `MissingLibraryError` that names the package; `purpose` says what needs it: "for auth_method entra".
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingLibraryError(package, traceback.format_exc(), purpose=purpose) from None
