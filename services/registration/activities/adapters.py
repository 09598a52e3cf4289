"""Seal and unseal the names and contacts of those signed up (rule K4)."""

from __future__ import annotations

import json

from chassis.sealing import Sealed, sealer
from chassis.text.identity import mask_name, mask_number

from .model import SealedPerson


def seal_person(name: str, organisation: str, contact: str, sign_up_id: str) -> SealedPerson:
    """Return a person with name and contact sealed for this sign-up alone, and masks of them."""
    private = json.dumps({"name": name, "contact": contact}, ensure_ascii=False)
    box = sealer().seal(private.encode(), sign_up_id.encode())
    return SealedPerson(
        masked_name=mask_name(name),
        masked_contact=mask_number(contact) if len(contact) > 2 else "",
        organisation=organisation,
        key_id=box.key_id,
        nonce=box.nonce,
        ciphertext=box.ciphertext,
    )


def unseal_person(person: SealedPerson, sign_up_id: str) -> tuple[str, str]:
    """Return the name and the contact of a person who signed up."""
    box = Sealed(person.key_id, person.nonce, person.ciphertext)
    private = json.loads(sealer().open(box, sign_up_id.encode()))
    return private["name"], private["contact"]
