# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the REST helper share."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import AzdoError
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import CaseInsensitiveDict
from ansible_collections.azdo.pipelines.plugins.module_utils._retry import Clock
from ansible_collections.azdo.pipelines.plugins.module_utils._transport import Request, Transport

#: A marker that may appear nowhere. Long enough to be taken for a token.
SECRET = "S3CRET-MARKERs3cr3tMARKERs3cr3tMARKERs3cr3tMARKER52c"

CLOUD = "https://dev.azure.com/contoso"
SERVER = "https://tfs.example.com/tfs/DefaultCollection"
DEFINITIONS_ID = "dbeaf647-6167-421a-bda9-c9327b25e2e6"


class FakeClock(Clock):
    """Time that passes only by sleeping; chance that always gives the most."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.elapsed = 0.0
        #: 2026-11-21T12:00:00Z
        self.epoch = 1795262400.0

    def monotonic(self) -> float:
        return 1000.0 + self.elapsed

    def now(self) -> float:
        return self.epoch + self.elapsed

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds

    def uniform(self, least: float, most: float) -> float:
        return most


#: Options of the task to a transport: the fixture `transport`.
Make = Callable[..., Transport]

URL = f"{CLOUD}/Fabrikam/_apis/build/definitions"


def failing(sender: Transport, verb: str = "GET", **more: Any) -> AzdoError:
    with pytest.raises(AzdoError) as caught:
        sender.send(Request(verb, URL, **more))
    assert SECRET not in caught.value.message
    assert SECRET not in str(caught.value.failure())
    return caught.value


def raw_answer(status: int, body: str | bytes = b"", reason: str = "", **headers: str) -> RawAnswer:
    """An answer as the transport hands it over; header names are written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RawAnswer(status, reason, CaseInsensitiveDict(named), body.encode() if isinstance(body, str) else body)


def locations(**overrides: Any) -> dict[str, Any]:
    """An answer to OPTIONS with the definitions of Azure DevOps Server 2020."""
    entry = {
        "id": DEFINITIONS_ID,
        "area": "Build",
        "resourceName": "Definitions",
        "routeTemplate": "{project}/_apis/build/{resource}/{definitionId}",
        "resourceVersion": 7,
        "minVersion": "1.0",
        "maxVersion": "6.0",
        "releasedVersion": "6.0",
        **overrides,
    }
    return {"count": 1, "value": [entry]}


def corpus_dir() -> Path | None:
    """Where the recorded documents are: AZDO_CORPUS_DIR, or ../shared/corpus next to the checkout."""
    named = os.environ.get("AZDO_CORPUS_DIR")
    candidates = [Path(named)] if named else [parent / "shared" / "corpus" for parent in Path(__file__).parents]
    return next((path for path in candidates if (path / "error").is_dir()), None)


def corpus_errors() -> list[Any]:
    """Parameters: name and content of each recorded error, or one skipped parameter that says what is missing."""
    found = corpus_dir()
    if found is None:
        reason = "NO CORPUS: set AZDO_CORPUS_DIR to check the error classification against recorded answers"
        warnings.warn(reason, stacklevel=2)
        return [pytest.param("", {}, id="no-corpus", marks=pytest.mark.skip(reason=reason))]
    return [
        pytest.param(path.stem, json.loads(path.read_text("utf-8")), id=path.stem)
        for path in sorted((found / "error").glob("*.json"))
    ]
