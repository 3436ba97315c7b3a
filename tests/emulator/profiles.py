# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products and the api-versions that they speak (api-facts §1.3)."""

from __future__ import annotations

from dataclasses import dataclass

from .versions import Pair


@dataclass(frozen=True)
class Profile:
    """One product. `released` is the newest released version, `newest` also counts previews."""

    name: str
    product: str
    hosted: bool
    released: Pair
    newest: Pair

    def knows(self, since: Pair) -> bool:
        return self.newest >= since


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("tfs2015", "Team Foundation Server 2015", False, (2, 0), (2, 0)),
        Profile("tfs2017", "Team Foundation Server 2017 Update 2", False, (3, 2), (3, 2)),
        Profile("tfs2018", "Team Foundation Server 2018 Update 2", False, (4, 1), (4, 1)),
        Profile("server2019", "Azure DevOps Server 2019 Update 1", False, (5, 1), (5, 1)),
        Profile("server2020", "Azure DevOps Server 2020", False, (6, 0), (6, 0)),
        Profile("server2022", "Azure DevOps Server 2022.1", False, (7, 1), (7, 1)),
        Profile("services", "Azure DevOps Services", True, (7, 1), (7, 2)),
    )
}
