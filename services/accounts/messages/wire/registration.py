"""Translate events of registration to the messages that follow from them."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2

from chassis.facts.roles import Role

from ...directory import requests as directory
from ..requests import Audience, Heard, Notice, TeamsNotice
from .parts import NOTHING, known, moment, text_of, to_hosts, to_team, to_team_of

# findings that concern the team itself, and name nobody else
_TOLD = frozenset({"B3_CREDIT_LISTED", "B8_AFFILIATED", "B8_ORGANISER_TAKES_PART", "C7_MATERIAL_INFECTED"})

# by the rule for which a team had to leave
_LEFT = {"B7_CLAIM_DISMISSED": "team_left_over_claim", "B7_CLAIM_UPHELD": "team_out_over_claim"}


def _to_secretariat(template: str, **facts: str) -> Notice:
    return Notice(template=template, facts=facts, audience=Audience(roles=(Role.SECRETARIAT,)))


def division_applied(event: events_pb2.DivisionApplied) -> Heard:
    """Tell the secretariat that an application waits (rule A4)."""
    return Heard(notices=(_to_secretariat("application_filed", division=event.division_code),))


def division_returned(event: events_pb2.DivisionReturned) -> Heard:
    """Tell the host why its application came back (rule A4)."""
    return Heard(notices=(to_hosts("division_returned", event.division_code, reason=" ".join(event.reasons)),))


def division_approved(event: events_pb2.DivisionApproved) -> Heard:
    """Tell the host that it may publish its scheme (rules A4, A5)."""
    return Heard(notices=(to_hosts("division_approved", event.division_code),))


def scheme_filed(event: events_pb2.SchemeVersionFiled) -> Heard:
    """Tell the secretariat that a new version of a scheme waits (rule A5)."""
    facts = {"division": event.division_code, "version": str(event.scheme_version), "reason": event.reason}
    return Heard(notices=(_to_secretariat("scheme_filed", **facts),))


def scheme_returned(event: events_pb2.SchemeVersionReturned) -> Heard:
    """Tell the host why the new version of its scheme came back (rule A5)."""
    facts = {"version": str(event.scheme_version), "reason": " ".join(event.reasons)}
    return Heard(notices=(to_hosts("scheme_returned", event.division_code, **facts),))


def scheme_approved(event: events_pb2.SchemeVersionApproved) -> Heard:
    """Tell the host that it may publish the new version of its scheme (rule A5)."""
    return Heard(notices=(to_hosts("scheme_approved", event.division_code, version=str(event.scheme_version)),))


def scheme_published(event: events_pb2.SchemePublished) -> Heard:
    """Keep the times of the scheme, and tell the division's teams of a new version (rule A5)."""
    scheme = event.scheme
    times = directory.RecordDeadlines(
        division_code=event.division_code,
        scheme_version=event.scheme_version,
        submission_closes=moment(scheme.submission_closes),
        scoring_closes=moment(scheme.scoring_closes) if scheme.HasField("scoring_closes") else None,
    )
    facts = {
        "division": event.division_code,
        "registration_closes_at": text_of(scheme.registration_closes),
        "submission_closes_at": text_of(scheme.submission_closes),
    }
    changed = TeamsNotice(template="scheme_changed", facts=facts, division=event.division_code)
    return Heard(updates=(times,), broadcast=changed if event.scheme_version > 1 else None)


def registration_opened(event: events_pb2.RegistrationOpened) -> Heard:
    """Tell the host that its division is open."""
    return Heard(notices=(to_hosts("registration_opened", event.division_code),))


def registration_closed(event: events_pb2.RegistrationClosed) -> Heard:
    """Tell the host that its division is closed."""
    return Heard(notices=(to_hosts("registration_closed", event.division_code),))


def team_registered(event: events_pb2.TeamRegistered) -> Heard:
    """Tell the team that it is registered (rule C1)."""
    team = event.team
    told = to_team("team_registered", team, project_name=team.project_name, division=team.division_code)
    stands = directory.RecordRegistration(team_id=team.team_id)
    return Heard(updates=(known(team, event.consents_missing), stands), notices=(told,))


def team_changed(event: events_pb2.TeamChanged) -> Heard:
    """Keep names, accounts and missing consents; also of a team that is out, which so does not come back."""
    return Heard(updates=(known(event.team, event.consents_missing),))


def team_accounts_changed(event: events_pb2.TeamAccountsChanged) -> Heard:
    """Keep the accounts that act for the team (rules B2, K1)."""
    return Heard(updates=(known(event.team),))


def passing_on_opened(event: events_pb2.PassingOnOpened) -> Heard:
    """Tell those who act for the organisation, who may object, that its side of the team is to be passed on (rule K1)."""
    team = event.team
    facts = {"team_id": team.team_id, "team_name": team.team_name, "effective_at": text_of(event.effective_at)}
    told = Notice(
        template="passing_on_opened", facts=facts, audience=Audience(accounts=tuple(event.former_account_ids))
    )
    return Heard(updates=(known(team),), notices=(told,))


