# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""Reading a definition from a file, as editors, the web UI and PowerShell leave it behind."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.document import from_document
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError
from ansible_collections.azdo.pipelines.plugins.module_utils._nested_secrets import nested_secrets

_OPTION = "document_src"
Options = dict[str, t.Any]


def with_file(options: Options, hide: t.Callable[[t.Iterable[str]], None]) -> Options:
    """The options, with the document of the file that they name; its secrets are hidden before anything is shown."""
    path = options.get(_OPTION)
    if path is None:
        return options
    document = read_document(path)
    hide(nested_secrets(document))
    check_document(path, document)
    return {**options, "document": document}


def read_document(path: str) -> t.Any:
    """The JSON of a file in UTF-8, UTF-16 or UTF-32, with or without a byte order mark, with any line ends.

    :raises OptionError: naming the file; for text that cannot be decoded or is not JSON with line and column.
    """
    content = _content(path)
    # RFC 8259 text begins with ASCII, so its encoding shows in where its first zero bytes are
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "replace")
        raise OptionError(
            _OPTION,
            f"{path}, {_place(before)}: the byte 0x{content[error.start]:02x} is no {encoding.upper()} text",
            "Save the file as UTF-8.",
        ) from None
    if not text.strip():
        raise OptionError(_OPTION, f"{path} is empty", "Give a file with a definition as JSON.")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise OptionError(
            _OPTION, f"{path}, line {error.lineno}, column {error.colno}: it is not JSON: {error.msg}", "Mend the file."
        ) from None
    except (ValueError, RecursionError):
        raise OptionError(_OPTION, f"{path} is no JSON that can be read", "Mend the file.") from None


def check_document(path: str, document: t.Any) -> None:
    """Refuse a document that is no definition, naming the file and not the option for inline documents.

    :raises OptionError: see `from_document`.
    """
    try:
        from_document(document)
    except OptionError as error:
        if error.option != "document":
            raise
        raise OptionError(_OPTION, f"{path}: {error.problem[len('document: ') :]}", error.hint) from None


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise OptionError(
            _OPTION,
            f"{path} cannot be read: {error.strerror or type(error).__name__}",
            "The file must be on the machine where the module runs; elsewhere, give document: "
            "\"{{ lookup('ansible.builtin.file', ...) }}\".",
        ) from None


def _place(before: str) -> str:
    lines = before.split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"
