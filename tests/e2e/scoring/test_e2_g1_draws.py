"""E2, E4, G1: nothing is drawn from a seed that was not fixed before, and ties are drawn from it."""

from __future__ import annotations

import hashlib

import pytest

from tests.e2e.registration.running import Contest, refused
from tests.e2e.scoring.running import ScoredDivision, hash_of

SEED = "a seed that nobody knew before"


@pytest.fixture
def division(contest: Contest) -> ScoredDivision:
    """Open a division with three experts."""
    return ScoredDivision.open(contest)


def test_g1_e4_a_round_is_drawn_once_from_a_committed_seed_and_ties_by_it(division: ScoredDivision) -> None:
    """G1, E2, E4: refuse an uncommitted seed, another than the published hash, a second draw without a reason.

    Once scores were submitted nothing is drawn again.

    What is drawn depends on the platform's nonce too, of which only the hash is known when the seed is committed.

    J1: the reason is published, and is checked as every published text.

    E5, E6: E6_OWN_ORGANISATION for whoever is of the organisation of one of the projects; another host is accepted.
    """
    contest, track = division.contest, division.track(1)
    team_ids = [division.submit(track) for _ in range(3)]
    for team_id in team_ids:
        division.decide(team_id)
    address = division.round_of(track, team_ids)
    host, public = division.host, contest.public()
    assign, commit = f"{address}/assignment", f"{address}/seed-commitments"
    assert refused(lambda: host.post(assign, {"seed": SEED})) == (409, "E2_SEED_NOT_COMMITTED")
    assert refused(lambda: host.post(commit, {"seed_hash": "short"}))[0] == 422
    assert refused(lambda: public.post(commit, {"seed_hash": hash_of(SEED)}))[0] == 401
    host.post(commit, {"seed_hash": hash_of(SEED)})
    shown = public.get(f"{address}/draws")["draws"]
    assert [(draw["number"], draw["seed_hash"], draw["seed"]) for draw in shown] == [(1, hash_of(SEED), "")]
    assert (shown[0]["nonce"], len(shown[0]["nonce_hash"])) == ("", 64)
    nonce_hash = shown[0]["nonce_hash"]
    assert refused(lambda: host.post(assign, {"seed": "another"})) == (409, "G1_SEED_DIFFERS")
    host.post(assign, {"seed": SEED})
    assert refused(lambda: host.post(assign, {"seed": "a better one"})) == (409, "G1_DRAWN_BEFORE")
    again = {"seed_hash": hash_of("a better one")}
    assert refused(lambda: host.post(commit, again)) == (422, "G1_REDRAW_REASON_MISSING")
    altered = again | {"reason": "2024年“数据要素x”大赛组委会要求重新抽签"}
    assert refused(lambda: host.post(commit, altered)) == (422, "J1_NAME_ALTERED")
    refused_of_own_organisation(division, address, team_ids)
    host.post(assign, {})  # fills up, and draws nothing
    host.post(commit, again | {"reason": "两名专家临时缺席，需重新分配"})
    host.post(assign, {"seed": "a better one"})
    shown = public.get(f"{address}/draws")["draws"]
    assert [(draw["seed"], draw["reason"]) for draw in shown] == [
        (SEED, ""),
        ("a better one", "两名专家临时缺席，需重新分配"),
    ]
    names = {entry["team_id"]: entry["project_name"] for entry in host.get(address)["entries"]}
    division.score(address, dict.fromkeys(names.values(), "80"))
    late = {"seed_hash": hash_of("a third one"), "reason": "成绩不理想"}
    assert refused(lambda: host.post(commit, late)) == (409, "G1_SCORED")
    ranking = host.post(f"{address}/freeze")
    nonce = shown[0]["nonce"]
    assert (hash_of(nonce), nonce == shown[1]["nonce"]) == (nonce_hash, False)
    source = f"{SEED}/{nonce}"
    assert (ranking["last_tie_breaker"], ranking["seed"]) == ("seeded_draw", source)
    by_lot = sorted(team_ids, key=lambda team_id: hashlib.sha256(f"{source}/tie/{team_id}".encode()).hexdigest())
    assert [(line["team"]["team_id"], int(line["rank"]), line["drawn"]) for line in ranking["projects"]] == [
        (team_id, rank, True) for rank, team_id in enumerate(by_lot, 1)
    ]


def refused_of_own_organisation(division: ScoredDivision, address: str, team_ids: list[str]) -> None:
    """Try to draw again, to add an expert and to reopen the ranking, as people of a team's organisation (E5, E6)."""
    contest, commit = division.contest, f"{address}/seed-commitments"
    entries = division.host.get(address)["entries"]
    leads = {entry["team_id"]: entry["lead"]["uscc"] for entry in entries}
    own = contest.staff({"role": "host", "division": division.code}, organisation_uscc=leads[team_ids[0]])
    barred = (409, "E6_OWN_ORGANISATION")
    unreasoned = {"seed_hash": hash_of("a third one")}  # refused anyway, until scoring has heard of the account
    contest.until(
        lambda: refused(lambda: own.post(commit, unreasoned)) == barred, "the host's account is of the organisation"
    )
    assert refused(lambda: own.post(commit, unreasoned | {"reason": "需重新分配"})) == barred
    assert refused(lambda: own.post(f"{address}/assignment", {"further_team_ids": [team_ids[0]]})) == barred
    # what goes alike for all projects of the round it may do
    assert own.post(f"{address}/assignment", {})["state"] == "scoring"
    member = contest.national("committee", leads[team_ids[1]])
    contest.until(
        lambda: refused(lambda: member.post(f"{address}/reopening", {"reason": "复核"})) == barred,
        "the committee's account is of the organisation",
    )
