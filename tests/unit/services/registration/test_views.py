"""K1: what of a team, a claim and a scheme each audience is shown."""

from __future__ import annotations

from dataclasses import replace

from dasai.registration.v1 import teams_pb2

from chassis.permissions import Audience, Target, show
from chassis.permissions import registration as permissions
from services.registration.divisions import wire as divisions_wire
from services.registration.teams import wire as teams_wire
from services.registration.teams import words as teams_words
from services.registration.teams.checks import target
from services.registration.teams.model.claims import ContestedName, NameClaim
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

BEIJING = "110000"


def test_the_leads_accounts_are_those_that_act_for_it() -> None:
    team = a.team(co_organisations=(a.organisation(2),))
    team.members = team.members.with_member("partner", a.code(2), a.WHILE_OPEN)
    assert target(team) == Target(division=BEIJING, team_accounts=("account", "partner"), lead_accounts=("account",))


def submitted() -> Team:
    """Return a team that submitted, and wrote again."""
    team = a.complete_team()
    team.submit(2, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    changed = replace(a.SECTIONS[0], text="新的背景")
    team.save_declaration((changed,), team.draft.revision, a.REQUIREMENTS, at=a.WHILE_OPEN)
    return team


def test_what_is_not_submitted_is_the_teams_own() -> None:
    own = teams_words.team_view(submitted(), a.REQUIREMENTS, all_shown=True)
    assert own.HasField("changed_since_submission")
    restricted = permissions.FIELDS["dasai.registration.v1.Team"]
    for audience in (Audience.DIVISION, Audience.NATIONAL):
        line = teams_words.team_line(submitted(), a.REQUIREMENTS, audience)
        shown = show(teams_pb2.Team.FromString(own.SerializeToString()), audience)
        for view in (line, shown):
            assert not {field.name for field, _ in view.ListFields()} & set(restricted)
        assert (line.own, len(line.receipts)) == (False, 1)


CLAIM = NameClaim(
    id="claim",
    claimant_id="claimant",
    holder_id="holder",
    division_code=BEIJING,
    organisations=(a.organisation(1),),
    names=(ContestedName(key="k", field="team_name", name="合成一队", uscc=a.code(1), holder_id="holder"),),
    reason="未经授权",
    filed_at=a.WHILE_OPEN,
    answer="已获授权",
    decided_by="host",
)


def test_neither_party_of_a_claim_is_shown_the_other_nor_who_decided() -> None:
    """B7, K1: the holder is told of the claim and not of the claimant, the claimant nothing of the holder."""
    holder = teams_wire.claim_view(CLAIM, Audience.TEAM, party="holder", evidence=[("claimant", a.audit())])
    claimant = teams_wire.claim_view(CLAIM, Audience.TEAM, party="claimant", evidence=[("claimant", a.audit())])
    host = teams_wire.claim_view(CLAIM, Audience.DIVISION, evidence=[("claimant", a.audit())])
    fields = ("claimant_id", "holder_id", "reason", "answer", "division_code", "decided_by")
    assert [getattr(holder, name) for name in fields] == ["", "holder", "", "已获授权", BEIJING, ""]
    assert [getattr(claimant, name) for name in fields] == ["claimant", "", "未经授权", "", "", ""]
    assert [getattr(host, name) for name in fields] == ["claimant", "holder", "未经授权", "已获授权", BEIJING, "host"]
    assert [len(view.evidence) for view in (holder, claimant, host)] == [0, 0, 1]
    assert [[file.team_id for file in view.files] for view in (holder, claimant, host)] == [[], [], ["claimant"]]
    assert [len(view.organisations) for view in (holder, claimant, host)] == [0, 1, 1]


def test_the_public_is_not_shown_who_filed_decided_and_published_a_scheme() -> None:
    views = {
        audience: divisions_wire.version_views(a.division(), audience)[0]
        for audience in (Audience.PUBLIC, Audience.DIVISION, Audience.NATIONAL)
    }
    shown = {audience: (view.filed_by, view.decided_by, view.published_by) for audience, view in views.items()}
    whole = ("host", "secretariat", "host")
    assert shown == {Audience.PUBLIC: ("", "", ""), Audience.DIVISION: whole, Audience.NATIONAL: whole}
    assert views[Audience.PUBLIC].digest == views[Audience.DIVISION].digest
