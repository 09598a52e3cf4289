"""A5: a division's scheme may give a public contact, which anyone reads."""

from __future__ import annotations

from tests.e2e.registration.running import Contest


def test_a5_a_contact_is_published_with_the_scheme_and_changes_by_a_new_version(contest: Contest) -> None:
    """A5: anyone reads it; a new version moves it at any time; both versions keep their own."""
    place = contest.own_place()
    scheme = contest.scheme(place)
    code, host = contest.open(place)
    address = f"/api/v1/divisions/{code}"
    assert contest.public().get(address)["scheme"]["contact"] == scheme["contact"]
    moved = {**scheme["contact"], "telephone": "000-00009999转1", "email": ""}
    host.post(f"{address}/scheme-versions", {"scheme": {**scheme, "contact": moved}, "reason": "咨询电话变更。"})
    contest.secretariat.post(f"{address}/approval")
    host.post(f"{address}/publication")
    assert contest.public().get(address)["scheme"]["contact"] == moved
    assert contest.public().get(f"{address}/scheme-versions/1")["scheme"]["contact"] == scheme["contact"]


def test_a5_a_contact_with_faults_is_refused_and_a_scheme_without_one_is_hinted_at(contest: Contest) -> None:
    """A5: each fault at its field, in both languages; without a contact the secretariat is told, and nothing is refused."""
    place = contest.own_place()
    wrong = {"office": " ", "telephone": "请来电", "email": "office at example.org"}
    problem = contest.problem(lambda: contest.apply_now(place, contact=wrong))
    assert (problem["status"], problem["code"]) == (422, "A5_SCHEME_INVALID")
    assert [fault["field"] for fault in problem["faults"]] == ["contact.office", "contact.telephone", "contact.email"]
    assert all(fault["zh"] and fault["en"] for fault in problem["faults"])
    code, host = contest.apply(place, contact=None)
    filed = contest.secretariat.get(f"/api/v1/divisions/{code}")
    assert "contact" not in filed["scheme"]
    assert [hint["field"] for hint in filed["versions"][-1]["hints"]] == ["contact"]
    address = f"/api/v1/divisions/{code}/application"
    long = {**contest.scheme(place)["contact"], "hours": "时" * 101}
    problem = contest.problem(lambda: host.put(address, {"scheme": contest.scheme(place, contact=long)}))
    assert problem["status"] == 422
    assert [fault["field"] for fault in problem["faults"]] == ["scheme.contact.hours"]
