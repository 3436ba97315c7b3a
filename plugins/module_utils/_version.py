# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""api-versions and the products that speak them (api-facts §1.2, §1.3)."""

from __future__ import annotations

import re
from functools import total_ordering

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

_FORMAT = re.compile(r"(?P<major>[0-9]{1,3})\.(?P<minor>[0-9]{1,3})(?P<preview>-preview(\.(?P<resource>[0-9]{1,4}))?)?")


@total_ordering
class ApiVersion:
    """`{major}.{minor}[-preview[.{resource version}]]`.

    Compared, hashed and ordered by (major, minor) alone: a preview of 7.2 has the shape of 7.2.
    """

    __slots__ = ("is_preview", "major", "minor", "resource")

    def __init__(self, major: int, minor: int, *, preview: bool = False, resource: int | None = None) -> None:
        self.major = major
        self.minor = minor
        self.is_preview = preview or resource is not None
        self.resource = resource

    @classmethod
    def parse(cls, text: str, option: str = "api_version") -> ApiVersion:
        """Read `7.1` or `7.2-preview.8`. Raises `OptionError` naming `option` for anything else."""
        found = _FORMAT.fullmatch(text.strip())
        if not found:
            raise OptionError(
                option,
                f"{text!r} is not an api-version",
                "Write major.minor such as '5.1', a preview such as '7.2-preview.8', or 'auto'.",
            )
        resource = found["resource"]
        return cls(
            int(found["major"]),
            int(found["minor"]),
            preview=found["preview"] is not None,
            resource=None if resource is None else int(resource),
        )

    @property
    def base(self) -> ApiVersion:
        """The same version without `-preview`."""
        return ApiVersion(self.major, self.minor)

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}"
        if self.is_preview:
            text += "-preview"
        if self.resource is not None:
            text += f".{self.resource}"
        return text

    def __repr__(self) -> str:
        return f"ApiVersion({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ApiVersion):
            return NotImplemented
        return (self.major, self.minor) == (other.major, other.minor)

    def __lt__(self, other: ApiVersion) -> bool:
        return (self.major, self.minor) < (other.major, other.minor)

    def __hash__(self) -> int:
        return hash((self.major, self.minor))


#: The newest released version on the cloud, and the newest document shape that the collection knows.
NEWEST_RELEASED = ApiVersion(7, 1)

#: Below this a server has XAML builds only (api-facts §1.3, row TFS 2013).
OLDEST_SUPPORTED = ApiVersion(2, 0)

#: Generations that only ever existed as previews (api-facts Annex A, columns 5.2, 6.1, 7.2).
PREVIEW_GENERATIONS = frozenset({ApiVersion(5, 2), ApiVersion(6, 1), ApiVersion(7, 2)})

#: (newest version of the product, its name), oldest first. Only for texts: what a server can do, its OPTIONS say.
_PRODUCTS: tuple[tuple[ApiVersion, str], ...] = (
    (ApiVersion(1, 0), "TFS 2013"),
    (ApiVersion(2, 3), "TFS 2015"),
    (ApiVersion(3, 0), "TFS 2017"),
    (ApiVersion(3, 2), "TFS 2017 Update 2"),
    (ApiVersion(4, 0), "TFS 2018"),
    (ApiVersion(4, 1), "TFS 2018 Update 2"),
    (ApiVersion(5, 0), "Azure DevOps Server 2019"),
    (ApiVersion(5, 1), "Azure DevOps Server 2019 Update 1"),
    (ApiVersion(6, 0), "Azure DevOps Server 2020"),
    (ApiVersion(7, 0), "Azure DevOps Server 2022"),
    (ApiVersion(7, 1), "Azure DevOps Server 2022.1"),
)
SERVICES = "Azure DevOps Services"


def product_for(version: ApiVersion) -> str:
    """The product whose newest version is `version`: `TFS 2015` for 2.0, `Azure DevOps Server 2020` for 6.0."""
    return first_product_with(version)


def first_product_with(version: ApiVersion) -> str:
    """The first product that speaks `version`; Azure DevOps Services for previews of the cloud."""
    if version in PREVIEW_GENERATIONS:
        return SERVICES
    for newest, name in _PRODUCTS:
        if version <= newest:
            return name
    return SERVICES


def is_preview_only(version: ApiVersion) -> bool:
    """Whether a resource is never *released* at `version`, so that `-preview` is always needed."""
    return version.base in PREVIEW_GENERATIONS or version > NEWEST_RELEASED
