# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Certificates: those of the authorities that are trusted, and the client's own.

They are tried here, where an error can name the option. Later they would fail inside of TLS, and a key that is
encrypted would make OpenSSL ask for its passphrase on a terminal.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from typing import Any

from ansible_collections.azdo.pipelines.plugins.module_utils._errors import OptionError

#: How `openssl rehash` names the links by which OpenSSL finds an authority.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


def trusted(params: Mapping[str, Any]) -> bool | str:
    """What `requests` takes as `verify`: True, False, or a file or folder of authorities. Raises `OptionError`."""
    if params.get("validate_certs") is False:
        return False
    ca_path = params.get("ca_path")
    if not ca_path:
        return True
    if os.path.isdir(ca_path):
        _check_folder(ca_path)
    elif os.path.exists(ca_path):
        _check_file(ca_path)
    else:
        raise OptionError("ca_path", f"{ca_path} does not exist", "Give a file of PEM certificates or a folder.")
    return str(ca_path)


def _check_folder(folder: str) -> None:
    try:
        names = os.listdir(folder)
    except OSError as problem:
        raise OptionError("ca_path", f"{folder} cannot be read: {problem.strerror}") from None
    if not any(_HASHED.fullmatch(name) for name in names):
        raise OptionError(
            "ca_path",
            f"in the folder {folder} no certificate would be found",
            "Run 'openssl rehash' on it, which links each certificate under the name that is looked for.",
        )


def _check_file(file: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except ssl.SSLError:
        raise OptionError("ca_path", f"{file} holds no certificates in PEM form") from None
    except OSError as problem:
        raise OptionError("ca_path", f"{file} cannot be read: {problem.strerror}") from None


def client_certificate(params: Mapping[str, Any]) -> str | tuple[str, str] | None:
    """What `requests` takes as `cert`. Raises `OptionError` for files that are missing, encrypted or do not match."""
    certificate, key = params.get("client_cert"), params.get("client_key")
    if not certificate:
        if key:
            raise OptionError("client_key", "is set, but client_cert is not", "Set both, or leave both out.")
        return None
    for option, file in (("client_cert", certificate), ("client_key", key)):
        if file and not os.path.isfile(file):
            raise OptionError(option, f"there is no file {file}")
    where = f"{certificate} and {key}" if key else str(certificate)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certificate, key or None, password=_no_passphrase)
    except _EncryptedKey:
        raise OptionError(
            "client_key" if key else "client_cert",
            "the private key is encrypted",
            "Store it unencrypted where only the user that runs the module can read it.",
        ) from None
    except ssl.SSLError as problem:
        raise OptionError(
            "client_cert",
            f"no certificate and private key that belong together are in {where}"
            f" ({problem.reason or 'not in PEM form'})",
            "Give both in PEM form, the key in client_key or in the same file.",
        ) from None
    except OSError as problem:
        raise OptionError("client_cert", f"it or its key cannot be read: {problem.strerror}") from None
    return (str(certificate), str(key)) if key else str(certificate)


class _EncryptedKey(Exception):
    """OpenSSL asked for a passphrase."""


def _no_passphrase() -> str:
    raise _EncryptedKey
