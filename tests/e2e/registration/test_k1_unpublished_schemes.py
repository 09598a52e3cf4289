"""K1: nothing of a division leaks before its time."""

from __future__ import annotations

from tests.e2e.registration.running import Contest, refused


def test_k1_an_unpublished_scheme_is_seen_by_its_host_and_the_nation_only(contest: Contest) -> None:
    """K1: another division's host, a participant and the public see neither scheme, versions nor reasons; its host does."""
    place = contest.own_place()
    code, host = contest.apply(place)
    address = f"/api/v1/divisions/{code}"
    contest.secretariat.post(f"{address}/return", {"reasons": ["理由只给主办方"]})
    other = contest.staff({"role": "host", "division": contest.plan.divisions[place + 1]})
    for outsider in (other, contest.user(), contest.public()):
        seen = outsider.get(address)
        assert (seen.get("scheme"), seen["return_reasons"], seen["versions"]) == (None, [], [])
        assert outsider.get(f"{address}/scheme-versions")["versions"] == []
        assert refused(lambda asker=outsider: asker.get(f"{address}/scheme-versions/1")) == (404, "NOT_FOUND")
    for insider in (host, contest.secretariat, contest.committee()):
        seen = insider.get(address)
        assert (seen["scheme"]["scale"], seen["return_reasons"]) == ("100", ["理由只给主办方"])
        assert insider.get(f"{address}/scheme-versions/1")["scheme"]["scale"] == "100"
