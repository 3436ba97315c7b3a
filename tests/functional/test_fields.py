# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every field of a definition on every product: stated, changed, repaired, taken back, and each of it only once."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.limits import option_of
from ansible_collections.azdo.pipelines.plugins.module_utils._definition_spec import DEFINITION_SPEC
from functional.conftest import PROFILES, is_tried
from functional.field_cases import FIELDS, NOT_FIELDS
from functional.field_cases.case import ANY, GONE, STAYS, Field, place, prepare, tokens
from functional.field_cases.table import FILE, rendered
from functional.world import WRITE_VERBS, World

Document = dict[str, Any]

#: what every write changes
OF_A_REVISION = ("revision", "comment")


def cases(*outcomes: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("case", "profile"),
        [
            pytest.param(case, profile, id=f"{case.name}-{profile}")
            for number, case in enumerate(FIELDS)
            for profile in PROFILES
            if case.outcome(profile) in outcomes and is_tried(profile, number)
        ],
        indirect=["profile"],
    )


class Task:
    """One definition and the tasks that state it, each first in check mode."""

    def __init__(self, world: World, case: Field) -> None:
        self.world, self.case = world, case
        self.id: int | None = None

    @property
    def truth(self) -> Document:
        assert self.id is not None
        return self.world.document(self.id)

    def options(self, value: Any) -> Document:
        options = self.case.options(self.world, value)
        if self.case.by_id and self.id is not None:
            options["id"] = self.id
            if self.case.option != "name":
                del options["name"]
        return options

    def changes(self, options: Document) -> list[str]:
        """Apply, predicted by check mode, which writes nothing; a second run changes nothing and asks no more."""
        self.world.log()
        foreseen = self.world.run(check=True, **options)
        assert self.world.writes() == []
        result = self.world.run(**options)
        written = [entry for entry in self.world.log() if entry["verb"] in WRITE_VERBS]
        assert len([entry for entry in written if "/folders" not in entry["path"]]) == 1
        for told in (foreseen, result):
            assert told["changed"] is True
            assert not told.get("warnings")
        assert foreseen["changes"] == result["changes"]
        assert foreseen["action"] == result["action"]
        self.id = result["id"]
        self.unchanged(options)
        return list(result["changes"])

    def unchanged(self, options: Document) -> None:
        self.world.log()
        again = self.world.run(**options)
        assert again["changes"] == []
        assert again["changed"] is False
        assert not again.get("warnings")
        lists_are_short = self.world.profile in ("tfs2015", "tfs2017") and "id" not in options
        assert len(self.world.log()) == 1 + self.world.overhead + lists_are_short + self.case.lookups


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar and every empty container of a document, by its path."""
    if isinstance(value, dict) and value:
        for name, item in value.items():
            yield from leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def differing(before: Document, after: Document) -> set[str]:
    old, new = dict(leaves(before)), dict(leaves(after))
    return {path for path in old.keys() | new.keys() if old.get(path, GONE) != new.get(path, GONE)}


def at(document: Any, path: str) -> Any:
    """The stored value at a path; GONE for nothing, null and what is empty."""
    for step in tokens(path):
        there = isinstance(document, list) and isinstance(step, int) and step < len(document)
        if not there and not (isinstance(document, dict) and step in document):
            return GONE
        document = document[step]
    return GONE if document is None or document in ("", [], {}) else document


def within(path: str, members: Any) -> bool:
    """Whether a path is one of the members, or in one, or around one that came or went whole."""
    return any(
        path == member or path.startswith((f"{member}.", f"{member}[")) or member.startswith((f"{path}.", f"{path}["))
        for member in members
    )


def assert_only(before: Document, after: Document, members: Any) -> None:
    found = {path for path in differing(before, after) if path not in OF_A_REVISION}
    assert found, "nothing differs"
    assert {path for path in found if not within(path, members)} == set()


def assert_holds(document: Document, expected: Document) -> None:
    """GONE is also what is zero or false."""
    found = {member: at(document, member) for member in expected}
    same = {
        member: found[member] if value is ANY or (value is GONE and found[member] in (GONE, 0, False)) else value
        for member, value in expected.items()
    }
    assert found == same


def patch_to(now: Any, wanted: Any) -> Any:
    """The JSON merge patch that makes one value of another: what an edit in the web UI saves."""
    if not isinstance(now, dict) or not isinstance(wanted, dict):
        return copy.deepcopy(wanted)
    patch: Document = dict.fromkeys(now.keys() - wanted.keys())
    for name, item in wanted.items():
        if name not in now or now[name] != item:
            patch[name] = patch_to(now.get(name), item)
    return patch


@cases("held")
def test_held(case: Field, world: World) -> None:
    prepare(case.base, world)
    task = Task(world, case)
    task.changes(task.options(case.a))
    first = task.truth
    assert_holds(first, case.expected(world, 0))

    two = task.options(case.b)
    paths = task.changes(two)
    second = task.truth
    assert_only(first, second, case.holds)
    assert_holds(second, case.expected(world, 1))
    assert paths

    if not (case.by_id or case.has_default or case.lookups):
        task.unchanged({"name": "web"} if case.at_hand(world) else case.without(world))

    # somebody puts the old value back, and touches something that the task does not mention
    elsewhere = "dropLocation" if case.option != "drop_location" else "buildNumberFormat"
    world.edit(task.id or 0, {**patch_to(second, first), elsewhere: "elsewhere"})
    assert_holds(task.truth, case.expected(world, 0))
    assert task.changes(two) == paths
    repaired = task.truth
    anew = [member for member, value in case.expected(world, 1).items() if value is ANY]
    assert {path for path in differing(second, repaired) if not within(path, [*OF_A_REVISION, *anew])} == {elsewhere}
    assert_holds(repaired, {**case.expected(world, 1), elsewhere: "elsewhere"})

    if case.unset is STAYS:
        return
    task.changes(task.options(case.unset))
    assert_only(repaired, task.truth, [*case.holds, *case.expected_unset()])
    assert_holds(task.truth, {**case.expected_unset(), elsewhere: "elsewhere"})


@cases("refused")
def test_refused(case: Field, world: World) -> None:
    prepare(case.base, world)
    task = Task(world, case)
    task.id = world.run(**world.minimal())["id"]
    options = task.options(case.b if case.refuses == "b" else case.a)
    world.log()
    for check in (True, False):
        result = world.attempt(check=check, **options)
        assert result.get("failed") is True
        assert result["msg"] == case.refused_with(world.profile)
        assert result["failure"]["code"] == "version_not_supported"
    assert world.writes() == []


@cases("dropped")
def test_dropped_with_a_warning(case: Field, world: World) -> None:
    """Whether this product keeps it nobody knows; where it does not, the task says so and does not hide it."""
    task = Task(world, case)
    value = case.b if case.refuses == "b" else case.a
    created = world.run(**task.options(value))
    (warning,) = created["warnings"]
    assert warning == (
        f"The server did not keep what was stated for {case.option_path}. Every further run will report a change until "
        "the statement or the server's settings are corrected."
    )
    assert world.run(**task.options(value))["changed"] is True


@cases("needless")
def test_needless(case: Field, world: World) -> None:
    """What the old shape has no place for and loses nothing without: stated, not kept, and no change for ever."""
    task = Task(world, case)
    task.changes(task.options(case.a))
    task.unchanged(task.options(case.b))


@pytest.mark.parametrize(
    ("member", "option"),
    [
        ("jobTimeoutInMinutes", "job_timeout_in_minutes"),
        ("process.phases[].steps[].task.definitionType", "phases[].steps[].task_group"),
        ("process.phases[1].dependencies", "phases[1].depends_on"),
        ("process.phases[0].steps[2].inputs.msbuildArgs", "phases[0].steps[2].inputs.msbuildArgs"),
        ("repository.properties.tfvcMapping", "repository.mappings"),
        ("repository.properties.connectedServiceId", "repository.service_connection"),
        ("triggers.schedule.schedules[0].startHours", "triggers.schedules[0].start_hours"),
        ("triggers.pullRequest.forks.allowSecrets", "triggers.pull_request.forks.allow_secrets"),
        ("variables.RegionName.value", "variables.RegionName.value"),
        ("variables.RegionName.allowOverride", "variables.RegionName.allow_override"),
    ],
)
def test_messages_call_a_member_as_the_option_is_called(member: str, option: str) -> None:
    assert option_of(member) == option


def options_of(spec: Document, prefix: str = "") -> Iterator[str]:
    for name, rules in spec.items():
        option = f"{prefix}{name}"
        yield option
        if "options" in rules:
            yield from options_of(rules["options"], f"{option}[]." if rules["type"] == "list" else f"{option}.")


def test_every_option_has_a_case_or_a_reason() -> None:
    known = set(options_of(DEFINITION_SPEC))
    tried = {case.option for case in FIELDS}
    # an option of which only suboptions have cases is tried by them
    around = {option for option in known if any(name.startswith((f"{option}.", f"{option}[]")) for name in tried)}
    assert known - tried - around - set(NOT_FIELDS) == set(), "options without a case"
    assert (tried | set(NOT_FIELDS)) - known == set(), "cases and reasons for no option"
    assert set(NOT_FIELDS) & tried == set()
    assert all(NOT_FIELDS.values())


def test_no_case_twice() -> None:
    names = [(case.name, profile) for case in FIELDS for profile in case.only]
    assert len(set(names)) == len(names)


def test_the_table_in_the_documentation_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == rendered(), "run tests/functional/field_cases/table.py"


def test_the_checks_of_this_file_find_what_they_should() -> None:
    document: Document = {"a": {"b": [{"c": 1}, {"c": 0}]}, "d": "x"}
    other = copy.deepcopy(document)
    place(other, "a.b[1].c", 5)
    assert differing(document, other) == {"a.b[1].c"}
    assert at(other, "a.b[1].c") == 5
    assert at(document, "a.b[2].c") is GONE
    assert within("a.b[1].c", ["a.b"])
    assert not within("a.b[1].c", ["a.b[1].ca", "d"])
    with pytest.raises(AssertionError):
        assert_only(document, other, ["a.b[0]"])
    with pytest.raises(AssertionError):
        assert_only(document, document, ["a"])
    with pytest.raises(AssertionError):
        assert_holds(document, {"d": "y"})