def passing_on_settled(event: events_pb2.PassingOnSettled) -> Heard:
    """Tell who took over, and those who act for the organisation no more; of an objection the division's hosts (rule K1)."""
    team = event.team
    named = {"team_name": team.team_name}
    if event.outcome != "done":
        return Heard(updates=(known(team),), notices=(to_hosts("passing_on_objected", team.division_code, **named),))
    new, former = (event.account_id,), tuple(event.former_account_ids)
    return Heard(
        updates=(known(team),),
        notices=(
            Notice(template="taken_over", facts=named | {"team_id": team.team_id}, audience=Audience(accounts=new)),
            Notice(template="passed_on", facts=named, audience=Audience(accounts=former)),
        ),
    )


def consent_answered(event: events_pb2.ConsentAnswered) -> Heard:
    """Tell the team what a co-organisation answered (rule B2)."""
    answer = "consented" if event.consented else "declined"
    told = to_team("consent_answered", event.team, organisation=event.organisation_name, answer=answer)
    return Heard(updates=(known(event.team),), notices=(told,))


def submission_made(event: events_pb2.SubmissionMade) -> Heard:
    """Tell the team that its submission was received, with what identifies it (rule C8)."""
    received = to_team(
        "submission_received",
        event.team,
        number=str(event.number),
        submitted_at=text_of(event.submitted_at),
        digest=event.digest,
    )
    submitted = directory.RecordSubmission(team_id=event.team.team_id, number=event.number)
    return Heard(updates=(known(event.team), submitted), notices=(received,))


def supplement_answered(event: events_pb2.SupplementAnswered) -> Heard:
    """Tell the reviewer, or the hosts if the case has none, that the team answered (rule C11)."""
    team = event.team
    told = Notice(
        template="supplement_answered",
        facts={"team_name": team.team_name},
        audience=Audience(reviewer_of=team.team_id),
    )
    ended = directory.RecordSupplementEnd(team_id=team.team_id, number=event.number)
    return Heard(updates=(known(team), ended), notices=(told,))


def supplement_lapsed(event: events_pb2.SupplementLapsed) -> Heard:
    """Tell the team that its time to answer is over (rule C11)."""
    facts = {"number": str(event.number), "due_at": text_of(event.due_at)}
    ended = directory.RecordSupplementEnd(team_id=event.team.team_id, number=event.number)
    return Heard(updates=(known(event.team), ended), notices=(to_team("supplement_lapsed", event.team, **facts),))


def team_withdrawn(event: events_pb2.TeamWithdrawn) -> Heard:
    """Tell the team that it withdrew (rule C12), or had to leave over a claim to names (rule B7)."""
    left = directory.RecordWithdrawal(team_id=event.team.team_id)
    told = to_team(_LEFT.get(event.code, "team_withdrawn"), event.team)
    return Heard(updates=(known(event.team), left), notices=(told,))


def name_claim_filed(event: events_pb2.NameClaimFiled) -> Heard:
    """Tell the team that holds the names, which may answer, and its host, who decides (rule B7)."""
    holder = event.holder_id
    return Heard(
        notices=(
            to_team_of("name_claim_filed", holder),
            to_hosts("name_claim_to_decide", event.division_code, team_id=holder),
        )
    )


def name_claim_decided(event: events_pb2.NameClaimDecided) -> Heard:
    """Tell both teams how the claim was decided, each under its own name (rules B7, K1)."""
    facts = {"outcome": event.outcome, "reason": event.reason}
    teams = (event.claimant_id, event.holder_id)
    return Heard(notices=tuple(to_team_of("name_claim_decided", team_id, **facts) for team_id in teams))


def finding_changed(event: events_pb2.TeamFindingChanged) -> Heard:
    """Tell the team of a finding about itself; one about two teams is for those who review both (rules B3, B8, C7, K1)."""
    if event.lifted or event.code not in _TOLD or event.other_team_id:
        return NOTHING
    return Heard(updates=(known(event.team),), notices=(to_team("finding_raised", event.team, finding=event.code),))


def sign_up_told(event: events_pb2.SignUpTold) -> Heard:
    """Tell whoever signed up for an activity that it changed or was cancelled (rule A6)."""
    template = "activity_cancelled" if event.cancelled else "activity_changed"
    audience = Audience(accounts=(event.account_id,))
    facts = {"activity": event.title, "reason": event.reason}
    return Heard(notices=(Notice(template=template, facts=facts, audience=audience),))


def dossier_completed(event: events_pb2.DossierCompleted) -> Heard:
    """Tell whoever asked for a division's dossier that it can be fetched, and until when (rule K3)."""
    facts = {"division": event.division_code, "expires_at": text_of(event.expires_at)}
    audience = Audience(accounts=(event.account_id,))
    return Heard(notices=(Notice(template="dossier_ready", facts=facts, audience=audience),))


def dossier_ended(event: events_pb2.DossierEnded) -> Heard:
    """Tell whoever asked for a dossier that it could not be made; who cancelled it, or let it expire, knows (rule K3)."""
    if event.outcome != "failed":
        return NOTHING
    audience = Audience(accounts=(event.requested_by,))
    facts = {"division": event.division_code}
    return Heard(notices=(Notice(template="dossier_failed", facts=facts, audience=audience),))
