# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches of builds, artifacts and file containers; rows of the table in switches.py."""

from __future__ import annotations

from typing import Any

_YES = (True, False)

ROWS: tuple[tuple[Any, ...], ...] = (
    (
        "disabled_queue_status",
        400,
        (400, 403, 409),
        "status when a build of a disabled definition is queued",
        "api-facts §3.2 (typeKey only)",
    ),
    (
        "deleted_build",
        "not_found",
        ("not_found", "shown"),
        "GET of a deleted build by its ID",
        "api-facts §1.4 (deletedFilter), INFERRED",
    ),
    (
        "lease_blocks_delete",
        "protecting",
        ("protecting", "any"),
        "which valid leases keep a definition from being deleted: those with protectPipeline, or all of its runs",
        "api-facts Annex (RetentionLease.protectPipeline)",
    ),
    (
        "retained_build_status",
        400,
        (400, 403, 409),
        "status when a retained build is to be deleted",
        "api-facts §3.2 (typeKey only)",
    ),
    (
        "build_status_change_status",
        400,
        (400, 409),
        "status when a completed build is to be anything else",
        "api-facts §3.2 (typeKey only)",
    ),
    (
        "duplicate_artifact_status",
        409,
        (409, 400),
        "status when the build has an artifact of that name",
        "api-facts §5.4",
    ),
    (
        "same_name_container",
        "refuse",
        ("refuse", "merge"),
        "a Container artifact whose name another one has: refused, or answered with the one that is there",
        "api-facts §9.5",
    ),
    (
        "artifact_on_completed_build",
        "allow",
        ("allow", "refuse"),
        "an artifact is made on a completed build",
        "api-facts §5.4, §9.5",
    ),
    (
        "artifact_type_status",
        400,
        (400, 404, 501),
        "status for an unknown type of artifact",
        "api-facts §5.2, §9.1",
    ),
    ("artifact_data_status", 400, (400, 404, 409), "status for malformed data of an artifact", "api-facts §5.2, §9.1"),
    (
        "artifact_type_case",
        "canonical",
        ("canonical", "as_sent"),
        "type container becomes Container",
        "INFERRED",
    ),
    (
        "artifact_names",
        "ignore_case",
        ("ignore_case", "case_sensitive"),
        "how names of artifacts are compared",
        "INFERRED",
    ),
    (
        "zip_root",
        "artifact",
        ("artifact", "none"),
        "files of a zip stand below a folder with the artifact's name, or at the top",
        "INFERRED",
    ),
    ("zip_compression", "stored", ("stored", "deflated"), "how the members of a zip are packed", "INFERRED"),
    (
        "finished_container",
        "open",
        ("open", "read_only", "hidden"),
        "the container of a completed build: open, closed to writes, or not found (a query answers an empty list)",
        "api-facts §5.4, §5.5",
    ),
    (
        "container_without_scope",
        "not_found",
        ("not_found", "found"),
        "a request on a container that names no scope",
        "api-facts §5.5",
    ),
    (
        "container_paths",
        "ignore_case",
        ("ignore_case", "case_sensitive"),
        "how the paths of items are compared",
        "INFERRED",
    ),
    (
        "missing_items",
        "empty",
        ("empty", "not_found"),
        "list of the items at a path where nothing is",
        "INFERRED",
    ),
    ("list_shows_folder", True, _YES, "a list of a folder's items begins with the folder itself", "INFERRED"),
    ("chunk_status", 202, (202, 200), "status of every chunk but the last", "api-facts §5.5 (INFERRED)"),
    (
        "chunk_order_status",
        400,
        (400, 409, 416),
        "status of a chunk that does not follow the one before",
        "api-facts §5.5 (INFERRED)",
    ),
    (
        "repeated_chunk",
        "accept",
        ("accept", "refuse"),
        "a chunk that came before is sent once more, as after a lost answer",
        "SDK (retries), INFERRED",
    ),
    (
        "gzip_download",
        "as_stored",
        ("as_stored", "identity"),
        "a file that came as gzip is sent as gzip to those who accept it",
        "SDK (DownloadAsync)",
    ),
    (
        "content_ids",
        "none",
        ("none", "hash", "hash_of_stored"),
        "contentId of an item: empty, the hash of the content, or that of the bytes that were sent, so of the gzip",
        "SDK (x-vso-contentId), INFERRED",
    ),
    (
        "download_ranges",
        False,
        _YES,
        "downloads of single files carry an ETag, and honour Range and If-Range",
        "INFERRED",
    ),
    ("signed_url_seconds", 3600, None, "how long a signed URL is valid", "api-facts §5.3 (signatureExpires)"),
    ("signed_url_expired_status", 403, (403, 401, 404), "status of a signed URL that is no longer valid", "INFERRED"),
    (
        "signed_url_expired_body",
        "none",
        ("none", "wrapped", "xml"),
        "body of that answer: none, as the REST API's errors are, or as storage services answer",
        "INFERRED",
    ),
    (
        "signed_url_host",
        "same",
        ("same", "other"),
        "a signed URL names the host of the request, or another name of this machine",
        "api-facts §5.3",
    ),
)
