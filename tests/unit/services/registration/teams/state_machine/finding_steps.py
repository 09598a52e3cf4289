"""Steps in which findings about a team's organisations and files arrive, in any order (rules B3, B8, C7)."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.registration.organisations.model import CreditList, CreditListing
from services.registration.teams.model.findings import INFECTED, OF_ORGANISERS
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

from .invariants import DAY
from .picked_team import ORGANISATIONS, PICK, PickedTeam, somebody

LISTS = st.sampled_from((CreditList.DISHONEST_JUDGMENT_DEBTOR, CreditList.MAJOR_TAX_VIOLATION))


class FindingSteps(PickedTeam):
    """Steps that record a finding about a team."""

    @somebody
    @rule(pick=PICK, organisation=ORGANISATIONS, name=LISTS, day=st.integers(1, 4))
    def record_listing(self, pick: int, organisation: int, name: CreditList, day: int) -> None:
        """Record a listing: of any organisation, known or new, or outdated by a whole list."""
        listing = CreditListing(list=name, as_of=a.APPLIES + day * DAY, source="list")
        self.record(
            self._picked(pick), lambda team: team.record_listing(a.code(organisation), listing, self.heads, at=self.at)
        )

    @somebody
    @rule(name=LISTS, day=st.integers(2, 4))
    def record_whole_list(self, name: CreditList, day: int) -> None:
        """Record a whole list with every team, also one older than the last."""
        as_of = a.APPLIES + day * DAY
        self.heads[name] = max(as_of, self.heads.get(name, as_of))
        for identifier in sorted(self.stored):
            self.record(identifier, lambda team: team.record_whole_list(name, as_of, at=self.at))
            team = self.stored[identifier]
            open_findings = [
                finding for finding in team.findings.each if finding.subject == name and not finding.lifted
            ]
            assert not team.is_active or all(finding.as_of >= self.heads[name] for finding in open_findings)

    @somebody
    @rule(pick=PICK, member=PICK, organiser=st.sampled_from((a.ORGANISER, a.code(2))), none=st.booleans())
    def record_affiliation(self, pick: int, member: int, organiser: str, none: bool) -> None:
        """Record that one of the organisations organises the contest or belongs to an organiser, or that none does."""
        name = self._picked(pick)
        organisations = self.stored[name].organisations
        uscc = organisations[member % len(organisations)].uscc
        affiliation = None if none else a.affiliation(uscc, organiser, "子公司")
        self.record(name, lambda team: team.record_affiliation(affiliation, at=self.at))
        team = self.stored[name]
        open_keys = {
            finding.key for finding in team.findings.each if finding.code in OF_ORGANISERS and not finding.lifted
        }
        assert not team.is_active or open_keys == ({affiliation.finding(self.at).key} if affiliation else set())

    @somebody
    @rule(pick=PICK, number=PICK)
    def record_malware(self, pick: int, number: int) -> None:
        """Record malware in a file of the last version: for the first time, again, or after a version without it lifted it."""
        name = self._picked(pick)
        files = self.handed_in.get(name, ())
        if files:
            sha256 = files[number % len(files)]
            self.record(name, lambda team: team.record_malware(sha256, "file.pdf", at=self.at))
            team = self.stored[name]
            assert not team.is_active or sha256 in infected_files(team)


def infected_files(team: Team) -> set[str]:
    """Return the SHA-256 of the team's files with malware, without lifted findings."""
    return {finding.subject for finding in team.findings.each if finding.code == INFECTED and not finding.lifted}
