"""Staff accounts as other services know them: the read model, and what goes by it.

Appointments (rules D2, E1, E2; ADR 26), and that nobody decides about an organisation of the own (rules D2, E2, K1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dasai.accounts.v1.events_pb2 import StaffChanged
from mongoengine import ListField, LongField, StringField

from .actor import Actor
from .facts.roles import AccountFacts, AccountState, Grant, Role
from .facts.teams import TeamFacts
from .kernel.clock import Instant
from .kernel.refusal import Code, FieldFault, Term, enumerated, refuse, refuse_unless
from .mapping import from_message
from .mongo.document import PlainDocument, insert_once
from .refusals import K3_LINE_EMPTY, K3_LINE_TWICE
from .spreadsheets.faults import ListFault
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


def hear_of_account(facts: AccountFacts, actor: Actor, at: Instant) -> None:
    """Keep what an event says of an account, in a service in which nothing else follows from it."""
    record_account(facts)


def staff_accounts(account_ids: Iterable[str]) -> dict[str, AccountFacts]:
    """Return the newest facts of these accounts, by identifier; an account that never was staff is left out."""
    documents = StaffDocument.collection().find({"_id": {"$in": sorted(set(account_ids))}})
    return {document["_id"]: _facts_of(document) for document in documents}


def organisation_of(account_id: str) -> str:
    """Return the credit code of a staff account's own organisation; empty if none is recorded."""
    known = staff_accounts((account_id,)).get(account_id)
    return known.organisation_uscc if known is not None else ""


def is_own_team(account_id: str, usccs: Collection[str], members: Collection[str]) -> bool:
    """Return True if an account is among a team's members, or its own organisation among the team's (rules E2, F8, H3)."""
    return account_id in members or _is_among(organisation_of(account_id), usccs)


def _is_among(own: str, usccs: Iterable[str]) -> bool:
    """Return True if an own organisation, if one is recorded, is among others, however these are typed."""
    return bool(own) and own in {normalised_code(uscc) for uscc in usccs}


def own_teams(account_id: str, teams: Iterable[TeamFacts]) -> list[TeamFacts]:
    """Return those of the teams for which an account acts itself, or whose organisations its own is among."""
    own = organisation_of(account_id)
    return [team for team in teams if account_id in team.account_ids or _is_among(own, team.usccs)]


def own_names(teams: Iterable[TeamFacts]) -> Term:
    """Return teams as a refusal names them: by identifier to programs, by project to people."""
    return enumerated(Term(team.team_id, team.project_name, team.project_name) for team in teams)


def require_no_own(account_id: str, code: Code, usccs: Collection[str], members: Collection[str] = ()) -> None:
    """Refuse with `code` an account that is among the members, or whose own organisation is one of those decided about (K1)."""
    refuse_unless(not is_own_team(account_id, usccs, members), code)


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
    unfit = [_unfit(account_id, typed, known, grants, present) for account_id, typed in named]
    for column, code in ((_ACCOUNT, absent), (_ORGANISATION, differs)):
        faults = [
            replace(fault, field=f"{field}[{place}].{column}")
            for place, fault in enumerate(unfit)
            if fault is not None and fault.field == column
        ]
        if faults:
            refuse(code, faults=faults)
    return known


def faults_of_lines(
    lines: Sequence[tuple[int, str, str]],
    grants: Sequence[Grant],
    *,
    present: Collection[str],
    absent: Code,
    differs: Code,
) -> tuple[dict[str, AccountFacts], list[ListFault]]:
    """Return the newest facts of the accounts that an imported list appoints, and what is wrong with its lines (rule K3).

    Each line has its number, its account and its organisation, which may be empty; the rest as for `require_appointable`.
    """
    known = staff_accounts(account_id for _, account_id, _ in lines)
    faults: list[ListFault] = []
    earlier: set[str] = set()
    for number, account_id, typed in lines:
        fault = _unfit(account_id, typed, known, grants, present)
        if not account_id:
            faults.append(ListFault.of(number, _ACCOUNT, K3_LINE_EMPTY))
        elif account_id in earlier:
            faults.append(ListFault.of(number, _ACCOUNT, K3_LINE_TWICE))
        elif fault is not None:
            faults.append(ListFault.of(number, fault.field, absent if fault.field == _ACCOUNT else differs, fault))
        earlier.add(account_id)
    return known, faults


def _unfit(
    account_id: str, typed: str, known: Mapping[str, AccountFacts], grants: Sequence[Grant], present: Collection[str]
) -> FieldFault | None:
    """Return what is wrong with an account that is to be appointed, or with the organisation that was typed; None if nothing."""
    if account_id not in present and not (account_id in known and known[account_id].holds(*grants)):
        return _NO_SUCH_ACCOUNT
    return _organisation_fault(typed, known[account_id]) if account_id in known else None


def _facts_of(document: dict[str, Any]) -> AccountFacts:
    pairs = (text.split("@", 1) for text in document.get("grants", ()))
    return AccountFacts(
        account_id=document["_id"],
        grants=tuple(Grant(Role(role), division) for role, division in pairs),
        organisation_uscc=document.get("organisation_uscc", ""),
        state=AccountState(document["state"]),
        sequence=document["sequence"],
    )


def _organisation_fault(typed: str, facts: AccountFacts) -> FieldFault | None:
    if not facts.organisation_uscc:
        return _NO_ORGANISATION
    return _ANOTHER_ORGANISATION if typed and normalised_code(typed) != facts.organisation_uscc else None


_ACCOUNT, _ORGANISATION = "account_id", "organisation_uscc"
_NO_SUCH_ACCOUNT = FieldFault(
    _ACCOUNT,
    "没有该账号，或者该账号已停用、不具有相应角色。请核对账号编号；刚刚接受邀请的，请稍后重试。",
    "There is no such account, or it is disabled or lacks the role: check its id. If it accepted its invitation a moment "
    "ago, try again shortly.",
)
_NO_ORGANISATION = FieldFault(
    _ORGANISATION,
    "该账号未登记所在单位，无法判断回避。请由授予其角色的主办方或组委会秘书处在账号管理中登记。",
    "No organisation is recorded for this account, so conflicts can't be judged: the host or the secretariat that "
    "grants its roles records it with the account.",
)
_ANOTHER_ORGANISATION = FieldFault(
    _ORGANISATION,
    "与该账号登记的所在单位不一致。可不填写；登记有误的，由授予其角色的主办方或组委会秘书处在账号管理中更正。",
    "The account's own organisation is another: leave this out. If what is recorded is wrong, the host or the "
    "secretariat that grants its roles corrects it with the account.",
)
