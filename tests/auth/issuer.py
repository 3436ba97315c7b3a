# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microsoft Entra's token end point, as far as azure-identity asks it, and its failures."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

TENANT = "11111111-aaaa-4444-8888-222222222222"
APPLICATION = "33333333-bbbb-4444-8888-444444444444"
RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798"
SCOPE = f"{RESOURCE}/.default"

#: What Entra says: code and text, the ids after it as it sends them.
TEXTS = {
    "expired_secret": (401, "AADSTS7000222: The provided client secret keys for app '{app}' are expired."),
    "wrong_secret": (401, "AADSTS7000215: Invalid client secret provided."),
    "clock_skew": (401, "AADSTS700024: Client assertion is not within its valid time range."),
    "wrong_tenant": (400, "AADSTS90002: Tenant '{tenant}' not found. Check to make sure ..."),
    "unknown_application": (400, "AADSTS700016: Application with identifier '{app}' was not found."),
    "no_federation": (401, "AADSTS700213: No matching federated identity record found."),
    "throttled": (429, "AADSTS90055: Too many requests."),
    "down": (503, "The service is down."),
}


class Issuer:
    """`answer` for a `Server`. Issues `tokens` in turn, the last again and again."""

    def __init__(self, secret: str, assertion: str = "") -> None:
        self._secret = secret
        self._assertion = assertion
        self.tokens = ["entra-token"]
        self.lives = 3600
        #: seconds that it asks those to wait who come too often
        self.wait = 1
        #: names of `TEXTS`: what the next requests for a token are answered with
        self.failures: list[str] = []
        #: the forms of the requests for a token
        self.forms: list[dict[str, str]] = []
        self.issued = 0

    def __call__(self, handler: Any, body: bytes) -> None:
        parts = urlsplit(handler.path)
        tenant = parts.path.split("/")[1]
        if parts.path == "/msi/token":
            self._managed(handler, parse_qs(parts.query))
        elif tenant != TENANT:
            self._refuse(handler, "wrong_tenant", tenant)
        elif parts.path.endswith("/openid-configuration"):
            base = f"https://{handler.headers['Host']}/{tenant}"
            self._reply(
                handler,
                200,
                {
                    "issuer": f"{base}/v2.0",
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                },
            )
        else:
            self._token(handler, {name: values[0] for name, values in parse_qs(body.decode()).items()})

    def _token(self, handler: Any, form: dict[str, str]) -> None:
        self.forms.append(form)
        if self.failures:
            self._refuse(handler, self.failures.pop(0), TENANT)
        elif form.get("client_id") != APPLICATION:
            self._refuse(handler, "unknown_application", TENANT)
        elif form.get("scope") != SCOPE or form.get("grant_type") != "client_credentials":
            self._refuse(handler, "down", TENANT)
        elif form.get("client_secret", self._secret) != self._secret:
            self._refuse(handler, "wrong_secret", TENANT)
        elif self._assertion and form.get("client_assertion", self._assertion) != self._assertion:
            self._refuse(handler, "no_federation", TENANT)
        else:
            self._reply(handler, 200, {"token_type": "Bearer", "expires_in": self.lives, "access_token": self._next()})

    def _managed(self, handler: Any, query: dict[str, list[str]]) -> None:
        """The end point of a managed identity, in the form of App Service."""
        good = handler.headers.get("X-IDENTITY-HEADER") == self._secret and query["resource"] == [RESOURCE]
        ends = str(int(time.time()) + self.lives)
        answer = {"access_token": self._next(), "expires_on": ends, "resource": RESOURCE} if good else {}
        self._reply(handler, 200 if good else 400, answer)

    def _next(self) -> str:
        self.issued += 1
        return self.tokens[min(self.issued, len(self.tokens)) - 1]

    def _refuse(self, handler: Any, name: str, tenant: str) -> None:
        status, text = TEXTS[name]
        trace = "\r\nTrace ID: 5e1f-trace\r\nCorrelation ID: 77-corr\r\nTimestamp: 2026-11-21 12:00:00Z"
        text = text.format(app=APPLICATION, tenant=tenant) + trace
        headers = [("Retry-After", str(self.wait))] if status == 429 else []
        self._reply(handler, status, {"error": "invalid_client", "error_description": text}, headers)

    @staticmethod
    def _reply(handler: Any, status: int, body: dict[str, Any], headers: list[tuple[str, str]] | None = None) -> None:
        handler.reply(status, [("Content-Type", "application/json"), *(headers or [])], json.dumps(body).encode())
