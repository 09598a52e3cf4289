"""What registration does: one function a use case."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dasai.registration.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.context import current
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.refusals import FORBIDDEN
from chassis.sealing import Sealer
from chassis.settings import settings

from . import store, wire
from .model import commands, rules
from .model.division import Division
from .model.events import Organisation
from .model.identity import is_identity, mask_name, mask_number, normalise
from .model.organisation import CreditListing, OrganisationRecord, require_uscc
from .model.receipt import Signer
from .model.team import Entry, SealedRepresentative, Team
from .wire import division_name, requirements


@lru_cache(maxsize=1)
def _sealer() -> Sealer:
    return Sealer.from_json(settings().secret("identity_keys"))


@lru_cache(maxsize=1)
def receipt_signer() -> Signer:
    """Signs with DASAI_RECEIPT_KEY; the key id is the start of the public key's hash."""
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("receipt_key")))
    key_id = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    return lambda form: (key_id, key.sign(form).hex())


def _view(division: Division) -> service_pb2.Division:
    return wire.division_view(division, division_name(division.id))


def apply_for_division(cmd: commands.ApplyForDivision, actor: Actor, at: Instant) -> service_pb2.Division:
    """A host files its application and scheme, or files it again (rules A2, A3, A4, A5)."""
    actor.require(Role.HOST, division=cmd.division_code)
    division_name(cmd.division_code)
    until, topics = edition().timetable.applications_until.at, wire.catalogue(edition())
    for body in cmd.scheme.organising_bodies:
        require_uscc(body.uscc)
    division = store.divisions.find(cmd.division_code)
    if division is None:
        division = Division.apply(cmd.division_code, cmd.scheme, topics, until=until, at=at)
    else:
        division.apply_again(cmd.scheme, topics, until=until, at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def return_division(cmd: commands.ReturnDivision, actor: Actor, at: Instant) -> service_pb2.Division:
    """The secretariat returns an application (rule A4)."""
    actor.require(Role.SECRETARIAT)
    division = store.divisions.get(cmd.division_code)
    division.send_back(cmd.reasons, at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def approve_division(code: str, actor: Actor, at: Instant) -> service_pb2.Division:
    """The secretariat approves an application (rule A4)."""
    actor.require(Role.SECRETARIAT)
    division = store.divisions.get(code)
    division.approve(at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def publish_scheme(code: str, actor: Actor, at: Instant) -> service_pb2.Division:
    """The host publishes the approved scheme (rule A5)."""
    actor.require(Role.HOST, division=code)
    division = store.divisions.get(code)
    division.publish(at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def run_clock(actor: Actor, at: Instant) -> None:
    """Open and close divisions that are due (rule A4)."""
    due = {"state.due_at": {"$gte": datetime(1970, 1, 1, tzinfo=UTC), "$lte": at}}
    for seen in store.divisions.every(due):
        division = store.divisions.find(seen.id)
        if division is not None and division.run_clock(at):
            store.divisions.save(division)


def import_credit_list(
    cmd: commands.ImportCreditList, actor: Actor, at: Instant
) -> service_pb2.ImportCreditListResponse:
    """The secretariat imports a credit list as of a date (rule B3); repeating an import changes nothing."""
    actor.require(Role.SECRETARIAT)
    listing = CreditListing(list=cmd.list, as_of=cmd.as_of, source=cmd.source)
    codes = sorted({normalise(entry.uscc) for entry in cmd.entries})
    for code in codes:
        require_uscc(code)
    for code in codes:
        record = store.organisations.find(code) or OrganisationRecord(id=code)
        if record.list_credit(listing):
            store.organisations.save(record)
    return service_pb2.ImportCreditListResponse(imported=len(codes))


def register_team(cmd: commands.RegisterTeam, actor: Actor, at: Instant) -> service_pb2.Team:
    """A participant registers a team with its project (rules A2, A4, B1 to B5, B7, B8, B10, C1)."""
    actor.require(Role.PARTICIPANT)
    division_name(cmd.division_code)
    identifier = derived_id("team", current().idempotency_key or current().causation_id)
    store.teams.find(identifier)  # a repeated request is answered as the first time
    division = store.divisions.peek(cmd.division_code)
    if division is None:
        refuse(rules.A4_WRONG_STATE, state="not applied for")
    lead, co_organisations = _known(cmd.lead), tuple(_known(one) for one in cmd.co_organisations)
    entry = Entry(
        edition=edition().id,
        track=cmd.track,
        topic_id=cmd.topic_id,
        team_name=cmd.team_name,
        project_name=cmd.project_name,
        lead=lead,
        co_organisations=co_organisations,
        representatives=_sealed(cmd.representatives, identifier),
        declared_true=cmd.declared_true,
        account_id=actor.account_id,
    )
    team = Team.register(identifier, entry, division, requirements(), at=at)
    for organisation in team.organisations:
        _introduce(organisation)
    answer = wire.team_view(team, requirements())
    store.teams.add(team, answer=answer)
    return answer


def change_team(cmd: commands.ChangeTeam, actor: Actor, at: Instant) -> service_pb2.Team:
    """Names and representatives before the registration deadline (rules B4, B5, B6, C10)."""
    team = own_team(cmd.team_id, actor)
    team.change(
        team_name=cmd.team_name,
        project_name=cmd.project_name,
        representatives=_sealed(cmd.representatives, team.id),
        requirements=requirements(),
        at=at,
    )
    return _saved(team)


def withdraw_team(team_id: str, actor: Actor, at: Instant) -> service_pb2.Team:
    """A team leaves before its deadline (rule C12)."""
    team = own_team(team_id, actor)
    team.withdraw(at=at)
    return _saved(team)


def save_declaration(cmd: commands.SaveDeclaration, actor: Actor, at: Instant) -> service_pb2.Team:
    """Save sections of the draft (rule C4)."""
    team = own_team(cmd.team_id, actor)
    team.save_declaration(cmd.sections, cmd.draft_revision, requirements(), at=at)
    return _saved(team)


def attach_evidence(cmd: commands.AttachEvidence, actor: Actor, at: Instant) -> service_pb2.Team:
    """Attach evidence by reference (rules C5, C6, C7)."""
    team = own_team(cmd.team_id, actor)
    identifier = derived_id("evidence", team.id, cmd.evidence.kind, cmd.evidence.sha256, cmd.evidence.owner_uscc)
    team.attach(replace(cmd.evidence, id=identifier), requirements(), at=at)
    return _saved(team)


def remove_evidence(cmd: commands.RemoveEvidence, actor: Actor, at: Instant) -> service_pb2.Team:
    """Take evidence out of the draft (rule C7)."""
    team = own_team(cmd.team_id, actor)
    team.detach(cmd.evidence_id, at=at)
    return _saved(team)


def submit_project(cmd: commands.SubmitProject, actor: Actor, at: Instant) -> service_pb2.Receipt:
    """Submit, and get the receipt (rules B3, B10, C1, C4, C8)."""
    team = own_team(cmd.team_id, actor)
    for organisation in team.organisations:
        record = store.organisations.peek(organisation.uscc)
        if record is not None:
            record.require_credit()
    receipt = team.submit(cmd.draft_revision, requirements(), receipt_signer(), at=at)
    answer = wire.receipt_view(receipt)
    # content first: a submission never points to what is not there
    store.keep_submission(receipt.digest, _content(team, answer).SerializeToString(deterministic=True))
    store.teams.save(team, answer=answer)
    return answer


def learn_review(cmd: commands.LearnReview, actor: Actor, at: Instant) -> None:
    """Show the team at once what review decided (rule D3)."""
    team = store.teams.get(cmd.team_id)
    team.learn_review(cmd.number, cmd.state, cmd.reason)
    store.teams.save(team)


def learn_disqualification(cmd: commands.LearnDisqualification, actor: Actor, at: Instant) -> None:
    """A team lost its place; it can't write any more and its own page says why (rules B10, H4)."""
    team = store.teams.get(cmd.team_id)
    team.learn_disqualification(cmd.code, cmd.reason)
    store.teams.save(team)


def own_team(team_id: str, actor: Actor) -> Team:
    """The team to change; refuses K1_FORBIDDEN for accounts that don't act for it."""
    team = store.teams.get(team_id)
    refuse_unless(actor.account_id in team.account_ids, FORBIDDEN)
    return team


def _saved(team: Team) -> service_pb2.Team:
    answer = wire.team_view(team, requirements())
    store.teams.save(team, answer=answer)
    return answer


def _known(organisation: Organisation) -> Organisation:
    """The organisation with its code checked (B1) and its credit (B3)."""
    code = normalise(organisation.uscc)
    require_uscc(code)
    record = store.organisations.peek(code)
    if record is not None:
        record.require_credit()
    return replace(organisation, uscc=code, name=organisation.name.strip())


def _introduce(organisation: Organisation) -> None:
    record = store.organisations.peek(organisation.uscc)
    if record is None or record.organisation is None:
        record = record or OrganisationRecord(id=organisation.uscc)
        record.introduce(organisation)
        store.organisations.save(record)


def _sealed(people: tuple[commands.NewRepresentative, ...], team_id: str) -> tuple[SealedRepresentative, ...]:
    faults, sealed = [], []
    for place, person in enumerate(people):
        number = normalise(person.identity_number)
        if not is_identity(person.identity_kind, number):
            path = f"representatives[{place}].identity_number"
            faults.append(FieldFault(path, "证件号码不正确，请核对。", "Not a valid number: check it."))
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


def _content(team: Team, receipt: service_pb2.Receipt) -> service_pb2.Submission:
    view = wire.team_view(team, requirements())
    return service_pb2.Submission(receipt=receipt, team=view.facts, declaration=view.draft, evidence=view.evidence)
