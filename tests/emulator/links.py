# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs, references and dates as the service writes them, per product (api-facts §2.2, §2.10; seeds; corpus)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from .auth import Person
from .state import Collection, Definition, Project, Queue, Repository


def date(moment: datetime) -> str:
    """An ISO date in UTC with milliseconds, trailing zeros trimmed (corpus S10)."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f"{moment.microsecond // 1000:03d}".rstrip("0")
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


@dataclass(frozen=True)
class Links:
    """Writes references for one request; `base` is the collection's URL as the caller reached it."""

    collection: Collection
    base: str

    def project(self, project: Project) -> dict[str, Any]:
        profile = self.collection.profile
        result: dict[str, Any] = {"id": project.id, "name": project.name}
        if project.description:
            result["description"] = project.description
        result["url"] = f"{self.base}/_apis/projects/{project.id}"
        result["state"] = "wellFormed"
        result["revision"] = project.revision
        if profile.knows((3, 0)):
            result["visibility"] = project.visibility
        if profile.knows((5, 0)):
            result["lastUpdateTime"] = date(project.last_update)
        return result

    def person(self, person: Person) -> dict[str, Any]:
        url = f"{self.base}/_apis/Identities/{person.id}"
        image = f"{self.base}/_api/_common/identityImage?id={person.id}"
        if not self.collection.profile.knows((5, 0)):
            return {
                "id": person.id,
                "displayName": person.name,
                "uniqueName": person.unique_name,
                "url": url,
                "imageUrl": image,
            }
        descriptor = "msa." + person.id.replace("-", "")
        return {
            "displayName": person.name,
            "url": url,
            "_links": {"avatar": {"href": f"{self.base}/_apis/GraphProfile/MemberAvatars/{descriptor}"}},
            "id": person.id,
            "uniqueName": person.unique_name,
            "imageUrl": f"{self.base}/_apis/GraphProfile/MemberAvatars/{descriptor}",
            "descriptor": descriptor,
        }

    def queue(self, queue: Queue) -> dict[str, Any]:
        """TFS 2015 has no pool in it (seed), 2017 no URL (corpus v2/001)."""
        pool: dict[str, Any] | None = None
        if queue.pool is not None:
            pool = {"id": queue.pool.id, "name": queue.pool.name}
            if queue.pool.hosted:
                pool["isHosted"] = True
        if not self.collection.profile.knows((3, 0)):
            return {"pool": None, "id": queue.id, "name": queue.name}
        if not self.collection.profile.knows((4, 0)):
            return {"id": queue.id, "name": queue.name, "pool": pool}
        url = f"{self.base}/_apis/build/Queues/{queue.id}"
        return {"_links": {"self": {"href": url}}, "id": queue.id, "name": queue.name, "url": url, "pool": pool}

    def repository_url(self, repository: Repository) -> str:
        """A repository named like its project has no project in its URL."""
        project = self.collection.projects[repository.project_id]
        name = quote(repository.name)
        if project.name.lower() == repository.name.lower():
            return f"{self.base}/_git/{name}"
        return f"{self.base}/{quote(project.name)}/_git/{name}"

    def definition(self, project_id: str, definition_id: int, revision: int | None = None) -> str:
        url = f"{self.base}/{project_id}/_apis/build/Definitions/{definition_id}"
        return url if revision is None else f"{url}?revision={revision}"

    def definition_self(self, definition: Definition, revision: int) -> str:
        shown = revision if self.collection.profile.knows((4, 1)) else None
        return self.definition(definition.project_id, definition.id, shown)

    def definition_links(self, definition: Definition, revision: int) -> dict[str, Any]:
        profile = self.collection.profile
        project_id = definition.project_id
        links = {"self": {"href": self.definition_self(definition, revision)}}
        if not profile.knows((4, 1)):
            ids = f"collectionId={self.collection.id}&projectId={project_id}&definitionId={definition.id}"
            links["web"] = {"href": f"{self.base}/_permalink/_build/index?{ids}"}
            if profile.knows((3, 0)):
                links["editor"] = {"href": f"{self.base}/_permalink/_build/definitionEditor?{ids}"}
            return links
        root = f"{self.base}/{project_id}"
        links["web"] = {"href": f"{root}/_build/definition?definitionId={definition.id}"}
        links["editor"] = {"href": f"{root}/_build/designer?id={definition.id}&_a=edit-build-definition"}
        badge = f"{root}/_apis/build/status/{definition.id}"
        if not profile.knows((5, 0)):
            badge = f"{self.base}/_apis/public/build/definitions/{project_id}/{definition.id}/badge"
        links["badge"] = {"href": badge}
        return links
