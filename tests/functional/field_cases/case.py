# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One field of a definition: how it is stated, where the server keeps it, and which products can."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functional.world import World

Options = dict[str, Any]
Version = tuple[int, int]

#: profile -> its newest released api-version and the product's name (api-facts §1.3)
PRODUCTS: dict[str, tuple[Version, str]] = {
    "tfs2015": ((2, 0), "TFS 2015"),
    "tfs2017": ((3, 2), "TFS 2017 Update 2"),
    "tfs2018": ((4, 1), "TFS 2018 Update 2"),
    "server2019": ((5, 1), "Azure DevOps Server 2019 Update 1"),
    "server2020": ((6, 0), "Azure DevOps Server 2020"),
    "server2022": ((7, 1), "Azure DevOps Server 2022.1"),
    "services": ((7, 1), "Azure DevOps Services"),
}
#: the first product that speaks a version, for the refusals
FIRST: dict[Version, str] = {
    (3, 0): "TFS 2017",
    (3, 1): "TFS 2017 Update 2",
    (4, 0): "TFS 2018",
    (5, 0): "Azure DevOps Server 2019",
    (5, 1): "Azure DevOps Server 2019 Update 1",
    (7, 0): "Azure DevOps Server 2022",
}


class _Gone:
    """What the server keeps of a member that is not there: nothing, or an empty or zero value."""

    def __repr__(self) -> str:
        return "GONE"


GONE: Any = _Gone()


class _Any:
    """Any stored value will do."""

    def __repr__(self) -> str:
        return "ANY"


ANY: Any = _Any()
#: the field cannot be taken back by stating it
STAYS: Any = object()


@dataclass(frozen=True)
class Field:
    """A case. ``a`` and ``b`` are two values of the option; with ``whole`` they are top-level options.

    ``holds`` says for each stored member what it is under ``a`` and under ``b``. A value may be a function of the
    world.
    ``unset`` is the value that takes the field back, and ``unset_holds`` what the members are then (or a dictionary of
    other members).

    ``since``: older servers are refused. ``kept_since``: older servers may drop it without a word, so the module warns.
    ``named_since``: older servers have no place for it and lose nothing without it. ``only``: it means something on
    these profiles. ``refuses`` says with which of the values; ``refusal`` is the text for members that the shape below
    4.0 has no place for. ``lookups`` counts the requests that names cost on an unchanged run.
    """

    option: str
    a: Any
    b: Any
    holds: Mapping[str, tuple[Any, Any]]
    base: str = "git"
    since: Version = (2, 0)
    kept_since: Version = (2, 0)
    named_since: Version = (2, 0)
    unset: Any = STAYS
    unset_holds: Any = GONE
    beside: Options = field(default_factory=dict)
    variant: str = ""
    whole: bool = False
    lookups: int = 0
    refusal: str = ""
    refuses: str = "b"
    by_id: bool = False
    #: without the option a task states another value of it, not none
    has_default: bool = False
    only: tuple[str, ...] = tuple(PRODUCTS)
    at: str = ""
    #: for the reader of the table
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.option}={self.variant}" if self.variant else self.option

    def outcome(self, profile: str) -> str:
        """``held``, ``refused``, ``dropped``, ``needless`` or ``elsewhere``."""
        if profile not in self.only:
            return "elsewhere"
        version = PRODUCTS[profile][0]
        if version < self.since:
            return "refused"
        if version < self.kept_since:
            return "dropped"
        return "needless" if version < self.named_since else "held"

    def options(self, world: World, value: Any) -> Options:
        """The options of a whole task that states the field."""
        options = self.without(world)
        value = value(world) if callable(value) else copy.deepcopy(value)
        if self.whole:
            return laid_over(options, value)
        place(options, self.option_path, value)
        return options

    def without(self, world: World) -> Options:
        """The same task without the field."""
        return laid_over(laid_over({"name": "web"}, BASES[self.base](world)), self.beside)

    def at_hand(self, world: World) -> bool:
        """Whether the base states the option already, so that there is no task without it."""
        there: Any = self.without(world)
        try:
            for step in tokens(self.option_path):
                there = there[step]
        except (KeyError, IndexError):
            return self.whole
        return True

    @property
    def option_path(self) -> str:
        return self.at or self.option.replace("[]", "[0]")

    def expected(self, world: World, side: int) -> dict[str, Any]:
        """What the server keeps under ``a`` (0) or ``b`` (1), by stored member."""
        return {
            member: pair[side](world) if callable(pair[side]) else pair[side] for member, pair in self.holds.items()
        }

    def expected_unset(self) -> dict[str, Any]:
        """What the server keeps once the field is taken back."""
        if isinstance(self.unset_holds, dict):
            return self.unset_holds
        return dict.fromkeys(self.holds, self.unset_holds)

    def refused_with(self, profile: str) -> str:
        """The whole line that an older product gets."""
        version, product = PRODUCTS[profile]
        what = self.refusal or f"{spelled_for_steps(self.option)}: it cannot be held"
        return (
            f"{what} by {product} (api-version {version[0]}.{version[1]}). The first product that can hold it is "
            f"{FIRST[self.since]} (api-version {self.since[0]}.{self.since[1]})."
        )


