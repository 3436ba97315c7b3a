# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of the machine's own must not reach a test."""

from __future__ import annotations

import os

import pytest

_BEGINNINGS = ("AZDO_", "AZURE_", "SYSTEM_", "IDENTITY_", "MSI_", "KRB5", "NTLM_")
_NAMES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}


def hide_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take credentials, addresses, proxies and authorities out of the environment."""
    for name in list(os.environ):
        if name.startswith(_BEGINNINGS) or name.upper() in _NAMES:
            monkeypatch.delenv(name)
