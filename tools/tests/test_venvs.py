# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""uv installs from where pip would."""

from __future__ import annotations

from devkit.venvs import settings_for_uv

CONFIGURATION = """\
global.cert='/etc/ssl/own.pem'
global.extra-index-url='https://mirror.example/more'
global.index-url='https://mirror.example/index'
"""


def test_index_and_certificates_are_handed_on() -> None:
    assert settings_for_uv(CONFIGURATION, {}) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/index",
        "SSL_CERT_FILE": "/etc/ssl/own.pem",
    }


def test_environment_of_pip_comes_before_its_files() -> None:
    text = CONFIGURATION + ":env:.index-url='https://other.example/index'\n"
    assert settings_for_uv(text, {})["UV_DEFAULT_INDEX"] == "https://other.example/index"


def test_settings_of_uv_itself_stand() -> None:
    given = {"UV_INDEX_URL": "https://x.example", "SSL_CERT_FILE": "/x"}
    assert settings_for_uv(CONFIGURATION, given) == {}


def test_nothing_configured() -> None:
    assert settings_for_uv("", {}) == {}
