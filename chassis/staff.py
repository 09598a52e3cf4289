"""Staff accounts as other services know them: the read model, and appointments that go by it (rules D2, E1, E2; ADR 26)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from dasai.accounts.v1.events_pb2 import StaffChanged
from mongoengine import ListField, LongField, StringField

from .facts.roles import AccountFacts, AccountState, Grant, Role
from .kernel.refusal import Code, FieldFault, refuse
from .mapping import from_message
from .mongo.document import PlainDocument, insert_once
from .text.codes import normalised_code


class StaffDocument(PlainDocument):
    """An account with a staff role, as a service knows it, by its identifier; a role is stored as `role@division`."""

    meta: Any = {"collection": "staff"}
    grants = ListField(StringField())
    organisation_uscc = StringField()
    state = StringField(required=True)
    sequence = LongField(required=True)


DOCUMENTS = (StaffDocument,)


def account_facts(event: StaffChanged) -> AccountFacts:
    """Return what an event says of an account."""
    return from_message(event.account, AccountFacts)


def record_account(facts: AccountFacts) -> None:
    """Keep what is known of an account, unless newer facts are: in any order of the events."""
    fields = {
        "grants": [f"{grant.role}@{grant.division}" for grant in facts.grants],
        "organisation_uscc": facts.organisation_uscc,
        "state": facts.state.value,
        "sequence": facts.sequence,
    }
    if not insert_once(StaffDocument, facts.account_id, **fields):
        StaffDocument.collection().update_one(
            {"_id": facts.account_id, "sequence": {"$lt": facts.sequence}}, {"$set": fields}
        )


def staff_accounts(account_ids: Iterable[str]) -> dict[str, AccountFacts]:
    """Return the newest facts of these accounts, by identifier; an account that never was staff is left out."""
    documents = StaffDocument.collection().find({"_id": {"$in": sorted(set(account_ids))}})
    return {document["_id"]: _facts_of(document) for document in documents}


def organisation_of(account_id: str) -> str:
    """Return the credit code of a staff account's own organisation; empty if none is recorded."""
    known = staff_accounts((account_id,)).get(account_id)
    return known.organisation_uscc if known is not None else ""


def require_appointable(
    named: Sequence[tuple[str, str]],
    grants: Sequence[Grant],
    *,
    present: Collection[str],
    field: str,
    absent: Code,
    differs: Code,
) -> dict[str, AccountFacts]:
    """Return the newest facts of the accounts that are to be appointed, by identifier.

    `named` are account and organisation as whoever appoints them typed them; the organisation may be empty. Refuse `absent`
    unless each is active and holds one of the roles, or is of those that are appointed already (`present`): it stays, and does
    nothing. Refuse `differs` unless each has an organisation, and no other was typed. Faults name the accounts by their places
    in the request's list `field`.
    """
    known = staff_accounts(account_id for account_id, _ in named)
    unfit = [
        place
        for place, (account_id, _) in enumerate(named)
        if account_id not in present and not (account_id in known and known[account_id].holds(*grants))
    ]
    if unfit:
        refuse(absent, faults=[_no_such_account(f"{field}[{place}].account_id") for place in unfit])
    faults = [
        fault
        for place, (account_id, typed) in enumerate(named)
        if account_id in known
        for fault in _organisation_faults(f"{field}[{place}].organisation_uscc", typed, known[account_id])
    ]
    if faults:
        refuse(differs, faults=faults)
    return known


def _facts_of(document: dict[str, Any]) -> AccountFacts:
    pairs = (text.split("@", 1) for text in document.get("grants", ()))
    return AccountFacts(
        account_id=document["_id"],
        grants=tuple(Grant(Role(role), division) for role, division in pairs),
        organisation_uscc=document.get("organisation_uscc", ""),
        state=AccountState(document["state"]),
        sequence=document["sequence"],
    )


def _no_such_account(field: str) -> FieldFault:
    return FieldFault(
        field,
        "没有该账号，或者该账号已停用、不具有相应角色。请核对账号编号；刚刚接受邀请的，请稍后重试。",
        "There is no such account, or it is disabled or lacks the role: check its id. If it accepted its invitation a moment "
        "ago, try again shortly.",
    )


def _organisation_faults(field: str, typed: str, facts: AccountFacts) -> list[FieldFault]:
    if not facts.organisation_uscc:
        return [
            FieldFault(
                field,
                "该账号未登记所在单位，无法判断回避。请由授予其角色的主办方或组委会秘书处在账号管理中登记。",
                "No organisation is recorded for this account, so conflicts can't be judged: the host or the secretariat that "
                "grants its roles records it with the account.",
            )
        ]
    if typed and normalised_code(typed) != facts.organisation_uscc:
        return [
            FieldFault(
                field,
                "与该账号登记的所在单位不一致。可不填写；登记有误的，由授予其角色的主办方或组委会秘书处在账号管理中更正。",
                "The account's own organisation is another: leave this out. If what is recorded is wrong, the host or the "
                "secretariat that grants its roles corrects it with the account.",
            )
        ]
    return []
