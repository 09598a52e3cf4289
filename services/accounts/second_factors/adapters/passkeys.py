"""Passkeys by WebAuthn: what browsers need, and what they answer."""

from __future__ import annotations

import json

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse

from ...accounts.model import Account
from .. import rules
from ..model import Passkey
from ..settings import RelyingParty, issuer

# beside a password it is enough that the device is there: it need neither ask for a finger nor store a name
_VERIFICATION = UserVerificationRequirement.DISCOURAGED
_SELECTION = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_VERIFICATION
)


def to_make(party: RelyingParty, account: Account, known: list[str]) -> tuple[bytes, str]:
    """Return a challenge, and in JSON what a browser needs to make a passkey on a device that has none of `known`."""
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=issuer(),
        user_id=account.id.encode(),
        user_name=account.login,
        authenticator_selection=_SELECTION,
        exclude_credentials=_descriptors(known),
    )
    return options.challenge, webauthn.options_to_json(options)


def made(party: RelyingParty, challenge: bytes, credential: str, name: str, now: Instant) -> Passkey:
    """Return the passkey that a browser made; refuse PASSKEY_WRONG if it does not answer the challenge."""
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except Exception:  # noqa: BLE001 - whatever a browser sends, it is refused
        refuse(rules.PASSKEY_WRONG)
    return Passkey(
        passkey_id=bytes_to_base64url(verified.credential_id),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        name=name,
        added_at=now,
    )


def to_use(party: RelyingParty, known: list[str]) -> tuple[bytes, str]:
    """Return a challenge, and in JSON what a browser needs to use one of the passkeys `known`."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host, allow_credentials=_descriptors(known), user_verification=_VERIFICATION
    )
    return options.challenge, webauthn.options_to_json(options)


def id_of(credential: str) -> str:
    """Return the identifier of the passkey that a browser used; empty if it names none."""
    try:
        identifier = json.loads(credential)["id"]
    except (ValueError, KeyError, TypeError):
        return ""
    return identifier if isinstance(identifier, str) else ""


def used(party: RelyingParty, challenge: bytes, credential: str, passkey: Passkey) -> int:
    """Return how often the device says that the passkey was used; refuse PASSKEY_WRONG if it does not answer the challenge.

    A count that does not grow is refused too: the device may have been copied.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except Exception:  # noqa: BLE001 - whatever a browser sends, it is refused
        refuse(rules.PASSKEY_WRONG)
    return verified.new_sign_count


def _descriptors(known: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(identifier)) for identifier in known]
