"""Checks that need more than the team: who may see it, who may take part, its names, its deadlines (rules A5, B3, B8, B9, K1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from chassis.actor import Actor
from chassis.edition.published import require_publishable
from chassis.facts.submissions import Evidence
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Code, FieldFault, RefusedTogether, Term, fill, refuse, refuse_unless
from chassis.permissions import Form, Operation, Target
from chassis.permissions import registration as permissions
from chassis.privacy_notice import privacy_notice
from chassis.staff import require_no_own
from chassis.text.folding import folded
from chassis.text.likeness import are_near

from ..affiliations import store as affiliations_store
from ..affiliations.model import LookUp, RelationKind, way_between
from ..divisions import store as divisions_store
from ..names import rules as names_rules
from ..names.adapters import unusual_parts
from ..names.checks import is_about_data, lexicon_in_force
from ..names.model.screening import NEAR_PROJECT, UNUSUAL, NameFinding, NameHit, Severity
from ..organisations import store as organisations_store
from . import requests, rules, store
from .model.claims import NameClaim
from .model.entry import check_names
from .model.findings import CONTESTED, SAME_NAME, Affiliation, TeamFinding
from .model.names import Name, Names
from .model.team import Team


def target(team: Team) -> Target:
    """Return what permissions depend on in a team: its division, its accounts and those of its lead (rule K1)."""
    return Target(
        division=team.division_code,
        team_accounts=team.account_ids,
        lead_accounts=team.members.accounts_of(team.lead.uscc),
    )


def target_of_claim(claim: NameClaim) -> Target:
    """Return what permissions depend on in a claim to names: the division in which they are held (rules B7, K1)."""
    return Target(division=claim.division_code)


def require_no_own_team(teams: Iterable[Team], actor: Actor, code: Code, usccs: Collection[str] = ()) -> None:
    """Refuse staff that acts for one of the teams itself, or whose own organisation is in one or among `usccs` (B7, K1).

    Also an organisation that was asked to join and has not answered: it has a part in what becomes of the team.
    """
    concerned, members = set(usccs), set[str]()
    for team in teams:
        concerned |= {organisation.uscc for organisation in team.organisations}
        members |= set(team.account_ids)
    require_no_own(actor.account_id, code, concerned, members)


def visible(team_id: str, actor: Actor, operation: Operation, form: Form | None = None) -> Team:
    """Return the team to read, to whoever the operation is open to in this form; refuse others as its row says (rule K1)."""
    team = store.teams.look(team_id)
    operation.require(actor, replace(target(team), form=form))
    return team


def require_identity_consent(version: str) -> None:
    """Refuse K4_CONSENT_MISSING unless people consented to the text in force (rule K4).

    Identity numbers are sensitive: each person's own consent is asked for. People have no accounts here, so whoever registers
    them states it and can be asked for the proof.
    """
    in_force = privacy_notice().version
    refuse_unless(version == in_force, rules.K4_CONSENT_MISSING, version=in_force)


def require_own_consent(
    people: Sequence[requests.NewRepresentative], holder: requests.AccountHolder, *, before: int = 0
) -> None:
    """Refuse K4_OWN_CONSENT_MISSING if the holder of the account is among the people and the account does not consent (rule K4).

    The holder's own word is recorded with the account: a statement about others does not take its place. Who has the holder's
    name is the holder, unless it is stated that somebody else of that name is meant. Faults count the people `before` them too.
    """
    name, in_force = folded(holder.name), privacy_notice().version
    own = [
        place
        for place, person in enumerate(people, before)
        if person.is_account_holder or (person.is_account_holder is None and name and folded(person.name) == name)
    ]
    if own and holder.identity_consent != in_force:
        faults = [_own_consent_fault(place) for place in own]
        refuse(rules.K4_OWN_CONSENT_MISSING, faults=faults, version=in_force)


def _own_consent_fault(place: int) -> FieldFault:
    return FieldFault(
        f"representatives[{place}]",
        "该代表为本账号持有人，本账号未作出单独同意。",
        "This representative is the holder of this account, which has not consented.",
    )


def prolong_if_late(team: Team, at: Instant) -> None:
    """Take the division's later deadlines if the team's own have passed (rule A5)."""
    if at > min(team.registration_closes, team.submission_closes):
        deadlines = divisions_store.deadlines(team.division_code)
        if deadlines is not None:
            team.prolong(*deadlines)


_KINDS = {
    RelationKind.BRANCH: ("分公司", "branch"),
    RelationKind.SUBSIDIARY: ("子公司", "subsidiary"),
    RelationKind.HELD: ("控股公司", "held company"),
}
_ORGANISES = Term("organises", "本分赛组织单位", "organises the division")


def require_unaffiliated(participants: Iterable[str], organisers: Iterable[str]) -> None:
    """Refuse an organisation that organises the division, belongs to an organiser at any depth, or owns one; name the way."""
    look_up = affiliations_store.uppers_held
    affiliation = affiliation_between(frozenset(participants), frozenset(organisers), look_up)
    if affiliation is None:
        return
    uscc, organiser = affiliation.uscc, affiliation.organiser
    refuse_unless(uscc != organiser, rules.B8_ORGANISER_TAKES_PART, uscc=uscc)
    refuse(rules.B8_AFFILIATED, uscc=uscc, organiser=organiser, way=affiliation.way)


def affiliation_between(
    participants: frozenset[str], organisers: frozenset[str], look_up: LookUp = affiliations_store.uppers
) -> Affiliation | None:
    """Return how a participant belongs to an organiser, or that it is one; None if none does (rule B8)."""
    for code in sorted(participants & organisers):
        return Affiliation(uscc=code, organiser=code, way=_ORGANISES, noted=f"{_ORGANISES.zh} {_ORGANISES.en}")
    way = way_between(participants, organisers, look_up)
    if way is None:
        return None
    ends = (way[0].lower, way[-1].upper)
    uscc, organiser = ends if ends[0] in participants else (ends[1], ends[0])
    steps = [(f"{_named(link.lower)} → {_named(link.upper)}", *_KINDS[link.kind]) for link in way]
    in_words = Term(
        "; ".join(f"{link.lower} {link.kind} {link.upper}" for link in way),
        "；".join(f"{step}（{zh}）" for step, zh, _ in steps),
        "; ".join(f"{step} ({en})" for step, _, en in steps),
    )
    noted = "；".join(f"{step}（{zh} {en}）" for step, zh, en in steps)
    return Affiliation(uscc=uscc, organiser=organiser, way=in_words, noted=noted)


def _named(uscc: str) -> str:
    # never by a name that a team stated: that is anybody's word, and would tell who takes part elsewhere (rules B1, K1)
    record = organisations_store.organisations.peek(uscc)
    return f"{record.name} {uscc}" if record is not None and record.name else uscc


def current_pairs(team: Team) -> tuple[TeamFinding, ...]:
    """Return what is found now of a team together with others (see `pair_findings`); nothing once it has left."""
    return pair_findings(team, store.namesakes(team), store.open_claims_of(team)) if team.is_active else ()


def pair_findings(
    team: Team, namesakes: Iterable[store.Namesake], open_claims: Iterable[NameClaim]
) -> tuple[TeamFinding, ...]:
    """Return as findings of a team its people's namesakes in other teams, and the open claims (rules B5, B7).

    Their words do not name the other team: who may know of it is decided where it is shown (rule K1).
    """
    people = []
    for namesake in namesakes:
        name = namesake.person.masked_name
        words = f"参赛代表{name}与另一团队的一名参赛代表同名同单位，证件不同，请核实是否为同一人。"
        people.append(
            TeamFinding(
                code=SAME_NAME,
                uscc=namesake.person.organisation_uscc,
                subject=derived_id("namesakes", *sorted((team.id, namesake.team_id))),
                as_of=team.registered_at,
                source=words,
                other_team_id=namesake.team_id,
                other_team_division_code=namesake.division_code,
            )
        )
    claims = (
        TeamFinding(
            code=CONTESTED,
            uscc=claim.organisations[0].uscc,
            subject=claim.id,
            as_of=claim.filed_at,
            source="名称异议待处理：" + "、".join(dict.fromkeys(f"“{name.name}”" for name in claim.names)),
        )
        for claim in open_claims
    )
    return tuple({finding.key: finding for finding in (*people, *claims)}.values())


def claim_evidence(team: Team, actor: Actor) -> tuple[Evidence, ...]:
    """Return the evidence of a team that whoever decides on a claim to its names sees: what its claimed organisations own."""
    usccs: set[str] = set()
    for claim in store.open_claims_of(team):
        if permissions.DECIDE_NAME_CLAIM.is_open_to(actor, target_of_claim(claim)):
            usccs |= claim.usccs
    return tuple(piece for piece in team.evidence if piece.owner_uscc in usccs)


# refuses, or returns nothing of interest
Check = Callable[[], Any]


def taking_part(team: Team) -> list[Check]:
    """Return the checks that its organisations may take part, by what is known now (rules B8, B3)."""
    codes = [organisation.uscc for organisation in team.organisations]
    return [
        lambda: require_unaffiliated(codes, divisions_store.organisers_held(team.division_code)),
        *(credit.require for credit in organisations_store.credit_of(codes)),
    ]


def screened(names: Names, before: Names = ()) -> tuple[NameFinding, ...]:
    """Return what of a team's names a human decides on; refuses B9_NAME_REFUSED, naming each part at fault.

    Its organisations' names are among them, for rankings publish them. `before` are its names so far: a name that stays is not
    refused by a list that came later, but becomes a finding. Since they are published, they go through the check of published
    texts too: refuses K4_IDENTITY_NUMBER, J1_NAME_ALTERED or J2_ORGANISERS_NOT_WHOLE.
    """
    kept = _texts(before)
    require_publishable(**{name.place: name.text for name in names if (name.field, name.text) not in kept})
    hits = _hits(names)
    refusing = [
        (name, hit) for name, hit in hits if hit.severity is Severity.REFUSE and (name.field, name.text) not in kept
    ]
    if refusing:
        _refuse(refusing)
    return _findings(hits, names)


def screened_each(names: Names, together: RefusedTogether) -> tuple[NameFinding, ...]:
    """Return what `screened` does of names that were never stated before, all that is wrong with any of them refused together."""
    readable = []
    for name in names:
        with together.at(name.place):
            check_names(name.text)
            readable.append(name)
    with together.at():
        return screened(tuple(readable))
    return ()


def _texts(names: Names) -> frozenset[tuple[str, str]]:
    return frozenset((name.field, name.text) for name in names)


def near_projects(team: Team) -> tuple[NameFinding, ...]:
    """Return a finding for each active project of the team's organisations that has nearly the name of the team's own (rule B7).

    A second part (“…二期”) may be another project or the same once more: a human decides.
    """
    codes = [organisation.uscc for organisation in team.composition.joined]
    names = []
    for other in store.projects_of(codes):
        if other.team_id != team.id and are_near(other.project_name, team.project_name):
            here = other.division_code == team.division_code
            names.append(f"{other.project_name} ({other.team_id})" if here else "")
    return tuple(NameFinding(field="project_name", code=NEAR_PROJECT, matched=name) for name in sorted(set(names)))


def findings_of_names(names: Names) -> tuple[NameFinding, ...]:
    """Return the findings of names that a team has already, also of hits that a new name would be refused for."""
    return _findings(_hits(names), names)


def _hits(names: Names) -> list[tuple[Name, NameHit]]:
    lexicon = lexicon_in_force()
    return [(name, hit) for name in names for hit in lexicon.find(name.text)]


def _findings(hits: list[tuple[Name, NameHit]], names: Names) -> tuple[NameFinding, ...]:
    findings = [
        NameFinding(
            field=name.field, list=hit.list, word=hit.word, trick=hit.trick.value, matched=hit.matched(name.text)
        )
        for name, hit in hits
    ]
    for name in names:
        unusual = unusual_parts(name.text)
        if unusual:
            findings.append(
                NameFinding(field=name.field, trick=UNUSUAL, matched="、".join(unusual), score=len(unusual))
            )
        if name.field == "project_name" and not is_about_data(name.text):
            findings.append(NameFinding(field=name.field))
    return tuple(dict.fromkeys(findings))


def _refuse(refusing: list[tuple[Name, NameHit]]) -> None:
    code = names_rules.B9_NAME_REFUSED
    facts = [{"matched": hit.matched(name.text), "list": hit.list} for name, hit in refusing]
    faults = [
        FieldFault(name.place, fill(code.zh, each), fill(code.en, each))
        for (name, _), each in zip(refusing, facts, strict=True)
    ]
    refuse(code, faults=faults, **facts[0])
