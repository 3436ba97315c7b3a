# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the record of an artifact says that its content is."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _artifact_place as place
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._safe_paths import UnsafeContentError


def artifact(kind: str, data: Any) -> dict[str, Any]:
    return {"name": "drop", "resource": {"type": kind, "data": data}}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("#/2121/drop", (2121, "drop")),
        ("#/1/a/b c/", (1, "a/b c")),
        ("#/1", (1, "")),
        ("#/1/", (1, "")),
        ("#\\7\\drop", (7, "drop")),
    ],
)
def test_containers(data: str, found: tuple[int, str]) -> None:
    assert place.container_of(artifact("Container", data)) == found
    assert place.container_in(artifact("container", data)) == found
    assert place.container_in(artifact("GitRef", data)) is None


@pytest.mark.parametrize("data", ["", None, "drop", "#/x/drop", "#/1drop", "1/drop", f"#/{'9' * 5000}"])
def test_data_that_names_no_container(data: str | None) -> None:
    with pytest.raises(AzdoError, match="names none"):
        place.container_of(artifact("Container", data))
    assert place.container_in(artifact("Container", data)) is None


MOUNTS = {r"\\server\drops": "/mnt/drops", r"\\SERVER\drops\web": "/mnt/web", "/data": "/srv/data"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (r"\\server\drops\a\b", ("/mnt/drops", "a/b")),
        (r"\\Server\Drops", ("/mnt/drops", "")),
        (r"\\server\drops\web\1", ("/mnt/web", "1")),
        (r"\\server\drops\webshop", ("/mnt/drops", "webshop")),
        ("file://server/drops/a%20b", ("/mnt/drops", "a b")),
        ("file:////server/drops/a", ("/mnt/drops", "a")),
        ("//server/drops/a", ("/mnt/drops", "a")),
        ("/data/a", ("/srv/data", "a")),
        ("file:///data/a", ("/srv/data", "a")),
        (r"\\server\dropsy\a", None),
        (r"\\other\drops\a", None),
        ("C:\\drop", None),
    ],
)
def test_shares(data: str, found: tuple[str, str] | None) -> None:
    if found:
        assert place.share_of(artifact("FilePath", data), MOUNTS) == found
    else:
        with pytest.raises(OptionError, match="share_mounts"):
            place.share_of(artifact("FilePath", data), MOUNTS)


def test_a_share_is_not_left() -> None:
    with pytest.raises(UnsafeContentError):
        place.share_of(artifact("FilePath", r"\\server\drops\..\x"), MOUNTS)


@pytest.mark.parametrize("kind", ["VersionControl", "GitRef", "TfvcLabel", "SymbolStore", "SymbolRequest", "Drop", "x"])
def test_other_types_are_refused_with_type_and_data(kind: str) -> None:
    error = place.refusal(artifact(kind, "refs/tags/v1"))
    assert kind in error.problem
    assert "refs/tags/v1" in error.problem
    assert error.hint
