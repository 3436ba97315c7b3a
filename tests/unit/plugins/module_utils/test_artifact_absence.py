# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removing the content of an artifact: whose it is, and what an error says of what is gone already."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes as routes
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_absence import Absence
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError, ServerError

DROP = {"name": "drop", "resource": {"type": "Container", "data": "#/5/drop"}}
ROOT = {"name": "all", "resource": {"type": "Container", "data": "#/5"}}


class Service:
    """A container with files, of build 9 or of another. `fails`: the request, by its number, that ends in an error."""

    def __init__(self, *paths: str, own: int | None = 5, fails: int = 0, keeps: tuple[str, ...] = ()) -> None:
        self.paths = list(paths)
        self.deleted: list[str] = []
        self._own = own
        self._fails = fails
        self._keeps = keeps
        self._asked = 0

    def _ask(self) -> None:
        self._asked += 1
        if self._asked == self._fails:
            raise ServerError("it failed")

    def list(self, route: Any, *_path: Any, query: Any = None) -> list[dict[str, Any]]:
        if route is routes.CONTAINERS:
            return [] if self._own is None else [{"id": self._own}]
        return []

    def whole_list(self, _route: Any, *_path: Any, query: Any) -> list[dict[str, Any]]:
        self._ask()
        return [{"path": path, "itemType": "file", "status": "created", "fileLength": 3} for path in self.paths]

    def delete(self, _route: Any, *_path: Any, query: Any) -> None:
        self._ask()
        path = query["itemPath"]
        self.deleted.append(path)
        gone = [there for there in self.paths if there == path or there.startswith(f"{path}/")]
        self.paths = [there for there in self.paths if there not in gone or there in self._keeps]


def absence(service: Service) -> Absence:
    return Absence(service, {"id": 9, "project": {"id": "p"}}, check_mode=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(("own", "shown"), [(None, "none is shown"), (6, "6")])
def test_content_of_another_build_stays(own: int | None, shown: str) -> None:
    service = Service("drop/a", own=own)
    with pytest.raises(ConflictError) as caught:
        absence(service).remove_content(DROP)
    assert f"container 5, which is not that of build 9 ({shown})" in caught.value.message
    assert service.deleted == []


def test_where_nothing_is_it_does_not_matter_whose() -> None:
    assert absence(Service(own=None)).remove_content(DROP) == {}


@pytest.mark.parametrize(
    ("artifact", "fails", "gone"),
    [
        # looking, deleting the folder, looking again, deleting what is left, looking again
        (DROP, 1, None),
        (DROP, 2, []),
        (DROP, 3, ["a", "b", "c"]),
        (DROP, 4, ["c"]),
        (DROP, 5, ["a", "c"]),
        (DROP, 6, ["a", "b", "c"]),
        (ROOT, 2, []),
        (ROOT, 3, ["drop/a"]),
    ],
)
def test_an_error_tells_what_is_gone(artifact: dict[str, Any], fails: int, gone: list[str] | None) -> None:
    service = Service("drop/a", "drop/b", "drop/c", fails=fails)
    service._keeps = ("drop/a", "drop/b") if artifact is DROP else ()
    with pytest.raises(AzdoError, match="it failed") as caught:
        absence(service).remove_content(artifact)
    files = [{"path": path, "size": 3, "action": "removed"} for path in gone or []]
    assert caught.value.result == ({} if gone is None else {"changed": bool(gone), "files": files})
    assert (f"{len(gone or [])} of 3 files were removed before that" in caught.value.message) is bool(gone)


def test_files_that_stay_are_told_from_those_that_went() -> None:
    service = Service("drop/a", "drop/b", keeps=("drop/b",))
    with pytest.raises(ConflictError, match="still shows 1 of the files that were removed: b") as caught:
        absence(service).remove_content(DROP)
    assert [file["path"] for file in caught.value.result["files"]] == ["a"]
