# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hangs on a definition: properties, tags, metrics, authorised resources; and templates (api-facts §1.4)."""

from __future__ import annotations

from typing import Any

from .call import Answer, Call
from .definitions import Definitions
from .errors import ServiceError, WrongVerb, argument, null
from .lookups import wrapped
from .state import Definition, Template


def _find(call: Call) -> Definition:
    return Definitions(call.collection).find(call.project, call.number("definitionId"))


def get_properties(call: Call) -> Answer:
    """`filter` is a comma list of names."""
    definition = _find(call)
    wanted = call.text("filter")
    names = None if wanted is None else {item.strip().lower() for item in wanted.split(",")}
    found = {name: value for name, value in definition.properties.items() if names is None or name.lower() in names}
    return Answer({"count": len(found), "value": found})


def patch_properties(call: Call) -> Answer:
    """JSON Patch with add, replace and remove; values come back typed (peers §1b.10)."""
    definition = _find(call)
    changes = call.json("document", ("application/json-patch+json",))
    if not isinstance(changes, list):
        raise argument("The request body is not a JSON Patch document.", "document")
    properties = dict(definition.properties)
    for change in changes:
        if not isinstance(change, dict):
            raise argument("The request body is not a JSON Patch document.", "document")
        operation = str(change.get("op", "")).lower()
        # RFC 6901
        name = str(change.get("path", "")).removeprefix("/").replace("~1", "/").replace("~0", "~")
        if not name or operation not in ("add", "replace", "remove", "test"):
            raise argument(f"The operation {operation} {name} is not supported.", "document")
        key = next((item for item in properties if item.lower() == name.lower()), name)
        if operation == "remove":
            properties.pop(key, None)
        elif operation == "test":
            if (properties.get(key) or {}).get("$value") != change.get("value"):
                raise argument(f"The test of {name} failed.", "document")
        else:
            properties[key] = _typed(change.get("value"))
    definition.properties = properties
    return Answer({"count": len(properties), "value": properties})


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return {"$type": "System.String", "$value": value if isinstance(value, str) else str(value)}
    return {"$type": "System.Int32" if isinstance(value, int) else "System.Double", "$value": value}


def get_tags(call: Call) -> Answer:
    definition = _find(call)
    revision = Definitions(call.collection).revision(definition, call.int("revision"))
    return wrapped(list(revision.document.get("tags") or []))


def _set_tags(call: Call, definition: Definition, tags: list[str]) -> Answer:
    tags = list(dict.fromkeys(tag for tag in tags if tag))
    if call.collection.switches["tag_writes_make_revision"]:
        document = {**definition.current.document, "tags": tags, "comment": None}
        Definitions(call.collection).store(definition, document, call.person, "update")
    else:
        definition.current.document["tags"] = tags
    return wrapped(tags)


def _tags(definition: Definition) -> list[str]:
    return list(definition.current.document.get("tags") or [])


def without(tags: list[str], unwanted: list[str]) -> list[str]:
    gone = {tag.lower() for tag in unwanted}
    return [tag for tag in tags if tag.lower() not in gone]


def texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise argument("The request body is not a list of tags.", "tags")
    return value


def add_tags(call: Call) -> Answer:
    definition = _find(call)
    new = texts(call.json("tags"))
    return _set_tags(call, definition, without(_tags(definition), new) + new)


def patch_tags(call: Call) -> Answer:
    """6.1 preview and later."""
    if call.version.pair < (6, 1):
        raise WrongVerb()
    definition = _find(call)
    body = call.object("updateParameters")
    kept = without(_tags(definition), texts(body.get("tagsToRemove") or []))
    new = texts(body.get("tagsToAdd") or [])
    return _set_tags(call, definition, without(kept, new) + new)


def put_tag(call: Call) -> Answer:
    definition = _find(call)
    refuse_special(call.args["tag"])
    return _set_tags(call, definition, [*without(_tags(definition), [call.args["tag"]]), call.args["tag"]])


def delete_tag(call: Call) -> Answer:
    definition = _find(call)
    refuse_special(call.args["tag"])
    return _set_tags(call, definition, without(_tags(definition), [call.args["tag"]]))


def refuse_special(tag: str) -> None:
    """Tags with special characters do not work in the path (api-facts §1.4); the body is IIS's."""
    if any(letter in tag for letter in '<>*%&:\\?/+"'):
        raise ServiceError(
            400,
            "HttpException",
            "A potentially dangerous Request.Path value was detected from the client.",
            "System.Web.{}, System.Web",
        )


def get_metrics(call: Call) -> Answer:
    _find(call)
    return wrapped([])


def get_resources(call: Call) -> Answer:
    definition = _find(call)
    rows = []
    queue_id = (definition.current.document.get("queue") or {}).get("id")
    queue = call.collection.queue(queue_id or 0, call.project.id)
    if queue is not None:
        rows.append({"type": "queue", "id": str(queue.id), "name": queue.name, "authorized": True})
    return wrapped(rows)


def _template(template: Template) -> dict[str, Any]:
    return {"id": template.id, **template.document}


def _templates(call: Call) -> list[Template]:
    return [item for item in call.collection.templates if item.project_id == call.project.id]


def _find_template(call: Call) -> Template | None:
    wanted = call.args["templateId"].lower()
    return next((item for item in _templates(call) if item.id.lower() == wanted), None)


def list_templates(call: Call) -> Answer:
    return wrapped([_template(item) for item in _templates(call)])


def get_template(call: Call) -> Answer:
    found = _find_template(call)
    if found is None:
        raise _no_template(call.args["templateId"])
    return Answer(_template(found))


def put_template(call: Call) -> Answer:
    """Creates or replaces; `templateId` is any string."""
    body = call.object("template")
    if not isinstance(body.get("template"), dict):
        raise null("template.Template")
    members = ("name", "category", "defaultHostedQueue", "iconTaskId", "description", "icons", "template")
    document = {"canDelete": True, **{name: body[name] for name in members if name in body}}
    found = _find_template(call)
    if found is None:
        found = Template(call.args["templateId"], call.project.id, document)
        call.collection.templates.append(found)
    found.document = document
    return Answer(_template(found))


def delete_template(call: Call) -> Answer:
    found = _find_template(call)
    if found is None:
        raise _no_template(call.args["templateId"])
    call.collection.templates.remove(found)
    return Answer(status=204)


def _no_template(template_id: str) -> ServiceError:
    return ServiceError(404, "DefinitionTemplateNotFoundException", f"The template {template_id} was not found.")


def get_settings(call: Call) -> Answer:
    policy = {
        "artifacts": [],
        "artifactTypesToDelete": ["FilePath", "SymbolStore"],
        "branches": ["+refs/heads/*"],
        "daysToKeep": 10,
        "minimumToKeep": 1,
        "deleteBuildRecord": True,
        "deleteTestResults": True,
    }
    longest = {**policy, "daysToKeep": 30, "minimumToKeep": 10}
    return Answer(
        {
            "defaultRetentionPolicy": policy,
            "maximumRetentionPolicy": longest,
            "daysToKeepDeletedBuildsBeforeDestroy": 30,
        }
    )
