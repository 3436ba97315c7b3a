# Copyright (c) 2026 The azdo.pipelines authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the collection: it may change in any release. Do not use it from elsewhere.

"""Sending one request: session, TLS, proxies, retries, pacing. Knows nothing of routes and documents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

from ansible_collections.azdo.pipelines.plugins.module_utils._answers import RawAnswer
from ansible_collections.azdo.pipelines.plugins.module_utils._auth_method import NO_AUTH
from ansible_collections.azdo.pipelines.plugins.module_utils._body import MAX_BODY, MAX_ERROR_BODY, read_body
from ansible_collections.azdo.pipelines.plugins.module_utils._classify import classify
from ansible_collections.azdo.pipelines.plugins.module_utils._connection import ConnectionSettings
from ansible_collections.azdo.pipelines.plugins.module_utils._errors import (
    AuthenticationError,
    AzdoError,
    ThrottledError,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._lanes import Lanes
from ansible_collections.azdo.pipelines.plugins.module_utils._network import Broken, broken, given_up
from ansible_collections.azdo.pipelines.plugins.module_utils._patience import (
    AROUND_BODY,
    LEAST_RATE,
    WHOLE_ANSWER,
    Patience,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._receiving import Receiver
from ansible_collections.azdo.pipelines.plugins.module_utils._requests import (
    exceptions,
    require_requests,
    urllib3_exceptions,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._retry import (
    IDEMPOTENT_VERBS,
    RETRIED_STATUSES,
    Clock,
    Gate,
    backoff,
    pace,
    retry_after,
)
from ansible_collections.azdo.pipelines.plugins.module_utils._sessions import Sessions
from ansible_collections.azdo.pipelines.plugins.module_utils._urls import without_query

#: A wait of this length is worth a warning. Seconds.
NOTABLE_WAIT = 5.0

#: Connections to one host that are kept open, and requests in flight at once, at most.
MAX_CONNECTIONS = 32

#: Codes of errors at the place that issues credentials which may pass.
_PASSING = frozenset({"connection_failed", "server_error", "throttled", "timeout"})

READING_VERBS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Request:
    """One request. `retry`: it may be sent again after an answer was lost. `anonymous`: it carries no credential."""

    verb: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    retry: bool | None = None
    anonymous: bool = False

    @property
    def is_repeatable(self) -> bool:
        return self.verb in IDEMPOTENT_VERBS if self.retry is None else self.retry

    @property
    def is_write(self) -> bool:
        return self.verb not in READING_VERBS


class Transport:
    """A `requests` session with the manners that the service asks for. Usable from several threads."""

    def __init__(
        self, settings: ConnectionSettings, clock: Clock | None = None, warn: Callable[[str], None] | None = None
    ) -> None:
        """Open no connection yet. Raises `MissingLibraryError` without `requests`."""
        self._settings = settings
        self._clock = clock or Clock()
        self._warn = warn or (lambda _text: None)
        self._gate = Gate(self._clock)
        self.lanes = Lanes(MAX_CONNECTIONS)
        self._lock = threading.Lock()
        self._warned = False
        self._sessions = Sessions(settings, MAX_CONNECTIONS)
        self.requests_made = 0

    def close(self) -> None:
        """Close the connections."""
        self._sessions.close()

    def send(self, request: Request, receiver: Receiver | None = None) -> RawAnswer:
        """Send, and send again where that is safe and may help. Returns a 2xx that is no sign-in page.

        A `receiver` takes the body of a success instead of memory; the answer's own is empty then.

        Reads and idempotent verbs are repeated after broken connections, 429, 502, 503 and 504; a POST only when it
        surely was not processed (429, no connection). Never when the service says that the host is offline. Waits at
        most `retry_max_wait` seconds in all for this request. Raises an `AzdoError` free of secrets, whose
        `maybe_committed` is true when any attempt of a write may have been carried out.
        """
        waited = 0.0
        ambiguous = False
        attempt = 0
        while True:
            waited += self._pass_gate(request, waited, ambiguous)
            with self.lanes.taken():
                # another thread may have been told to wait meanwhile
                outcome = None if self._gate.remaining() > 0 else self._attempt(request, receiver)
            if outcome is None:
                continue
            if isinstance(outcome, RawAnswer):
                taken = receiver is not None and receiver.is_full
                error = None if taken else self._classified(request, outcome)
                if error is None:
                    return outcome
                if isinstance(error, AuthenticationError):
                    challenges = outcome.headers.get("WWW-Authenticate", "")
                    error.hint = self._settings.auth.rejected_hint(challenges) or error.hint
                again, wait = self._after_answer(request, outcome, attempt)
                error.retry_after = retry_after(outcome.headers, self._clock)
                ambiguous = ambiguous or outcome.status >= 500
            else:
                error = outcome.error
                again = outcome.transient and (request.is_repeatable or not outcome.sent)
                wait = max(backoff(attempt, self._clock), error.retry_after or 0.0)
                ambiguous = ambiguous or outcome.sent
            error.maybe_committed = request.is_write and ambiguous
            if not again or attempt >= self._settings.retries:
                raise self._clean(error, attempt)
            if waited + wait > self._settings.retry_max_wait:
                raise self._clean(error, attempt, wait)
            self._sleep(wait)
            waited += wait
            attempt += 1

    def _classified(self, request: Request, raw: RawAnswer) -> AzdoError | None:
        if raw.status >= 300 or raw.is_html:
            # Texts of errors are cut, and half a secret would not be recognised afterwards.
            raw = replace(raw, body=self._settings.redactor.clean_bytes(raw.body))
        return classify(request.verb, self._shown(request), raw, self._settings.base)

    def _after_answer(self, request: Request, raw: RawAnswer, attempt: int) -> tuple[bool, float]:
        """Whether to ask again after an error answer, and the seconds to wait before."""
        if raw.status not in RETRIED_STATUSES or "X-VSS-HostOfflineError" in raw.headers:
            return False, 0.0
        asked = retry_after(raw.headers, self._clock)
        wait = backoff(attempt, self._clock) if asked is None else asked
        return request.is_repeatable or raw.status == 429, wait

    def _attempt(self, request: Request, receiver: Receiver | None) -> RawAnswer | Broken:
        with self._lock:
            self.requests_made += 1
        patience = self._patience(receiver)
        try:
            with patience.bounding():
                raw = self._exchange(request, receiver)
        except (exceptions.RequestException, urllib3_exceptions.HTTPError, OSError) as exception:
            if patience.lost:
                return given_up(request.verb, self._shown(request), patience.lost, receiver is not None)
            wanted = patience.proxy_schemes
            return broken(request.verb, self._shown(request), exception, self._settings.timeout, wanted)
        except Broken as failure:
            return failure
        except AzdoError as error:
            # No credential could be had for it.
            return Broken(error, sent=False, transient=error.code in _PASSING)
        seconds = pace(raw.headers, self._clock)
        self._gate.close_for(seconds)
        if seconds > 0 or raw.status == 429:
            self.lanes.throttled()
        else:
            self.lanes.answered()
        return raw

    def _exchange(self, request: Request, receiver: Receiver | None) -> RawAnswer:
        """Send once, and take the answer. Raises what `requests` raises, `Broken`, and `AzdoError` of signing in."""
        with self._sessions.lent() as session:
            prepared = require_requests().PreparedRequest()
            prepared.prepare(
                method=request.verb,
                url=request.url,
                data=request.body,
                headers={**session.headers, **request.headers, **(receiver.headers() if receiver else {})},
                auth=NO_AUTH if request.anonymous else self._sessions.auth,
            )
            response = session.send(
                prepared,
                timeout=self._settings.timeout,
                allow_redirects=False,
                **self._sessions.surroundings(request.url),
            )
            with closing(response):
                if receiver is not None and receiver.takes(response):
                    receiver.receive(request.verb, self._shown(request), response)
                    body = b""
                else:
                    body = read_body(request.verb, self._shown(request), response)
            return RawAnswer(response.status_code, response.reason or "", response.headers, body)

    def _patience(self, receiver: Receiver | None) -> Patience:
        seconds = float(WHOLE_ANSWER * self._settings.timeout)
        if receiver is None:
            return Patience(seconds, MAX_BODY + AROUND_BODY)
        most = None if receiver.longest is None else max(receiver.longest, MAX_ERROR_BODY) + AROUND_BODY
        return Patience(seconds, most, LEAST_RATE)

    def _pass_gate(self, request: Request, waited: float, ambiguous: bool) -> float:
        """Wait as long as the service asked to, in an earlier answer. Returns the seconds waited."""
        total = 0.0
        while True:
            left = self._gate.remaining()
            if left <= 0:
                return total
            if waited + total + left > self._settings.retry_max_wait:
                error = ThrottledError(
                    f"{request.verb} {self._shown(request)} was not sent: the service asked to wait {left:.0f} s, and "
                    f"retry_max_wait is {self._settings.retry_max_wait} s",
                    hint="Try again later, send less at once, or raise retry_max_wait.",
                    url=self._shown(request),
                    retry_after=left,
                    maybe_committed=request.is_write and ambiguous,
                )
                raise self._clean(error, 0)
            self._sleep(left)
            total += left

    def _sleep(self, seconds: float) -> None:
        with self._lock:
            notable = seconds >= NOTABLE_WAIT and not self._warned
            self._warned = self._warned or notable
        if notable:
            self._warn(f"The service throttles this identity or is out of order: waiting {seconds:.0f} s.")
        self._clock.sleep(seconds)

    def _shown(self, request: Request) -> str:
        return without_query(request.url)

    def _clean(self, error: AzdoError, attempt: int, too_long: float | None = None) -> AzdoError:
        """`error` without secrets, saying how often was tried."""
        if too_long is not None:
            error.hint = (
                f"The next attempt would come after {too_long:.0f} s, and retry_max_wait is "
                f"{self._settings.retry_max_wait} s. {error.hint}"
            ).strip()
        if attempt:
            error.hint = f"Tried {attempt + 1} times. {error.hint}".strip()
        redactor = self._settings.redactor
        error.problem = redactor.clean(error.problem)
        error.hint = redactor.clean(error.hint)
        error.server_message = redactor.clean(error.server_message) if error.server_message else None
        error.url = redactor.clean(error.url) if error.url else None
        error.args = (error.problem,)
        return error
