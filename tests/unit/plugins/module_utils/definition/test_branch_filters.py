# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Branch filters as Azure Repos wants them."""

from __future__ import annotations

import pytest

from ansible_collections.azdo.pipelines.plugins.module_utils._definition.branch_filters import spelled


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("main", "+refs/heads/main"),
        ("+main", "+refs/heads/main"),
        ("-releases/*", "-refs/heads/releases/*"),
        ("refs/heads/main", "+refs/heads/main"),
        ("+refs/tags/v1", "+refs/tags/v1"),
        ("*", "+refs/heads/*"),
        ("", ""),
    ],
)
def test_a_filter_of_azure_repos_names_the_whole_ref(given, sent):
    trigger = {"triggerType": "continuousIntegration", "branchFilters": [given]}
    assert spelled([trigger], {"type": "tfsgit"})[0]["branchFilters"] == [sent]
    assert spelled({"continuousIntegration": [trigger]}, {"type": "TfsGit"}) == {
        "continuousIntegration": [{**trigger, "branchFilters": [sent]}]
    }


def test_schedules_have_filters_of_their_own():
    trigger = {"triggerType": "schedule", "schedules": [{"branchFilters": ["main"]}]}
    assert spelled([trigger], {"type": "TfsGit"})[0]["schedules"] == [{"branchFilters": ["+refs/heads/main"]}]


@pytest.mark.parametrize("repository", [{"type": "GitHub"}, {"type": "TfsVersionControl"}, {}, None])
def test_filters_of_other_repositories_stay_as_they_were_written(repository):
    trigger = {"branchFilters": ["main", "$/Fabrikam"]}
    assert spelled([trigger], repository) == [trigger]
