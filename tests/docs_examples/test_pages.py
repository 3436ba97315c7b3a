# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pages say of the code is what the code says: tables, environment variables, modules, links."""

from __future__ import annotations

import json
import re

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._classify import classify
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import ENVIRONMENT
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import CODES
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import CaseInsensitiveDict
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import parse_base_url
from docs_examples.examples import ROOT

REPOSITORY = "https://github.com/azdo/pipelines/blob/main/"
PLACES = ("*.md", "docs/**/*.md", "demo/*.md", "roles/*/*.md")
PAGES = sorted(path.relative_to(ROOT) for place in PLACES for path in ROOT.glob(place))


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def test_the_guide_lists_every_failure_code_with_its_meaning() -> None:
    table = read("docs/guide.md").split("`failure.code`")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", table, re.MULTILINE)
    assert dict(rows) == CODES


#: how the service wraps a message with that number; a message that is known needs nothing else
WRAPPED = {"TF215106": (403, "AccessDeniedException"), "TF401019": (404, "GitRepositoryNotFoundException")}


def test_the_guide_knows_where_numbers_of_the_server_lead() -> None:
    rows = re.findall(r"^\| (`(?:TF|VS)\d+`.*?) \| .* \| `(\w+)` \|$", read("docs/guide.md"), re.MULTILINE)
    led = {number: code for numbers, code in rows for number in re.findall(r"\w+", numbers)}
    assert len(led) == 8
    base = parse_base_url("https://dev.azure.com/contoso")
    for number, code in led.items():
        status, type_key = WRAPPED.get(number, (400, ""))
        body = json.dumps({"message": f"{number}: something", "typeKey": type_key}).encode()
        headers = CaseInsensitiveDict({"Content-Type": "application/json"})
        error = classify("GET", base.url, RawAnswer(status, "", headers, body), base)
        assert error is not None
        assert error.code == code, number


def test_the_readme_lists_every_module() -> None:
    modules = {f"azdo.pipelines.{path.stem}" for path in (ROOT / "plugins" / "modules").glob("[a-z]*.py")}
    assert set(re.findall(r"^\| `(azdo\.pipelines\.\w+)`", read("README.md"), re.MULTILINE)) == modules


def test_the_readme_lists_every_environment_variable() -> None:
    rows = re.findall(r"^\| (`[A-Z_]+`.*) \| `(\w+)` \|$", read("README.md"), re.MULTILINE)
    assert {option: re.findall(r"[A-Z_]{4,}", names) for names, option in rows} == ENVIRONMENT


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        # the README is shown on Galaxy too, where the other pages are not: it names them by their address
        ours = target.startswith(REPOSITORY)
        if "://" in target and not ours:
            continue
        name, _hash, anchor = target.removeprefix(REPOSITORY).partition("#")
        linked = (ROOT if ours else (ROOT / page).parent) / name if name else ROOT / page
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, target
