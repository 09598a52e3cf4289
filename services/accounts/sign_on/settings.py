"""The identity providers of the deployment."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from urllib.parse import urlsplit

from chassis.edition.current import edition
from chassis.kernel.refusal import refuse
from chassis.settings import Misconfigured, settings

from . import rules
from .model import Provider

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
# pages beside those of the providers
_TAKEN = ("return", "opening")


@lru_cache(maxsize=1)
def providers() -> dict[str, Provider]:
    """Return the providers of DASAI_OIDC_PROVIDERS by their ids; raises Misconfigured, without what it holds."""
    try:
        entries = json.loads(settings().oidc_providers.get_secret_value())
        listed = [Provider(**entry) for entry in entries]
        good = isinstance(entries, list) and all(_is_good(provider) for provider in listed)
    except (AttributeError, TypeError, ValueError):
        good = False
    if not good or len({provider.id for provider in listed}) < len(listed):
        raise Misconfigured("DASAI_OIDC_PROVIDERS: not as it should be; see docs/en/operators.md")
    return {provider.id: provider for provider in listed}


def provider_of(provider_id: str) -> Provider:
    """Return a provider; refuse PROVIDER_UNKNOWN."""
    return providers().get(provider_id) or refuse(rules.PROVIDER_UNKNOWN)


def is_trusted_address(address: str, issuer: str = "") -> bool:
    """Return True if a provider may be called at an address: over TLS, or on this machine if the issuer is there too."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "https":
            return bool(parts.hostname) and not parts.username
        beside = not issuer or urlsplit(issuer).hostname in _LOOPBACK
        return parts.scheme == "http" and parts.hostname in _LOOPBACK and beside
    except ValueError:
        return False


def _is_good(provider: Provider) -> bool:
    texts = (provider.name_zh, provider.name_en, provider.client_id, provider.client_secret)
    divisions = {division.code for division in edition().divisions} | {""}
    return (
        bool(_ID.fullmatch(provider.id))
        and provider.id not in _TAKEN
        and all(isinstance(text, str) and text for text in texts)
        and is_trusted_address(provider.issuer)
        and not urlsplit(provider.issuer).query
        and provider.division in divisions
    )
