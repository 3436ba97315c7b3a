# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Names of files that come from elsewhere: which may be written below a folder. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import ResponseError

#: what an error lists at most
_SHOWN = 5
_DRIVE = re.compile(r"[A-Za-z]:")
#: controls, and what no encoding of names has
_FORBIDDEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
#: what file systems hold of one name, in bytes
_LONGEST = 255


class UnsafeContentError(ResponseError):
    """An artifact holds what must not be written: paths that leave the folder, links, more than is allowed."""

    code = "unsafe_content"


def safe_path(name: str, origin: str) -> str:
    """`name` as a path below a folder, with `/` between its parts.

    Raises `UnsafeContentError` for one that would lead out of the folder, whatever reads it: an absolute path, a drive,
    a share, `..`, or characters that no name of a file has.
    """
    path = name.replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts:
        raise UnsafeContentError(
            f"{origin} holds {name!r}, which leads out of the folder that it is written to",
            hint="Nothing was written. Look at what produced the artifact, and whether it can be trusted.",
        )
    if _FORBIDDEN.search(path):
        raise UnsafeContentError(
            f"{origin} holds {name!r}, which has characters that no name of a file should have",
            hint="Nothing was written. Look at what produced the artifact, and whether it can be trusted.",
        )
    kept = [part for part in parts if part not in ("", ".")]
    if not kept:
        raise UnsafeContentError(f"{origin} holds {name!r}, which is no name of a file", hint="Nothing was written.")
    return "/".join(kept)


def check_names(paths: Iterable[str], origin: str) -> None:
    """Refuse paths that cannot stand side by side in every file system.

    That is the same path twice, also but for case, one that is a file and a folder, and names that are devices, too
    long, or end with a dot or blank. Raises `UnsafeContentError`, which lists some.
    """
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    wrong: list[str] = []
    for path in paths:
        parts = path.split("/")
        wrong += [f"{path!r}: {reason}" for reason in map(_unfit, parts) if reason][:1]
        low = path.casefold()
        if low in seen:
            wrong.append(f"{path!r} and {seen[low]!r}")
        seen[low] = path
        for number in range(1, len(parts)):
            folder = "/".join(parts[:number])
            other = folders.setdefault(folder.casefold(), folder)
            if other != folder:
                wrong.append(f"{folder + '/'!r} and {other + '/'!r}")
    wrong += [f"{seen[low]!r} is a file and a folder" for low in folders if low in seen]
    if wrong:
        unique = list(dict.fromkeys(wrong))
        more = f" and {len(unique) - _SHOWN} more" if len(unique) > _SHOWN else ""
        raise UnsafeContentError(
            f"{origin} holds names that not every file system can hold side by side: "
            f"{', '.join(unique[:_SHOWN])}{more}",
            hint="Nothing was written. Leave some of them out with patterns.",
        )


def _unfit(name: str) -> str:
    if _DEVICE.fullmatch(name.split(".")[0].rstrip()):
        return "the name of a device"
    if name.endswith((".", " ")):
        return "ends with a dot or blank"
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST:
        return "is too long"
    return ""
