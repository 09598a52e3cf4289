"""A5: a published scheme changes only by a new version, filed, approved and published, that touches nothing decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.e2e.registration.running import Contest, refused

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def test_a5_a_new_version_is_filed_approved_and_published_and_applies_to_registered_teams(contest: Contest) -> None:
    """A5: apply later deadlines to a team registered before; keep the old version readable with its dates."""
    place = contest.own_place()
    soon = contest.plan.opens + 2 * DAY
    short: dict[str, Any] = {
        "registration_closes": soon.isoformat(),
        "submission_closes": soon.isoformat(),
        "stages": _stages(soon),
    }
    code, host = contest.open(place, **short)
    address = f"/api/v1/divisions/{code}"
    user = contest.user()
    team = contest.register(user, place)
    scheme = contest.scheme(place, **short)
    assert refused(lambda: host.put(f"{address}/application", {"scheme": scheme})) == (409, "A5_SCHEME_FIXED")
    touching = {**scheme, "tracks": scheme["tracks"][1:], "registration_closes": contest.plan.opens.isoformat()}
    body = {"scheme": touching, "reason": "调整"}
    problem = contest.problem(lambda: host.post(f"{address}/scheme-versions", body))
    assert (problem["status"], problem["code"]) == (422, "A5_SCHEME_INVALID")  # closes as it opens: no scheme at all
    body["scheme"] = {**touching, "registration_closes": (soon - MINUTE).isoformat()}
    problem = contest.problem(lambda: host.post(f"{address}/scheme-versions", body))
    assert (problem["status"], problem["code"]) == (409, "A5_TOUCHES_DECIDED")
    topics = len(scheme["tracks"][0]["topics"])
    assert [fault["field"] for fault in problem["faults"]] == ["tracks"] * topics + ["registration_closes"]
    later = {**scheme, "submission_closes": (soon + DAY).isoformat(), "registration_closes": (soon + DAY).isoformat()}
    later["stages"] = _stages(soon + DAY)
    host.post(f"{address}/scheme-versions", {"scheme": later, "reason": "应参赛单位要求延长一天。"})
    public = contest.public()
    assert public.get(address)["scheme_version"] == 1
    assert refused(lambda: public.get(f"{address}/scheme-versions/2")) == (404, "NOT_FOUND")
    contest.committee().post(f"{address}/approval", {"scheme_version": 2})
    contest.clock.move_to(soon - MINUTE)
    host.post(f"{address}/publication")
    # after the deadline under which the team registered, before the one published since
    contest.clock.move_to(soon + MINUTE)
    teams = f"/api/v1/teams/{team['facts']['team_id']}"
    assert user.patch(teams, {"team_name": "合成改名队"})["facts"]["team_name"] == "合成改名队"
    extended = (soon + DAY).timestamp()
    contest.until(
        lambda: datetime.fromisoformat(user.get(teams)["submission_closes"]).timestamp() == extended,
        "the team has the later deadline",
    )
    assert contest.register(contest.user(), place)["state"] == "registered"
    versions = public.get(f"{address}/scheme-versions")["versions"]
    assert [(version["version"], version["reason"], version["filed_by"]) for version in versions] == [
        (1, "", ""),
        (2, "应参赛单位要求延长一天。", ""),
    ]
    assert versions[0]["superseded_at"] == versions[1]["published_at"]
    first = public.get(f"{address}/scheme-versions/1")
    assert datetime.fromisoformat(first["scheme"]["submission_closes"]) == soon
    assert first["digest"] == versions[0]["digest"]
    contest.clock.move_to(soon + DAY + MINUTE)
    late = {"team_name": "合成太迟队"}
    assert refused(lambda: user.patch(teams, late)) == (409, "B7_NAMES_FIXED")


def test_a5_a_scheme_is_refused_with_all_its_faults_at_once(contest: Contest) -> None:
    """A5: name each fault of weights, quotas, timetable and stages with its field, in Chinese and English."""
    place = contest.own_place()
    rubric = [{"id": "value", "name": "应用价值", "weight": "0.9"}]
    wrong = {
        "rubric": rubric,
        "tie_breakers": [],
        "recommended_per_track": 3,
        "review_closes": contest.plan.opens.isoformat(),
        "stages": [{**_stages(contest.plan.submission_closes)[0], "experts_per_project": 9}],
    }
    contest.clock.move_to(contest.plan.applies)
    problem = contest.problem(lambda: contest.apply_now(place, **wrong))
    assert (problem["status"], problem["code"]) == (422, "A5_SCHEME_INVALID")
    assert problem["facts"]["count"] == "4"
    assert [fault["field"] for fault in problem["faults"]] == [
        "rubric",
        "recommended_per_track",
        "review_closes",
        "stages[0].experts_per_project",
    ]
    assert all(fault["zh"] and fault["en"] for fault in problem["faults"])


def test_a5_a_scheme_is_published_before_it_opens_and_a_version_needs_a_change_and_a_reason(contest: Contest) -> None:
    """A5: refuse to publish after the opening; refuse a version without a change, a reason, or approval."""
    place = contest.own_place()
    code, host = contest.apply(place)
    address = f"/api/v1/divisions/{code}"
    contest.secretariat.post(f"{address}/approval")
    contest.clock.move_to(contest.plan.opens + timedelta(milliseconds=1))
    problem = contest.problem(lambda: host.post(f"{address}/publication"))
    assert (problem["status"], problem["code"]) == (409, "A5_PUBLISHED_LATE")
    assert datetime.fromisoformat(problem["facts"]["opens"]) == contest.plan.opens
    scheme = contest.scheme(place, registration_opens=(contest.plan.opens + DAY).isoformat())
    host.put(f"{address}/application", {"scheme": scheme})
    contest.secretariat.post(f"{address}/approval")
    assert host.post(f"{address}/publication")["state"] == "published"

    versions = f"{address}/scheme-versions"
    for call in (
        lambda: host.post(f"{address}/publication"),
        lambda: contest.secretariat.post(f"{address}/approval"),
        lambda: contest.secretariat.post(f"{address}/return", {"reasons": ["请说明。"]}),
    ):
        assert refused(call) == (409, "A5_NOTHING_FILED")
    same = {"scheme": scheme, "reason": "调整"}
    assert refused(lambda: host.post(versions, same)) == (422, "A5_NOTHING_CHANGED")
    changed = {"scheme": scheme | {"text": "评审分初评与路演两个阶段。"}, "reason": " "}
    assert refused(lambda: host.post(versions, changed)) == (422, "A5_NO_REASON")
    filed = host.post(versions, changed | {"reason": "补充评审说明"})
    assert [(version["version"], version["state"]) for version in filed["versions"]] == [
        (1, "replaced"),
        (2, "published"),
        (3, "filed"),
    ]
    assert refused(lambda: host.post(f"{address}/publication")) == (409, "A5_NOTHING_FILED")  # not approved yet
    contest.secretariat.post(f"{address}/approval", {"scheme_version": 3})
    assert host.post(f"{address}/publication")["scheme_version"] == 3


def _stages(after: datetime) -> list[dict[str, Any]]:
    first, second = after + MINUTE, after + 3 * DAY
    return [
        {
            "id": "first",
            "name": "初评",
            "opens": first.isoformat(),
            "closes": second.isoformat(),
            "blind": True,
            "experts_per_project": 3,
        },
        {
            "id": "roadshow",
            "name": "路演",
            "kind": "roadshow",
            "opens": second.isoformat(),
            "closes": (second + DAY).isoformat(),
            "experts_per_project": 7,
        },
    ]
