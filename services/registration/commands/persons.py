"""Representatives as they are kept: sealed, masked, matched by keyed hash (rules B5, K4)."""

from __future__ import annotations

import json
from functools import lru_cache

from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.refusal import FieldFault, refuse
from chassis.sealing import Sealer
from chassis.settings import settings

from ..model import commands, rules
from ..model.identity import is_identity, mask_name, mask_number, normalise
from ..model.team import SealedRepresentative


@lru_cache(maxsize=1)
def _sealer() -> Sealer:
    return Sealer.from_json(settings().secret("identity_keys"))


def sealed(
    people: tuple[commands.NewRepresentative, ...], team_id: str, at: Instant
) -> tuple[SealedRepresentative, ...]:
    """Check, seal and mask; refuses B5_IDENTITY_INVALID with the place of each that is at fault, and nothing of what it said."""
    today = at.astimezone(BEIJING).date()
    faults, sealed = [], []
    for place, person in enumerate(people):
        number = normalise(person.identity_number)
        if not is_identity(person.identity_kind, number, today):
            path = f"representatives[{place}].identity_number"
            faults.append(
                FieldFault(
                    path,
                    f"第{place + 1}位参赛代表的证件号码不正确，请核对。",
                    f"Representative {place + 1}: not a valid number.",
                )
            )
            continue
        if not 1 <= len(person.name.strip()) <= 60:
            faults.append(FieldFault(f"representatives[{place}].name", "请填写姓名。", "Give the name."))
            continue
        plain = json.dumps({"name": person.name.strip(), "number": number}, ensure_ascii=False).encode()
        box = _sealer().seal(plain, team_id.encode())
        sealed.append(
            SealedRepresentative(
                match_key=_sealer().match_key(f"{person.identity_kind}:{number}"),
                identity_kind=person.identity_kind,
                masked_name=mask_name(person.name.strip()),
                masked_identity_number=mask_number(number),
                organisation_uscc=normalise(person.organisation_uscc),
                key_id=box.key_id,
                nonce=box.nonce,
                ciphertext=box.ciphertext,
            )
        )
    if faults:
        refuse(rules.B5_IDENTITY_INVALID, faults=faults)
    return tuple(sealed)
