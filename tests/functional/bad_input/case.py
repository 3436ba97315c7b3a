# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One case of bad input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from functional.world import World

Options = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A task with one mistake.

    ``options`` are laid over a definition that is right (None takes one away); ``prepare`` readies the server and may
    answer more options. ``message`` is the whole line, with {url} for the collection, {path} for its path, {host} for
    the emulator, {activity} for the id of the failed request and {date} for a moment. ``refused`` marks mistakes that
    only the server can see, when the write is sent.
    """

    name: str
    code: str | None
    message: str
    options: Options = field(default_factory=dict)
    profile: str = "services"
    prepare: Callable[[World], Options | None] = lambda world: None
    module: str = "build_definition"
    refused: bool = False


def existing(**options: Any) -> Callable[[World], None]:
    """Prepares the definition 'web'."""

    def prepare(world: World) -> None:
        world.run(**world.minimal(**options))

    return prepare


def faulty(kind: str, **fault: Any) -> Callable[[World], None]:
    """Prepares a fault of the server."""

    def prepare(world: World) -> None:
        world.fault(kind=kind, **fault)

    return prepare


def switched(**values: Any) -> Callable[[World], None]:
    """Prepares answers to open questions about the service."""

    def prepare(world: World) -> None:
        world.switch(**values)

    return prepare
