# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An artifact that somebody else makes meanwhile: errors that come after files were sent say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_files import LocalFile
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_presence import Outcome, Presence
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_record import wanted
from ansible_collections.azdo.pipelines.plugins.module_utils._artifact_upload import Plan
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError, ConflictError, OptionError

LATER = {"name": "drop", "resource": {"type": "FilePath", "data": "https://host/x?sig=s1gnatureMARKER"}}
FILE = LocalFile("/tmp/a", "a", 1, 0.0, (0, 0, 0, 0))


class Artifacts:
    """Has nothing until something is to be created; then somebody else was faster."""

    def __init__(self) -> None:
        self.there: list[dict[str, Any]] = []

    def list(self, _build_id: int) -> list[dict[str, Any]]:
        return self.there

    def create(self, _build_id: int, _body: dict[str, Any]) -> dict[str, Any]:
        self.there = [LATER]
        raise ConflictError("it is there", code="already_exists")


class Content:
    """One file. `problem` comes with the call of that number and name."""

    def __init__(self, problem: AzdoError | None = None, when: tuple[str, int] = ("", 0)) -> None:
        self._problem = problem
        self._when = when
        self._calls: list[str] = []

    def _call(self, name: str) -> None:
        self._calls.append(name)
        if self._problem and (name, self._calls.count(name)) == self._when:
            raise self._problem

    def for_new(self, folder: str) -> Plan:
        self._call("for_new")
        return Plan(folder, {}, [FILE], [], [])

    def send(self, _plan: Plan) -> None:
        self._call("send")

    def properties(self) -> dict[str, str]:
        self._call("properties")
        return {}

    def result(self) -> dict[str, Any]:
        return {"files": ["what was sent"], "files_sent": self._calls.count("send")}


@pytest.fixture
def hidden() -> set[str]:
    return set()


Converge = Callable[..., Outcome]


@pytest.fixture
def converge(hidden: set[str]) -> Converge:
    def run(content: Content | None = None, artifacts: Artifacts | None = None, **how: Any) -> Outcome:
        stated = wanted({"name": "drop", "src": ["a"]} if content else {"name": "drop", "path": "//host/x"})
        options: dict[str, Any] = {"on_conflict": "fail", "check_mode": False, "hide": hidden.update, **how}
        made: Any = artifacts or Artifacts()
        sent: Any = content
        return Presence(made, {"id": 1}, stated, container_id=5, content=sent, **options).converge()

    return run


@pytest.mark.parametrize("when", [("properties", 1), ("for_new", 2), ("properties", 2)])
def test_a_file_that_cannot_be_read_any_more(when: tuple[str, int], converge: Converge) -> None:
    problem = OptionError("src", "a cannot be read: permission denied", "Let the user of the module read it.")
    with pytest.raises(AzdoError, match="a cannot be read") as caught:
        converge(Content(problem, when), on_conflict="rename")
    assert caught.value.code == "error"
    assert "Files were sent before that." in caught.value.message
    assert caught.value.result["changed"] is True
    assert caught.value.result["files"] == ["what was sent"]


@pytest.mark.parametrize("when", [("for_new", 1), ("send", 1)])
def test_before_anything_was_sent(when: tuple[str, int], converge: Converge) -> None:
    problem = OptionError("src", "a cannot be read: permission denied")
    with pytest.raises(OptionError, match="a cannot be read") as caught:
        converge(Content(problem, when))
    assert caught.value.code == "invalid_option"
    assert caught.value.message == "src: a cannot be read: permission denied."
    assert caught.value.result == {}


def test_sending_again_that_fails(converge: Converge) -> None:
    """What the second sending says of the files stays."""
    problem = ConflictError("it is closed")
    problem.result = {"files": ["not sent"], "files_sent": 0}
    with pytest.raises(ConflictError, match="Files were sent before that") as caught:
        converge(Content(problem, ("send", 2)), on_conflict="rename")
    assert caught.value.result == {"changed": True, "files": ["not sent"], "files_sent": 0}


def test_what_somebody_else_made_is_in_the_way(converge: Converge) -> None:
    with pytest.raises(ConflictError, match="Files were sent before that") as caught:
        converge(Content())
    assert caught.value.result == {"changed": True, "files": ["what was sent"], "files_sent": 1}


def test_a_record_that_is_refused(converge: Converge) -> None:
    class Refusing(Artifacts):
        def create(self, _build_id: int, _body: dict[str, Any]) -> dict[str, Any]:
            raise ConflictError("the build is closed")

    with pytest.raises(ConflictError) as caught:
        converge(Content(), Refusing())
    assert caught.value.message == (
        "the build is closed. The files were sent; only the record is missing: run the task again."
    )
    assert caught.value.result["changed"] is True
    with pytest.raises(ConflictError) as caught:
        converge(None, Refusing())
    assert caught.value.message == "the build is closed."


@pytest.mark.parametrize("how", ["fail", "rename"])
def test_signatures_in_what_is_in_the_way_are_hidden(how: str, converge: Converge, hidden: set[str]) -> None:
    artifacts = Artifacts()
    artifacts.there = [LATER]
    with pytest.raises(ConflictError):
        converge(None, artifacts, on_conflict=how)
    assert hidden == {"s1gnatureMARKER"}


def test_an_answer_with_something_else(converge: Converge) -> None:
    """And then it is not shown."""

    class Merging(Artifacts):
        def create(self, _build_id: int, _body: dict[str, Any]) -> dict[str, Any]:
            return LATER

    with pytest.raises(ConflictError, match="Files were sent before that") as caught:
        converge(Content(), Merging())
    assert caught.value.result["changed"] is True


def test_signatures_in_the_answer_to_a_create(converge: Converge, hidden: set[str]) -> None:
    class Answering(Artifacts):
        def create(self, _build_id: int, body: dict[str, Any]) -> dict[str, Any]:
            return {**body, "resource": {**body["resource"], "downloadUrl": "https://host/x?sig=0therMARKER12"}}

    converge(None, Answering())
    assert hidden == {"0therMARKER12"}
