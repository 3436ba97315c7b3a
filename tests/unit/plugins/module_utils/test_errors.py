# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils import _classify, _errors
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    CODES,
    AzdoError,
    ConflictError,
    MissingLibraryError,
    NotFoundError,
    OptionError,
)


def all_errors(base: type[AzdoError] = AzdoError) -> Iterator[type[AzdoError]]:
    yield base
    for error in base.__subclasses__():
        yield from all_errors(error)


@pytest.mark.parametrize("error", sorted(all_errors(), key=str))
def test_codes_are_of_the_documented_set(error: type[AzdoError]) -> None:
    assert error.code in CODES


def test_classification_uses_documented_codes_only() -> None:
    kinds = [
        *(kind for _pattern, kind in _classify._BY_MESSAGE),
        *(kind for _pattern, kind in _classify._BY_TYPE_KEY),
        *_classify._BY_STATUS.values(),
    ]
    assert {kind.code or kind.error.code for kind in kinds} <= set(CODES)


def test_the_message_is_one_line_and_ends_with_what_to_do() -> None:
    error = NotFoundError("Queue 'x'\r\n  is not there", hint="Visible\nare: a, b.")
    assert str(error) == error.message == "Queue 'x' is not there. Visible are: a, b."


def test_a_problem_that_ends_in_a_full_stop_gets_no_second() -> None:
    assert AzdoError("It broke.").message == "It broke."


def test_failure_has_always_the_same_keys() -> None:
    bare = AzdoError("It broke").failure()
    assert bare == {
        "code": "error",
        "status": None,
        "type_key": None,
        "message": "It broke",
        "activity_id": None,
        "url": None,
    }
    full = ConflictError(
        "PUT x was refused",
        code="already_exists",
        status=409,
        type_key="DefinitionExistsException",
        server_message="Build pipeline X\r\nalready exists",
        activity_id="a1",
        url="https://x",
    ).failure()
    assert full == {
        "code": "already_exists",
        "status": 409,
        "type_key": "DefinitionExistsException",
        "message": "Build pipeline X already exists",
        "activity_id": "a1",
        "url": "https://x",
    }


def test_a_code_given_to_one_error_stays_with_it() -> None:
    assert ConflictError("x", code="retained").code == "retained"
    assert ConflictError("y").code == "conflict"


def test_option_error_names_the_option() -> None:
    error = OptionError("timeout", "0 is too small", "The least is 1.")
    assert (error.option, error.code) == ("timeout", "invalid_option")
    assert error.message == "timeout: 0 is too small. The least is 1."


def test_missing_library_says_how_to_install_it() -> None:
    error = MissingLibraryError("requests", "Traceback ...")
    assert error.traceback == "Traceback ..."
    assert "pip install requests" in error.message
    assert "Traceback" not in error.message


def test_every_public_error_is_documented() -> None:
    assert all(error.__doc__ for error in all_errors())
    assert _errors.__doc__


def test_a_write_whose_answer_was_lost_says_so() -> None:
    told = AzdoError("PUT x got no answer", hint="try again", maybe_committed=True).message
    assert told.startswith("PUT x got no answer. Try again. Whether the server carried it out is not known")
    assert AzdoError("PUT x got no answer").message == "PUT x got no answer."
