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


def test_a5_each_piece_of_a_published_scheme_is_judged_by_itself(contest: Contest) -> None:
    """A5: extend a deadline and let the stages move along; mend a misprint; after submission closed move and place a stage."""
    place = contest.own_place()
    soon = contest.plan.opens + 2 * DAY
    closes = {"registration_closes": soon.isoformat(), "submission_closes": soon.isoformat()}
    wording = "融合制造、仓储和运输数据，实现降低成本、提高质量和按期交付，须已有半年以上应用。"
    tracks = contest.scheme(place)["tracks"]
    topic = tracks[0]["topics"][0]
    tracks[0]["topics"][0] = topic | {"refined_title": "", "refined_text": wording.replace("按期", "安期")}
    code, host = contest.open(place, **closes, stages=_stages(soon), tracks=tracks)
    address = f"/api/v1/divisions/{code}"

    def revise(**changes: Any) -> dict[str, Any]:
        scheme = contest.public().get(address)["scheme"] | changes
        filed = host.post(f"{address}/scheme-versions", {"scheme": scheme, "reason": "据实调整"})
        contest.secretariat.post(f"{address}/approval")
        assert host.post(f"{address}/publication")["scheme"] == filed["revision"]["scheme"]
        return dict(filed)

    later = {name: (soon + DAY).isoformat() for name in closes}
    tracks[0]["topics"][0] |= {"refined_text": wording}
    filed = revise(**later, tracks=tracks)
    opens = [datetime.fromisoformat(stage["opens"]) for stage in filed["revision"]["scheme"]["stages"]]
    assert opens == [datetime.fromisoformat(stage["opens"]) for stage in _stages(soon + DAY)]
    hints = [hint["field"] for hint in filed["revision"]["hints"]]
    assert hints == [*(f"stages[{number}]" for number in range(len(opens))), "tracks[0].topics[0].refined_text"]
    other = [tracks[0] | {"topics": [topic | {"refined_title": "", "refined_text": "改为另一赛题。"}]}, *tracks[1:]]
    problem = contest.problem(lambda: revise(tracks=other))
    assert (problem["status"], problem["code"]) == (409, "A5_TOUCHES_DECIDED")
    assert "tracks[0].topics[0].refined_text" in [fault["field"] for fault in problem["faults"]]
    contest.clock.move_to(soon + DAY + MINUTE)
    contest.until(lambda: contest.public().get(address)["state"] == "closed", "the division closes")
    stages = contest.public().get(address)["scheme"]["stages"]
    roadshow = stages[-1]
    moved = datetime.fromisoformat(roadshow["opens"]) + DAY / 2
    placed = roadshow | {"opens": moved.isoformat(), "text": "地点：合成会议中心三层"}
    shown = revise(stages=[*stages[:-1], placed])["revision"]["scheme"]["stages"][-1]
    assert (datetime.fromisoformat(shown["opens"]), shown["text"]) == (moved, "地点：合成会议中心三层")
    blind = [*stages[:-1], placed | {"experts_per_project": 9}]
    problem = contest.problem(lambda: revise(stages=blind))
    assert problem["code"] == "A5_TOUCHES_DECIDED"
    assert [fault["field"] for fault in problem["faults"]] == [f"stages[{len(stages) - 1}].experts_per_project"]


def test_a5_f1_contradictions_are_told_when_a_scheme_is_filed_and_not_when_it_is_too_late(contest: Contest) -> None:
    """A5, F1: refuse scoring after the day of recommendations and an opening that has passed, at filing and at approval."""
    place = contest.own_place()
    contest.clock.move_to(contest.plan.applies)
    until = contest.plan.edition.timetable.division_reports_until.at
    for scoring_closes, fields in ((until + timedelta(milliseconds=1), ["scoring_closes"]), (until, [])):
        late = {"scoring_closes": scoring_closes.isoformat()}
        if fields:
            problem = contest.problem(lambda late=late: contest.apply_now(place, **late))
            assert (problem["status"], problem["code"]) == (422, "A5_SCHEME_INVALID")
            assert [fault["field"] for fault in problem["faults"]] == fields
        else:
            assert contest.apply_now(place, **late)["state"] == "applied"
    passed = (contest.plan.applies - MINUTE).isoformat()
    problem = contest.problem(lambda: contest.apply_now(place, registration_opens=passed))
    assert [fault["field"] for fault in problem["faults"]] == ["registration_opens"]
    address = f"/api/v1/divisions/{contest.plan.divisions[place]}"
    contest.clock.move_to(contest.plan.opens + timedelta(milliseconds=1))
    assert refused(lambda: contest.secretariat.post(f"{address}/approval")) == (409, "A5_OPENING_PASSED")
    contest.secretariat.post(f"{address}/return", {"reasons": ["报名开始时间已过，请调整。"]})
    later = (contest.plan.opens + DAY).isoformat()
    assert contest.apply_now(place, registration_opens=later)["state"] == "applied"
    assert contest.secretariat.post(f"{address}/approval")["state"] == "approved"


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
