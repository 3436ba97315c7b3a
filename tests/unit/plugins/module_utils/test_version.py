# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._version import (
    ApiVersion,
    first_product_with,
    is_preview_only,
    product_for,
)


@pytest.mark.parametrize("text", ["2.0", "7.1", "7.2-preview", "7.2-preview.8", "10.0"])
def test_parse_and_str_are_inverse(text: str) -> None:
    assert str(ApiVersion.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "7", "v7.1", "7.1.2", "7.1-beta", "7.1-preview.", "7.1-preview.x", "-1.0", "7,1", "1000.0", "٧.١"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="is not an api-version") as caught:
        ApiVersion.parse(text)
    assert caught.value.option == "api_version"


def test_order_is_numeric() -> None:
    texts = ["10.0", "2.0", "7.1", "3.2", "7.0"]
    assert [str(version) for version in sorted(map(ApiVersion.parse, texts))] == ["2.0", "3.2", "7.0", "7.1", "10.0"]


def test_a_preview_equals_its_generation() -> None:
    preview, plain = ApiVersion.parse("7.2-preview.8"), ApiVersion.parse("7.2")
    assert preview == plain
    assert hash(preview) == hash(plain)
    assert preview >= plain
    assert preview.is_preview
    assert not plain.is_preview
    assert str(preview.base) == "7.2"


def test_a_version_is_equal_to_versions_only() -> None:
    assert ApiVersion(7, 1) != "7.1"


@pytest.mark.parametrize(
    ("version", "product"),
    [
        ("1.0", "TFS 2013"),
        ("2.0", "TFS 2015"),
        ("2.3", "TFS 2015"),
        ("3.0", "TFS 2017"),
        ("3.2", "TFS 2017 Update 2"),
        ("4.0", "TFS 2018"),
        ("4.1", "TFS 2018 Update 2"),
        ("5.0", "Azure DevOps Server 2019"),
        ("5.1", "Azure DevOps Server 2019 Update 1"),
        ("6.0", "Azure DevOps Server 2020"),
        ("7.0", "Azure DevOps Server 2022"),
        ("7.1", "Azure DevOps Server 2022.1"),
        ("7.2", "Azure DevOps Services"),
        ("5.2", "Azure DevOps Services"),
        ("9.0", "Azure DevOps Services"),
    ],
)
def test_products(version: str, product: str) -> None:
    assert product_for(ApiVersion.parse(version)) == product


def test_first_product_with_a_version_between_two() -> None:
    assert first_product_with(ApiVersion(3, 1)) == "TFS 2017 Update 2"


@pytest.mark.parametrize(("version", "expected"), [("5.2", True), ("6.1", True), ("7.2", True), ("7.1", False)])
def test_preview_generations(version: str, expected: bool) -> None:
    assert is_preview_only(ApiVersion.parse(version)) is expected
