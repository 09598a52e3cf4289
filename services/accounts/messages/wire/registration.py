"""What events of registration mean for messages."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2

from chassis.facts.roles import Role

from ...directory import requests as directory
from ..requests import Audience, Heard, Notice, TeamsNotice
from .parts import NOTHING, known, moment, text_of, to_hosts, to_team, to_team_of

# findings that concern the team itself, and name nobody else
_TOLD = frozenset({"B3_CREDIT_LISTED", "B8_AFFILIATED", "B8_ORGANISER_TAKES_PART", "C7_MATERIAL_INFECTED"})


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
    return Heard(updates=(known(team, event.consents_missing),), notices=(told,))


def team_changed(event: events_pb2.TeamChanged) -> Heard:
    """Keep names, accounts and missing consents."""
    return Heard(updates=(known(event.team, event.consents_missing),))


def team_accounts_changed(event: events_pb2.TeamAccountsChanged) -> Heard:
    """Keep the accounts that act for the team (rules B2, K1)."""
    return Heard(updates=(known(event.team),))


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
    """Tell the reviewer that the team answered (rule C11)."""
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
    """Tell the team that it withdrew (rule C12)."""
    left = directory.RecordWithdrawal(team_id=event.team.team_id)
    return Heard(updates=(known(event.team), left), notices=(to_team("team_withdrawn", event.team),))


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
    return Heard(notices=(Notice(template=template, facts={"reason": event.reason}, audience=audience),))
