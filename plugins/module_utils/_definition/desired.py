# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""From the options of a task to a statement: what is wanted of one definition, with names still names.

The statement's document has the REST API's shape and spelling (api-version 4.0 and later) and holds only what was
stated. Pure; every complaint is an `OptionError`.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._errors import OptionError
from .document import from_document
from .life_cycle import life_cycle
from .members import trigger_type
from .names import by_id_or_name
from .nodes import Folded, folder_path
from .option_tables import SCALARS, SCOPES
from .origin import Origin
from .other_options import others
from .process_options import process
from .repository_options import repository
from .trigger_options import triggers
from .variable_options import variables

Document = dict[str, t.Any]
Options = t.Mapping[str, t.Any]


@dataclasses.dataclass
class Statement:
    """What is wanted of one definition."""

    document: Document
    state: str = "present"
    id: int | None = None
    name: str | None = None
    path: str | None = None
    purge_variables: bool = False
    update_secrets: str = "always"
    secrets_key: str | None = dataclasses.field(default=None, repr=False)
    unchanged_secrets: frozenset[str] = frozenset()
    create_folder: bool = True
    revision: int | None = None
    comment: str | None = None
    restore: bool = False
    release_retained: bool = False
    clone_from: dict[str, t.Any] | None = None
    template: str | None = None
    #: what a new definition starts from, once ``clone_from`` or ``template`` has been read
    origin: Origin | None = None
    properties: dict[str, t.Any] | None = None
    rollback_to: int | None = None
    #: the definition at that revision, once it has been read
    older: dict[str, t.Any] | None = None

    def label(self) -> str:
        """How messages call the definition."""
        name = f"'{self.name}'" if self.name else ""
        folder = f" in folder '{self.path}'" if self.path and self.path != "\\" else ""
        number = f"with id {self.id}" if self.id else ""
        return " ".join(part for part in ("definition", name, number) if part) + folder


# what the service and NTFS refuse in the name of a definition or folder (api-facts §4); a star would be a pattern
_FORBIDDEN_IN_FOLDER = '<>|:$@"/%+*?'


def statement(options: Options) -> Statement:
    """The statement that the options of one definition make.

    :raises OptionError: naming the option, what is wrong with it and what would be right.
    """
    _check_identity(options)
    document = from_document(options["document"]) if options.get("document") is not None else {}
    for part in (_scalars, _queue, repository, process, variables, triggers, others):
        _lay_over(document, part(options))
    stated = Statement(
        document=document,
        state=options.get("state") or "present",
        id=options.get("id"),
        name=options.get("name") or (None if options.get("id") else document.get("name")),
        path=folder_path(options["path"]) if options.get("path") is not None else None,
        purge_variables=bool(options.get("purge_variables")),
        update_secrets=options.get("update_secrets") or "always",
        secrets_key=options.get("secrets_key"),
        create_folder=options.get("create_folder") is not False,
        revision=options.get("revision"),
        comment=options.get("comment"),
        **life_cycle(options),
    )
    _name_and_path(stated, options)
    return stated


def _lay_over(document: Document, stated: Document) -> None:
    """Typed options win over the document, member by member where both are objects."""
    for key, value in stated.items():
        there = document.get(key)
        if key == "process" and isinstance(there, dict) and there.get("type") != value.get("type"):
            document[key] = value
        elif isinstance(there, dict) and isinstance(value, dict) and key in ("process", "repository"):
            _lay_over(there, value)
        elif key in ("variables", "properties") and isinstance(there, dict):
            spelling = {Folded(name): name for name in there}
            for name, item in value.items():
                there[spelling.get(Folded(name), name)] = item
        elif key == "triggers" and isinstance(there, list):
            kept = [trigger for trigger in there if trigger_type(trigger) not in value]
            document[key] = kept + [trigger for kind in value.values() for trigger in kind]
        else:
            document[key] = value


def _check_identity(options: Options) -> None:
    document = options.get("document")
    if options.get("id") is None and not options.get("name") and document is None:
        raise OptionError("name", "neither a name nor an id was given", "say which definition is meant")
    name = options.get("name")
    if name is not None and not str(name).strip():
        raise OptionError("name", "the name is empty", "a definition needs a name with a visible character")
    for option in ("name", "new_name"):
        control = [char for char in options.get(option) or "" if ord(char) < 32 or 0xD800 <= ord(char) <= 0xDFFF]
        if control:
            raise OptionError(
                option, f"it holds the control character U+{ord(control[0]):04X}", "use printable characters only"
            )
    for option in ("path", "new_path"):
        check_folder(option, options.get(option))


def check_folder(option: str, path: str | None) -> None:
    """Refuse a folder that no server takes.

    :raises OptionError: naming the option and the character.
    """
    for part in re.split(r"[\\/]+", path or ""):
        wrong = [char for char in part if char in _FORBIDDEN_IN_FOLDER or ord(char) < 32]
        if wrong:
            raise OptionError(
                option,
                f"the folder '{part}' holds the character {wrong[0]!r}",
                f"a folder's name cannot hold any of {' '.join(_FORBIDDEN_IN_FOLDER)}",
            )


def _name_and_path(stated: Statement, options: Options) -> None:
    """The stated name and folder: the new ones where a rename or move was asked for."""
    document = stated.document
    if not stated.name and not stated.id:
        raise OptionError("name", "neither a name nor an id was given", "say which definition is meant")
    name = options.get("new_name") or options.get("name")
    if name:
        document["name"] = name
    elif stated.id:
        document.pop("name", None)
    path = options.get("new_path") if options.get("new_path") is not None else options.get("path")
    if path is not None:
        document["path"] = folder_path(path)
    elif "path" in document and stated.path is None and not stated.id:
        stated.path = folder_path(document["path"])


def _scalars(options: Options) -> Document:
    stated = {member: options[option] for option, member in SCALARS.items() if options.get(option) is not None}
    if options.get("job_authorization_scope") is not None:
        stated["jobAuthorizationScope"] = SCOPES[options["job_authorization_scope"]]
    for option in ("job_timeout_in_minutes", "job_cancel_timeout_in_minutes"):
        if (options.get(option) or 0) < 0:
            raise OptionError(option, f"{options[option]} minutes are less than none", "0 means no limit")
    return stated


def _queue(options: Options) -> Document:
    if options.get("queue") is None:
        return {}
    if not str(options["queue"]).strip():
        raise OptionError("queue", "the name is empty", "give the name or the id of an agent queue")
    return {"queue": by_id_or_name("queue", options["queue"])}
