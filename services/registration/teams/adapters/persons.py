"""Sealing representatives: encrypted, masked, matched by keyed hash (rules B5, K4)."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import date

from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.refusal import FieldFault, refuse
from chassis.sealing import Sealed, sealer
from chassis.text.codes import normalised_code
from chassis.text.folding import folded
from chassis.text.identity import IdentityForm, form_of, mask_name, mask_number, matched_text, normalised_number
from chassis.text.visible import unseen_place

from .. import requests, rules
from ..model.entry import SealedRepresentative


def sealed(
    people: tuple[requests.NewRepresentative, ...], team_id: str, at: Instant, *, before: int = 0
) -> tuple[SealedRepresentative, ...]:
    """Check, seal and mask people; refuses B5_IDENTITY_INVALID with the place of each fault and nothing of what was typed.

    `before` is how many people of the team come before them, whom faults count too.
    """
    today = at.astimezone(BEIJING).date()
    faults: list[FieldFault] = []
    sealed = []
    for place, person in enumerate(people, before):
        number = normalised_number(person.identity_number)
        form = form_of(_forms(person.identity_kind, place), number, today)
        at_fault = _number_faults(form, place) + _name_faults(person.name.strip(), place)
        faults += at_fault
        if form is None or at_fault:
            continue
        plain = json.dumps({"name": person.name.strip(), "number": number}, ensure_ascii=False).encode()
        box = sealer().seal(plain, team_id.encode())
        hashes = sealer().match_keys(matched_text(form, number))
        sealed.append(
            SealedRepresentative(
                match_key=hashes[sealer().current],
                identity_kind=person.identity_kind,
                masked_name=mask_name(person.name.strip()),
                masked_identity_number=mask_number(number),
                organisation_uscc=normalised_code(person.organisation_uscc),
                key_id=box.key_id,
                nonce=box.nonce,
                ciphertext=box.ciphertext,
                match_keys=tuple(hashes.values()),
                match_key_ids=tuple(hashes),
                name_keys=_name_keys(person.name, normalised_code(person.organisation_uscc)),
            )
        )
    if faults:
        refuse(rules.B5_IDENTITY_INVALID, faults=faults)
    return tuple(sealed)


def _number_faults(form: IdentityForm | None, place: int) -> list[FieldFault]:
    if form is not None:
        return []
    zh, en = "证件号码不正确，请核对。", "The number is not valid: check it."
    return [FieldFault(f"representatives[{place}].identity_number", zh, en)]


def _name_faults(name: str, place: int) -> list[FieldFault]:
    path = f"representatives[{place}].name"
    if not 1 <= len(name) <= 60:
        return [FieldFault(path, "请填写姓名。", "Give the name.")]
    unseen = unseen_place(name)
    if unseen:
        zh = f"姓名第{unseen}个字符无法显示，请删除后重新输入。"
        en = f"Character {unseen} of the name can't be seen: type it again."
        return [FieldFault(path, zh, en)]
    return []


def new_salt() -> str:
    """Return a random salt for the commitments to people in the forms of a team's submissions (rule K4)."""
    return secrets.token_hex(16)


def resealed(person: SealedRepresentative, team_id: str) -> SealedRepresentative:
    """Return the same person under the current keys, unchanged if it is so already; raises SealBroken if its key is gone."""
    same_box = person.key_id == sealer().current
    if same_box and set(person.match_key_ids) == set(sealer().key_ids) and person.name_keys:
        return person
    box = Sealed(person.key_id, person.nonce, person.ciphertext)
    plain = sealer().open(box, team_id.encode())
    number = json.loads(plain)["number"]
    # no date of birth is after the last day: a number that was accepted has its form whatever the clock says now
    form = form_of(_forms(person.identity_kind, 0), number, date.max)
    if form is None:
        raise ValueError("a stored identity number has none of its kind's forms")
    hashes = sealer().match_keys(matched_text(form, number))
    if not same_box:
        box = sealer().seal(plain, team_id.encode())
    return replace(
        person,
        match_key=hashes[sealer().current],
        key_id=box.key_id,
        nonce=box.nonce,
        ciphertext=box.ciphertext,
        match_keys=tuple(hashes.values()),
        match_key_ids=tuple(hashes),
        name_keys=_name_keys(json.loads(plain)["name"], person.organisation_uscc),
    )


def _name_keys(name: str, uscc: str) -> tuple[str, ...]:
    return tuple(sealer().match_keys(f"name:{uscc}:{folded(name)}").values())


def _forms(kind: str, place: int) -> tuple[IdentityForm, ...]:
    """Return the forms of an edition's kind of identity paper; refuse B5_KIND_UNKNOWN, naming the representative's place."""
    try:
        return tuple(IdentityForm(form) for form in edition().identity_kind(kind).forms)
    except KeyError:
        zh = "、".join(choice.zh for choice in edition().identity_kinds)
        en = ", ".join(choice.en for choice in edition().identity_kinds)
        field = f"representatives[{place}].identity_kind"
        refuse(rules.B5_KIND_UNKNOWN, faults=[FieldFault(field, f"请选择：{zh}。", f"Choose one of: {en}.")])
