"""K1: a scheme is nobody else's to read before it is published."""

from __future__ import annotations

from tests.e2e.registration.running import Contest, refused


def test_k1_only_its_host_and_the_committee_read_an_unpublished_scheme(contest: Contest) -> None:
    """K1: show scheme, versions and reasons to the host, secretariat and committee; hide them from anyone else."""
    place = contest.own_place()
    code, host = contest.apply(place)
    address = f"/api/v1/divisions/{code}"
    contest.secretariat.post(f"{address}/return", {"reasons": ["理由只给主办方"]})
    other = contest.staff({"role": "host", "division": contest.plan.divisions[place + 1]})
    for outsider in (other, contest.user(), contest.public()):
        division = outsider.get(address)
        assert division.get("scheme") is None
        assert division["return_reasons"] == []
        assert division["versions"] == []
        assert outsider.get(f"{address}/scheme-versions")["versions"] == []
        assert refused(lambda asker=outsider: asker.get(f"{address}/scheme-versions/1")) == (404, "NOT_FOUND")
    for insider in (host, contest.secretariat, contest.committee()):
        division = insider.get(address)
        assert division["scheme"]["scale"] == "100"
        assert division["return_reasons"] == ["理由只给主办方"]
        assert insider.get(f"{address}/scheme-versions/1")["scheme"]["scale"] == "100"
