"""A5: a division's scheme may give a public contact, which anyone reads."""

from __future__ import annotations

from tests.divisions import NEVER_APPLIES, SHARED
from tests.e2e.registration.running import Contest


def test_a5_a_contact_is_published_with_the_scheme_and_changes_by_a_new_version(contest: Contest) -> None:
    """A5: anyone reads it; a new version moves it at any time; both versions keep their own."""
    scheme, code = contest.scheme(SHARED), contest.plan.divisions[SHARED]
    host = contest.staff({"role": "host", "division": code})
    address = f"/api/v1/divisions/{code}"
    before = contest.public().get(address)
    assert before["scheme"]["contact"] == scheme["contact"]
    moved = {**scheme["contact"], "telephone": "000-00009999转1", "email": ""}
    host.post(f"{address}/scheme-versions", {"scheme": {**scheme, "contact": moved}, "reason": "咨询电话变更。"})
    contest.secretariat.post(f"{address}/approval")
    host.post(f"{address}/publication")
    assert contest.public().get(address)["scheme"]["contact"] == moved
    earlier = contest.public().get(f"{address}/scheme-versions/{before['scheme_version']}")
    assert earlier["scheme"]["contact"] == scheme["contact"]


def test_a5_a_contact_with_faults_is_refused_at_its_fields(contest: Contest) -> None:
    """A5: each fault at its field, in both languages; what is too long is refused before that."""
    wrong = {"office": " ", "telephone": "请来电", "email": "office at example.org"}
    problem = contest.problem(lambda: contest.apply(NEVER_APPLIES, contact=wrong))
    assert (problem["status"], problem["code"]) == (422, "A5_SCHEME_INVALID")
    assert [fault["field"] for fault in problem["faults"]] == ["contact.office", "contact.telephone", "contact.email"]
    assert all(fault["zh"] and fault["en"] for fault in problem["faults"])
    long = {**contest.scheme(NEVER_APPLIES)["contact"], "hours": "时" * 101}
    problem = contest.problem(lambda: contest.apply(NEVER_APPLIES, contact=long))
    assert problem["status"] == 422
    assert [fault["field"] for fault in problem["faults"]] == ["scheme.contact.hours"]
