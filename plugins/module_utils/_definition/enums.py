# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change at any time.

"""The numbers and names of the contract's enumerations (api-facts §2.2-2.6; specs/build)."""

from __future__ import annotations

DEFINITION_TYPE = {1: "xaml", 2: "build"}
DEFINITION_QUALITY = {1: "definition", 2: "draft"}
QUEUE_STATUS = {0: "enabled", 1: "paused", 2: "disabled"}
JOB_AUTHORIZATION_SCOPE = {1: "projectCollection", 2: "project"}
TRIGGER_TYPE = {
    1: "none",
    2: "continuousIntegration",
    4: "batchedContinuousIntegration",
    8: "schedule",
    16: "gatedCheckIn",
    32: "batchedGatedCheckIn",
    64: "pullRequest",
    128: "buildCompletion",
}
SCHEDULE_DAYS = {
    1: "monday",
    2: "tuesday",
    4: "wednesday",
    8: "thursday",
    16: "friday",
    32: "saturday",
    64: "sunday",
}
# always names on the wire; the numbers are only so that the table has the form of the others
REPOSITORY_TYPE = dict(
    enumerate(("TfsVersionControl", "TfsGit", "Git", "GitHub", "GitHubEnterprise", "Bitbucket", "Svn"), start=1000)
)

#: values of ``repository.properties`` that are "true" or "false", in any case (corpus S6)
BOOLEAN_REPOSITORY_PROPERTIES = (
    "acceptUntrustedCerts",
    "checkoutNestedSubmodules",
    "fetchTags",
    "gitLfsSupport",
    "reportBuildStatus",
    "skipSyncSource",
)
