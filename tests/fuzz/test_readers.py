# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pure readers, given anything: definitions, error answers, options with secrets in them, archives."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.azdo.pipelines.plugins.module_utils._answer_shapes import item_of
from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._archive import Archive
from ansible_collections.azdo.pipelines.plugins.module_utils._classify import classify
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.desired import Statement
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.document import from_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_document import exported_document
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.export_options import exported_options
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.names import replaced
from ansible_collections.azdo.pipelines.plugins.module_utils._definition.plan import canonical, not_kept, plan_present
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._nested_secrets import nested_secrets
from ansible_collections.azdo.pipelines.plugins.module_utils._shape import Misfit
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import BaseUrl
from ansible_collections.azdo.pipelines.plugins.module_utils._version import ApiVersion
from fuzz.wrong import WRONG, changed
from property.contract_documents import DOCUMENTS

NOW = ApiVersion(7, 1)
#: as many as a module's, which takes much longer
MANY = settings(max_examples=4 * settings().max_examples)
URL = "https://dev.azure.com/contoso"


class Nameless:
    """Knows no names."""

    def name(self, kind: str, identifier: Any, scope: Any = None) -> str | None:
        return None

    def missing(self, kind: str, identifier: Any) -> bool:
        return False

    def definition(self, identifier: Any) -> dict[str, Any] | None:
        return None


@MANY
@given(DOCUMENTS.flatmap(changed), DOCUMENTS)
def test_what_fits_the_shape_can_be_read(document: Any, other: dict[str, Any]) -> None:
    try:
        item_of("definitions", document)
    except Misfit:
        return
    if document is None:
        return
    statement = Statement(document=other, name="x", update_secrets="on_create")
    canonical(document)
    plan = plan_present(statement, document, NOW)
    json.dumps([plan.diff(), plan.changes])
    not_kept(statement, document, NOW)
    exported_options(exported_document(document, Nameless(), "contoso").document)


@MANY
@given(DOCUMENTS.flatmap(changed))
def test_a_document_of_the_task(document: Any) -> None:
    with contextlib.suppress(AzdoError):
        stated = replaced(from_document(document), lambda name: name.text)
        plan_present(Statement(document=stated, name="x", update_secrets="on_create"), None, NOW)


ERRORS = st.fixed_dictionaries(
    {},
    optional={
        "$id": st.just("1"),
        "message": st.sampled_from(["TF200016: The following project does not exist: x.", "x"]),
        "typeKey": st.sampled_from(["DefinitionExistsException", "x"]),
        "count": st.just(1),
        "value": st.fixed_dictionaries({"Message": st.just("wrapped")}),
        "customProperties": st.fixed_dictionaries({"ValidationResults": st.just([{"message": "a"}, {"message": "b"}])}),
    },
)


@MANY
@given(
    ERRORS.flatmap(lambda document: changed(document) if document else WRONG),
    st.sampled_from([200, 203, 302, 400, 401, 403, 404, 409, 429, 500, 503]),
    st.sampled_from(["application/json", "text/plain", "text/html", ""]),
    st.dictionaries(st.sampled_from(["Location", "X-TFS-ServiceError", "WWW-Authenticate"]), st.text(max_size=20)),
)
@example({"count": 1, "value": {"count": 1, "value": {"message": [[]]}}}, 500, "application/json", {})
@example({}, 302, "", {"Location": "http://[::1"})
def test_an_error_answer(document: Any, status: int, kind: str, headers: dict[str, str]) -> None:
    body = json.dumps(document).encode()
    raw = RawAnswer(status, "Reason", {**headers, "Content-Type": kind}, body)
    error = classify("GET", URL, raw, BaseUrl(URL, "dev.azure.com", ["contoso"], "services"))
    assert error is None or len(str(error)) < 15_000


@MANY
@given(WRONG | DOCUMENTS.flatmap(changed))
def test_options_with_secrets(value: Any) -> None:
    for secret in nested_secrets({"document": value, "definitions": [value, json.dumps(value)]}):
        assert isinstance(secret, str)


@MANY
@given(st.data())
def test_an_archive(data: st.DataObject) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        for name in ("drop/a.txt", "drop/sub/b.txt", data.draw(st.text(min_size=1, max_size=6))):
            with contextlib.suppress(ValueError, UnicodeError):
                archive.writestr(name, "content" * 9)
    body = bytearray(made.getvalue())
    for _number in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body))) if data.draw(st.booleans()) else len(body)
    with contextlib.suppress(AzdoError):
        found = Archive(io.BytesIO(bytes(body[:cut])), "The archive")
        for entry in found.entries("drop"):
            assert ".." not in entry.path.split("/")
            for _piece in found.read(entry):
                pass
