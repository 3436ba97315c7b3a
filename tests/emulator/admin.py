# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API under `/_emulator`: collections, switches, seeds, faults, logs. No authentication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import leases
from .admin_builds import content_truth, put_artifact, put_build
from .auth import Credential
from .contract import ContractError
from .contracts import DEFINITION
from .definitions import Definitions
from .edits import EditError, edit, full_wire
from .errors import ServiceError
from .faults import KINDS, Fault
from .imports import add_build, import_definition
from .profiles import PROFILES
from .seeding import add_to
from .state import Collection, Project
from .switches import SWITCHES, merged
from .world import World, quoted

Body = dict[str, Any]


class Refused(ValueError):
    """A bad admin request; str() says why."""


class Admin:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        table: dict[str, dict[str, Callable[[Request, Any], Any]]] = {
            "health": {"GET": self.health},
            "profiles": {"GET": self.profiles},
            "collections": {
                "GET": self.list_collections,
                "POST": self.create_collection,
                "DELETE": self.delete_collection,
            },
            "switches": {"GET": self.list_switches, "PATCH": self.set_switches},
            "seed": {"POST": self.seed},
            "definitions": {"POST": self.import_definition},
            "definition": {"GET": self.truth},
            "edit": {"POST": self.edit},
            "retain": {"POST": self.retain},
            "builds": {"POST": self.put_builds},
            "artifacts": {"POST": self.put_artifact},
            "content": {"GET": self.content},
            "projects": {"DELETE": self.delete_project},
            "queues": {"DELETE": self.delete_queue},
            "rate": {"PUT": self.set_rate},
            "faults": {"GET": self.list_faults, "POST": self.add_fault, "DELETE": self.clear_faults},
            "log": {"GET": self.log, "DELETE": self.clear_log},
        }
        return [Route(f"/_emulator/{name}", _endpoint(verbs), methods=list(verbs)) for name, verbs in table.items()]

    def health(self, request: Request, body: Any) -> Body:
        return {"status": "ok", "collections": len(self._world.collections)}

    def profiles(self, request: Request, body: Any) -> list[Body]:
        return [asdict(profile) for profile in PROFILES.values()]

    def _describe(self, request: Request, collection: Collection) -> Body:
        base = f"{request.url.scheme}://{request.url.netloc}"
        return {
            "path": collection.path,
            "profile": collection.profile.name,
            "product": collection.profile.product,
            "url": base + quoted(collection.path),
            "id": collection.id,
            "projects": [{"id": item.id, "name": item.name} for item in collection.projects.values()],
        }

    def list_collections(self, request: Request, body: Any) -> list[Body]:
        return [self._describe(request, item) for item in self._world.collections.values()]

    def create_collection(self, request: Request, body: Body) -> Response:
        """`{"path", "profile", "seed": "default"|"empty", "switches", "credentials"}`"""
        credentials = body.get("credentials")
        collection = self._world.create(
            body["path"],
            body.get("profile", "services"),
            seeded=body.get("seed", "default") != "empty",
            switches=body.get("switches"),
            credentials=None if credentials is None else [Credential.from_json(item) for item in credentials],
        )
        return JSONResponse(self._describe(request, collection), 201)

    def delete_collection(self, request: Request, body: Any) -> Response:
        if not self._world.remove(_needed(request, "collection")):
            raise Refused("no such collection")
        return Response(status_code=204)

    def _collection(self, request: Request) -> Collection:
        path = _needed(request, "collection")
        found = self._world.get(path)
        if found is None:
            raise Refused(f"no collection {path!r}")
        return found

    def _project(self, request: Request, collection: Collection) -> Project:
        name = request.query_params.get("project")
        if name is None and collection.projects:
            return next(iter(collection.projects.values()))
        found = collection.project(name or "")
        if found is None:
            raise Refused(f"no project {name!r}")
        return found

    def list_switches(self, request: Request, body: Any) -> list[Body]:
        values = self._collection(request).switches if "collection" in request.query_params else {}
        return [{**asdict(switch), "value": values.get(switch.name, switch.default)} for switch in SWITCHES.values()]

    def set_switches(self, request: Request, body: Body) -> Body:
        collection = self._collection(request)
        collection.switches = merged(collection.switches, body)
        return collection.switches

    def seed(self, request: Request, body: Body) -> Body:
        return add_to(self._collection(request), body)

    def import_definition(self, request: Request, body: Body | list[Body]) -> Response:
        """One raw document, or a list of them: answers `{id, name, path}`, or a list."""
        collection, many = self._collection(request), isinstance(body, list)
        project = self._project(request, collection)
        base = f"{request.url.scheme}://{request.url.netloc}{quoted(collection.path)}"
        documents = body if isinstance(body, list) else [body]
        made = [import_definition(collection, project, item, base) for item in documents]
        rows = [{"id": item.id, "name": item.name, "path": item.path} for item in made]
        return JSONResponse(rows if many else rows[0], 201)

    def truth(self, request: Request, body: Any) -> Body:
        """What is stored, secret values included."""
        collection = self._collection(request)
        definition = collection.definitions.get(int(_needed(request, "id")))
        if definition is None:
            raise Refused("no such definition")
        if definition.xaml is not None:
            return {"id": definition.id, "xaml": definition.xaml}
        return {
            "id": definition.id,
            "deleted": definition.deleted,
            "properties": definition.properties,
            "revisions": len(definition.revisions),
            "document": DEFINITION.write(definition.current.document, full_wire(collection)),
        }

    def edit(self, request: Request, body: Body) -> Body:
        collection = self._collection(request)
        project = self._project(request, collection)
        return {"revision": edit(collection, project, int(_needed(request, "id")), body).number}

    def retain(self, request: Request, body: Body | None) -> Response:
        """A finished build of the definition, retained by flag or (`"lease": true`) by a lease.

        A lease protects the pipeline unless told `"protect": false`, for `days` (30); of less than 1 it is over.
        """
        collection = self._collection(request)
        project = self._project(request, collection)
        definition = Definitions(collection).find(project, int(_needed(request, "id")))
        wanted = body or {}
        lease = bool(wanted.get("lease"))
        retained = not lease and wanted.get("retained", True)
        build = add_build(collection, definition, retained)
        answer: Body = {"buildId": build.id}
        if lease:
            days, protect = int(wanted.get("days", 30)), bool(wanted.get("protect", True))
            answer["leaseId"] = leases.retain(collection, build, "User:emulator", days, protect).id
        return JSONResponse(answer, 201)

    def put_builds(self, request: Request, body: Body | list[Body]) -> Response:
        """One build or a list of them: answers `{id, number, container}`, or a list."""
        collection = self._collection(request)
        project = self._project(request, collection)
        rows = [put_build(collection, project, item) for item in (body if isinstance(body, list) else [body])]
        return JSONResponse(rows if isinstance(body, list) else rows[0], 201)

    def put_artifact(self, request: Request, body: Body) -> Response:
        return JSONResponse(put_artifact(self._collection(request), body), 201)

    def content(self, request: Request, body: Any) -> Body:
        return content_truth(self._collection(request), int(_needed(request, "build")))

    def delete_project(self, request: Request, body: Any) -> Response:
        collection = self._collection(request)
        collection.drop_project(self._project(request, collection).id)
        return Response(status_code=204)

    def delete_queue(self, request: Request, body: Any) -> Response:
        """Definitions that used it then show no queue (peers #2)."""
        collection = self._collection(request)
        wanted = int(_needed(request, "id"))
        collection.queues = [item for item in collection.queues if item.id != wanted]
        return Response(status_code=204)

    def set_rate(self, request: Request, body: Body) -> Body:
        """Headers that every answer of the collection carries from now on."""
        collection = self._collection(request)
        collection.rate_limit = {name: str(value) for name, value in body.items()}
        return collection.rate_limit

    def list_faults(self, request: Request, body: Any) -> Body:
        found = self._collection(request).faults if "collection" in request.query_params else []
        return {"kinds": KINDS, "faults": [fault.describe() for fault in found]}

    def add_fault(self, request: Request, body: Body) -> Response:
        collection = self._collection(request)
        fault = Fault.from_json(body)
        collection.faults.append(fault)
        return JSONResponse(fault.describe(), 201)

    def clear_faults(self, request: Request, body: Any) -> Response:
        self._collection(request).faults.clear()
        return Response(status_code=204)

    def log(self, request: Request, body: Any) -> list[Body]:
        return self._collection(request).log.describe()

    def clear_log(self, request: Request, body: Any) -> Response:
        self._collection(request).log.clear()
        return Response(status_code=204)


def _needed(request: Request, name: str) -> str:
    value = request.query_params.get(name)
    if value is None:
        raise Refused(f"the query needs {name}=")
    return value


def _endpoint(verbs: dict[str, Callable[[Request, Any], Any]]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await request.json() if await request.body() else None
            result = verbs[request.method](request, body)
        except (Refused, EditError, ContractError, ValueError, KeyError, TypeError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        except ServiceError as error:
            return JSONResponse({"error": error.message, "typeKey": error.type_key}, error.status)
        return result if isinstance(result, Response) else JSONResponse(result)

    return endpoint
