"""C5: required evidence, each file owned by an organisation of the team."""

from __future__ import annotations

from dataclasses import replace

from cli.synthetic import Piece, small_pdf
from tests.e2e.registration.running import Contest, refused


def test_c5_the_leads_own_file_is_evidence_and_a_parent_companys_file_is_refused(contest: Contest) -> None:
    """C5, K4: make the lead's file evidence of its kind; refuse another organisation's file, and repeat no code in the answer."""
    user = contest.user()
    team = contest.register(user)
    facts = team["facts"]
    first, *rest = contest.plan.synthetic.evidence(contest.index(), facts["lead"]["uscc"])
    upload = user.upload(facts["team_id"], first)
    assert upload["state"] == "complete"
    assert upload["kind"] == first.kind
    (piece,) = user.get(f"/api/v1/teams/{facts['team_id']}")["evidence"]
    assert piece["id"] == upload["evidence_id"]
    assert piece["owner_uscc"] == facts["lead"]["uscc"]
    parent = contest.plan.synthetic.organisation(contest.index()).uscc
    for owner in (parent, "91110199000000019X"):
        foreign = replace(rest[0], owner_uscc=owner)
        problem = contest.problem(lambda foreign=foreign: user.upload(facts["team_id"], foreign))  # type: ignore[misc]
        assert (problem["status"], problem["code"]) == (409, "C5_FOREIGN_OWNER")
        assert owner not in str(problem)  # what was typed may be anybody's number (rule K4)
    assert [piece["kind"] for piece in user.get(f"/api/v1/teams/{facts['team_id']}")["evidence"]] == [first.kind]


def test_c5_a_file_of_a_co_organisation_is_the_teams_own_too(contest: Contest) -> None:
    """C5: accept a file that an organisation of the team owns, not only the lead's."""
    user = contest.user()
    partner = contest.plan.synthetic.organisation(contest.index(), "university")
    joint = {"uscc": partner.uscc, "name": partner.name, "kind": "university"}
    team = contest.register(user, co_organisations=[joint])
    piece = Piece("audit", "合作单位审计.pdf", partner.uscc, small_pdf(f"partner {partner.uscc}"))
    assert user.upload(team["facts"]["team_id"], piece)["state"] == "complete"


def test_c5_every_required_kind_must_be_there_and_an_unknown_kind_is_refused(contest: Contest) -> None:
    """C5: accept a submission with every required kind; refuse one that lacks a kind, and name that kind."""
    user = contest.user()
    team = contest.register(user)
    team_id, owner = team["facts"]["team_id"], team["facts"]["lead"]["uscc"]
    unknown = Piece("holiday_photos", "a.pdf", owner, small_pdf("unknown"))
    assert refused(lambda: user.upload(team_id, unknown)) == (422, "C5_UNKNOWN_KIND")
    written = contest.write(user, team)
    for piece in contest.plan.synthetic.evidence(contest.index(), owner)[1:]:
        user.upload(team_id, piece)
    submit = {"draft_revision": written["draft_revision"]}
    lacking = contest.problem(lambda: user.post(f"/api/v1/teams/{team_id}/submissions", submit))
    assert lacking["code"] == "C4_INCOMPLETE"
    assert lacking["facts"]["missing"] == "organisation_qualification"
    user.upload(team_id, contest.plan.synthetic.evidence(contest.index(), owner)[0])
    assert user.post(f"/api/v1/teams/{team_id}/submissions", submit)["submission_number"] == 1
