"""An OpenID provider: discovery, where to send the browser, and who came back (OpenID Connect Core 1.0, RFC 7636, RFC 9207)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from chassis.kernel.refusal import refuse
from chassis.refusals import UNAVAILABLE
from chassis.telemetry import log

from ..model import Attempt, Provider
from ..settings import is_trusted_address

# signatures that are taken, whatever a token says of itself; none by a shared secret
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
# how far the provider's clock may be off, seconds
LEEWAY = 60
# how long what it says of itself and its keys are kept, and how soon they are asked for again for a key that is not among them
_KEPT, _SOONEST = 3600.0, 30.0
# how long a request may take, seconds: the three of a sign-on end before the gateway gives up; and how large its answer may be
_SECONDS, _MOST = 4.0, 512 * 1024
_LONGEST_SUBJECT = 255
# how many sign-ons may wait for providers at once in this process: the others of its threads never do
_UNDER_WAY = threading.BoundedSemaphore(4)


class ProviderAwayError(Exception):
    """The provider does not answer, or not as a provider does."""


class NotProvenError(Exception):
    """What came back does not prove who came."""


class ProviderClient:
    """The client of a provider."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._http = httpx.Client(timeout=httpx.Timeout(_SECONDS, connect=3), follow_redirects=False)
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def authorization_url(self, attempt: Attempt) -> str:
        """Return where to send the browser; raises ProviderAwayError."""
        metadata, _ = self._metadata()
        url: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            client_id=self._provider.client_id,
            response_type="code",
            redirect_uri=attempt.redirect_uri,
            scope="openid",
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),  # type: ignore[no-untyped-call]  # has no types
            code_challenge_method="S256",
        )
        return url

    def subject_of(self, attempt: Attempt, code: str, issuer: str) -> str:
        """Return the subject that the provider's answer proves; raises NotProvenError or ProviderAwayError.

        `issuer` is what the browser brought: another provider's answer must not be taken to this one (RFC 9207).
        """
        metadata, _ = self._metadata()
        named = metadata.get("authorization_response_iss_parameter_supported") is True
        if (named or issuer) and issuer != self._provider.issuer:
            raise NotProvenError("issuer")
        grant = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        status, answer = self._ask("POST", metadata["token_endpoint"], **self._as_client(metadata, grant))
        if status != httpx.codes.OK:
            raise NotProvenError("code")
        return self._proven(str(answer.get("id_token", "")), attempt.nonce)

    def _proven(self, id_token: str, nonce: str) -> str:
        """Return the subject of an ID token, whose signature, issuer, audience, times and nonce are right."""
        expected = {
            "iss": {"essential": True, "value": self._provider.issuer},
            "aud": {"essential": True, "value": self._provider.client_id},
        }
        try:
            token = self._decoded(id_token)
            claims = CodeIDToken(
                token.claims, token.header, expected, {"nonce": nonce, "client_id": self._provider.client_id}
            )
            claims.validate(leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, TypeError, ValueError) as error:
            raise NotProvenError(getattr(error, "error", "") or type(error).__name__) from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise NotProvenError("sub")
        return subject

    def _decoded(self, id_token: str) -> jwt.Token:
        _, keys = self._metadata()
        try:
            return jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # its keys may be new
            _, keys = self._metadata(kept=_SOONEST)
            return jwt.decode(id_token, keys, algorithms=ALGORITHMS)

    def _metadata(self, kept: float = _KEPT) -> tuple[dict[str, Any], KeySet]:
        """Return what the provider says of itself, and its keys; raises ProviderAwayError."""
        if self._known is not None and time.monotonic() - self._known[0] < kept:
            return self._known[1], self._known[2]
        issuer = self._provider.issuer
        status, metadata = self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        addresses = [str(metadata.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if status != httpx.codes.OK or metadata.get("issuer") != issuer:
            raise ProviderAwayError("discovery")
        if not all(is_trusted_address(address, issuer) for address in addresses):
            raise ProviderAwayError("addresses")
        status, listed = self._ask("GET", addresses[-1])
        try:
            keys = KeySet.import_key_set(listed)  # type: ignore[arg-type]  # whatever was sent
        except (JoseError, KeyError, TypeError, ValueError):
            raise ProviderAwayError("keys") from None
        self._known = (time.monotonic(), metadata, keys)
        return metadata, keys

    def _as_client(self, metadata: dict[str, Any], grant: dict[str, str]) -> dict[str, Any]:
        """Return the arguments of a request that shows the client's secret as the provider wants it."""
        client_id, secret = self._provider.client_id, self._provider.client_secret
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in ways and "client_secret_post" in ways:
            return {"data": grant | {"client_id": client_id, "client_secret": secret}}
        return {"data": grant, "auth": (quote(client_id, safe=""), quote(secret, safe=""))}

    def _ask(self, method: str, url: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
        """Return the status of an answer and the JSON object that it holds; raises ProviderAwayError."""
        until, body = time.monotonic() + _SECONDS, b""
        try:
            with self._http.stream(method, url, headers={"Accept": "application/json"}, **arguments) as answer:
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > _MOST or time.monotonic() > until:
                        raise ProviderAwayError("too much")
            content = json.loads(body)
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAwayError(type(error).__name__) from None
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or not isinstance(content, dict):
            raise ProviderAwayError(str(answer.status_code))
        return answer.status_code, content


@lru_cache(maxsize=64)
def client_of(provider: Provider) -> ProviderClient:
    """Return the client of a provider; this process has one for each."""
    return ProviderClient(provider)


@contextmanager
def waiting(provider: Provider) -> Iterator[ProviderClient]:
    """Yield the client of a provider; refuse UNAVAILABLE if too many wait. What fails is logged, and not for whom."""
    if not _UNDER_WAY.acquire(blocking=False):
        refuse(UNAVAILABLE)
    try:
        yield client_of(provider)
    except (ProviderAwayError, NotProvenError) as error:
        what = "provider away" if isinstance(error, ProviderAwayError) else "sign-on not proven"
        log("sign-on").warning(what, provider=provider.id, cause=str(error))
        raise
    finally:
        _UNDER_WAY.release()