def spelled_for_steps(option: str) -> str:
    """Messages speak of the steps of a phase, also where `steps` was given: the one is short for the other."""
    return re.sub(r"^steps\[\]", "phases[].steps[]", option)


def laid_over(options: Options, more: Options) -> Options:
    """A copy, dictionaries merged, anything else replaced; None takes an option away."""
    merged = copy.deepcopy(options)
    for name, value in more.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(merged.get(name), dict):
            merged[name] = laid_over(merged[name], value)
        else:
            merged[name] = copy.deepcopy(value)
    return merged


def tokens(path: str) -> list[str | int]:
    """``a.b[0].c`` -> a, b, 0, c."""
    return [int(index) if index else name for index, name in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path)]


def place(options: Any, path: str, value: Any) -> None:
    """Set the value at a path, making the dictionaries and lists on the way."""
    *way, last = tokens(path)
    there = options
    for step, following in zip(way, [*way, last][1:], strict=True):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(there) <= step:
                there.append({})
        elif step not in there:
            there[step] = empty
        there = there[step]
    if isinstance(last, int):
        there.extend({} for _number in range(last + 1 - len(there)))
    there[last] = value


STEP: Options = {"task": "71a9a2d3-a98a-4caa-96ab-affca411ecda@1", "inputs": {"solution": "a.sln"}}
PHASE: Options = {"name": "Build", "ref_name": "Job_1", "steps": [STEP]}


def _git(world: World) -> Options:
    options: Options = world.minimal()
    return options


def _over(**more: Any) -> Any:
    return lambda world: laid_over(_git(world), {"yaml_filename": None, "steps": None, **more})


def _external(**repository: Any) -> Any:
    """A repository outside the service, run by what the product can run."""

    def options(world: World) -> Options:
        connected = {"service_connection": connection(*repository["connection"])} if "connection" in repository else {}
        rest = {name: value for name, value in repository.items() if name != "connection"}
        return {**_git(world), "repository": {**rest, **connected}}

    return options


def connection(name: str, kind: str) -> str:
    """The GUID of a service connection that every collection of the emulator begins with."""
    from emulator.seed import guid

    return guid("endpoint", name, kind)


def prepare(base: str, world: World) -> None:
    """What a base needs on the server."""
    if base != "downstream":
        return
    made: Options = {"repository": {"type": "TfsGit", "name": "website"}, "queue": world.queue, "steps": [STEP]}
    for name, project in (("upstream", None), ("other upstream", None), ("upstream", "Ünï Project")):
        world.run(**{**made, "name": name, **({"project": project} if project else {})})
    for folder in ("/first", "/second") if world.profile != "tfs2015" else ():
        world.run(**{**made, "name": "twin", "path": folder})


#: what a field is stated in: a whole task without the field
BASES: dict[str, Any] = {
    "git": _git,
    "downstream": _git,
    "steps": _over(steps=[STEP]),
    "phases": _over(phases=[PHASE]),
    "three phases": _over(phases=[{"name": f"Part {n}", "ref_name": f"Job_{n}", "steps": [STEP]} for n in (1, 2, 3)]),
    "tfvc": _over(
        repository={"type": "TfsVersionControl", "name": "Fabrikam-Fiber-Git", "default_branch": "$/Fabrikam/Main"},
        steps=[STEP],
    ),
    "github": _external(
        type="GitHub", name="contoso/tools", default_branch="main", connection=("github-contoso", "github")
    ),
    "other git": _external(
        type="Git",
        name="app",
        url="https://git.contoso.example/app.git",
        default_branch="refs/heads/main",
        connection=("shared-name", "git"),
    ),
}
