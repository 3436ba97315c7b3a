# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A name from a user stays what it is in every request: it adds no segment, no parameter and no header."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests

from ansible_collections.azdo.pipelines.plugins.module_utils import _routes
from ansible_collections.azdo.pipelines.plugins.module_utils._route import Route
from functional.world import World

Options = dict[str, Any]

#: would lead elsewhere, or add something, if they were not encoded
EVIL = [
    "../../_apis/evil",
    "..",
    "a/../../evil",
    "/evil/",
    "x?evil=1",
    "x&evil=1",
    "x#evil",
    "x;evil=1",
    "x%00evil",
    "x\x00evil",
    "x\r\nX-Evil: 1",
    "x\nevil",
    "%2e%2e%2fevil",
    "x%0d%0aX-Evil: 1",
    "x\\..\\evil",
    "x\u2028\u0085evil",
    "http://evil.example/x",
    "@evil.example",
]
HARMLESS = "harmless"

PARAMETERS = {"$top", "includeAllProperties", "name", "path", "processType", "queryOrder", "queueName"}
HEADERS = {"accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "user-agent"}
HEADERS |= {"x-tfs-fedauthredirect", "x-tfs-session", "x-vss-forcemsapassthrough"}


def _present(**options: Any) -> Callable[[World], Options]:
    return lambda world: world.minimal(**options)


def _classic(**step: Any) -> Callable[[World], Options]:
    return lambda world: {**world.minimal(steps=[step]), "yaml_filename": None}


def _repository(**repository: Any) -> Callable[[World], Options]:
    return _present(repository=repository)


#: options whose text goes into addresses: `HARMLESS` is where the name stands
PRESENT: dict[str, Callable[[World], Options]] = {
    "name": _present(name=HARMLESS),
    "path": _present(path=f"/{HARMLESS}"),
    "project": _present(project=HARMLESS),
    "queue": _present(queue=HARMLESS),
    "repository": _repository(type="TfsGit", name=HARMLESS),
    "repository of a project": _repository(type="TfsGit", name="website", project=HARMLESS),
    "service connection": _repository(type="GitHub", name="contoso/tools", service_connection=HARMLESS),
    "clone": lambda world: {"name": "new", "clone_from": {"definition": HARMLESS}},
    "clone of a folder": lambda world: {"name": "new", "clone_from": {"definition": "x", "path": f"/{HARMLESS}"}},
    "clone of a project": lambda world: {"name": "new", "clone_from": {"definition": "x", "project": HARMLESS}},
    "template": lambda world: {"name": "new", "template": HARMLESS},
    "variable group": _present(variable_groups=[HARMLESS]),
    "trigger": _present(triggers={"build_completion": [{"definition": HARMLESS}]}),
    "trigger of a project": _present(triggers={"build_completion": [{"definition": "x", "project": HARMLESS}]}),
    "tag": _present(tags=[HARMLESS]),
    "comment": _present(comment=HARMLESS),
    "description": _present(description=HARMLESS),
    "task": _classic(task=f"{HARMLESS}@1"),
    "task group": _classic(task_group=f"{HARMLESS}@1"),
    "build option": _present(options=[{"name": HARMLESS}]),
}
READ: dict[str, Options] = {
    "name": {"name": HARMLESS},
    "path": {"path": f"/{HARMLESS}"},
    "project": {"project": HARMLESS},
    "repository": {"repository": HARMLESS},
    "queue": {"queue": HARMLESS},
    "file": {"yaml_filename": HARMLESS},
    "tags": {"tags": [HARMLESS]},
    "history": {"name": HARMLESS, "history": True},
    "compare": {"compare": {"from": {"definition": HARMLESS}, "to": {"definition": HARMLESS, "path": f"/{HARMLESS}"}}},
}


@contextlib.contextmanager
def recorded() -> Iterator[list[requests.PreparedRequest]]:
    """Every request as it goes out."""
    sent: list[requests.PreparedRequest] = []
    send = requests.Session.send

    def record(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        sent.append(request)
        return send(session, request, **how)

    with mock.patch.object(requests.Session, "send", record):
        yield sent


def filled(value: Any, name: str) -> Any:
    """The options with another name in the place of the harmless one."""
    if isinstance(value, dict):
        return {key: filled(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, name) for item in value]
    return value.replace(HARMLESS, name) if isinstance(value, str) else value


def _addresses() -> re.Pattern[str]:
    """What may follow the address of the organization: a project or none, and a route of the collection's."""
    routes = [route for route in vars(_routes).values() if isinstance(route, Route)]
    assert len(routes) > 10
    templates = "|".join(re.sub(r"/\{\w+\?\}", "(/[^/]+)?", route.template) for route in routes)
    templates = re.sub(r"\{\w+\}", "[^/]+", templates)
    return re.compile(rf"(/[^/]+)?/_apis/({'|'.join(sorted({route.area for route in routes}))})?/?({templates})")


ADDRESSES = _addresses()


def check(world: World, request: requests.PreparedRequest) -> None:
    """A request leads to a route of the collection's, with parameters and headers of its own."""
    url = str(request.url)
    assert url.isascii()
    assert url.isprintable()
    assert url.startswith(f"{world.url}/")
    parts = urlsplit(url)
    path = parts.path[len(world.path) :]
    assert ADDRESSES.fullmatch(path), url
    assert not {".", ".."} & set(map(unquote, path.split("/"))), url
    assert parts.fragment == ""
    assert {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)} <= PARAMETERS, url
    assert {name.lower() for name in request.headers} <= HEADERS
    assert all(str(value).isprintable() and "evil" not in str(value) for value in request.headers.values())


def sent_by(world: World, module: str, options: Options) -> set[str]:
    """Run a module; returns the addresses that it asked."""
    with recorded() as sent:
        world.attempt(module, **options)
    for request in sent:
        check(world, request)
    return {str(request.url) for request in sent}


def try_all(world: World, module: str, options: Options) -> None:
    reached = sent_by(world, module, options)
    assert reached
    for name in EVIL:
        reached |= sent_by(world, module, filled(options, name))


@pytest.mark.parametrize("option", PRESENT)
def test_a_name_that_is_stated(world: World, option: str) -> None:
    try_all(world, "build_definition", {**PRESENT[option](world), "state": "present"})


@pytest.mark.parametrize("option", READ)
def test_a_name_that_is_looked_for(world: World, option: str) -> None:
    try_all(world, "build_definition_info", READ[option])
