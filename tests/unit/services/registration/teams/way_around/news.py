"""What becomes known of a team's organisations and files, in any order (rules B3, B8, C7)."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.registration.organisations.model import CreditList, CreditListing
from services.registration.teams.model.findings import INFECTED, OF_ORGANISERS
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

from .oracle import DAY
from .picking import ORGANISATIONS, PICK, Picking, somebody

LISTS = st.sampled_from((CreditList.DISHONEST_JUDGMENT_DEBTOR, CreditList.MAJOR_TAX_VIOLATION))


class News(Picking):
    """Every way to hear something."""

    @somebody
    @rule(pick=PICK, organisation=ORGANISATIONS, name=LISTS, day=st.integers(1, 4))
    def hear_of_a_listing(self, pick: int, organisation: int, name: CreditList, day: int) -> None:
        """One that may be of no organisation of the team, known, or made history by a whole list."""
        listing = CreditListing(list=name, as_of=a.APPLIES + day * DAY, source="list")
        self.tell(
            self._picked(pick), lambda team: team.record_listing(a.code(organisation), listing, self.heads, at=self.at)
        )

    @somebody
    @rule(name=LISTS, day=st.integers(2, 4))
    def hear_of_a_whole_list(self, name: CreditList, day: int) -> None:
        """Every team is told, also of one that is older than the last."""
        as_of = a.APPLIES + day * DAY
        self.heads[name] = max(as_of, self.heads.get(name, as_of))
        for identifier in sorted(self.stored):
            self.tell(identifier, lambda team: team.record_whole_list(name, as_of, at=self.at))
            team = self.stored[identifier]
            open_ones = [one for one in team.findings.each if one.subject == name and not one.lifted]
            assert not team.is_active or all(one.as_of >= self.heads[name] for one in open_ones)

    @somebody
    @rule(pick=PICK, member=PICK, organiser=st.sampled_from((a.ORGANISER, a.code(2))), none=st.booleans())
    def hear_of_an_affiliation(self, pick: int, member: int, organiser: str, none: bool) -> None:
        """One of its organisations organises or belongs to who does, or none does."""
        name = self._picked(pick)
        organisations = self.stored[name].organisations
        uscc = organisations[member % len(organisations)].uscc
        found = None if none else a.affiliation(uscc, organiser, "子公司")
        self.tell(name, lambda team: team.record_affiliation(found, at=self.at))
        team = self.stored[name]
        open_ones = {one.key for one in team.findings.each if one.code in OF_ORGANISERS and not one.lifted}
        assert not team.is_active or open_ones == ({found.finding(self.at).key} if found else set())

    @somebody
    @rule(pick=PICK, number=PICK)
    def hear_of_malware(self, pick: int, number: int) -> None:
        """In a file that the last version holds: found first, or again, also where a version without it had lifted that."""
        name = self._picked(pick)
        held = self.handed_in.get(name, ())
        if held:
            sha256 = held[number % len(held)]
            self.tell(name, lambda team: team.record_malware(sha256, "file.pdf", at=self.at))
            team = self.stored[name]
            assert not team.is_active or sha256 in infected(team)


def infected(team: Team) -> set[str]:
    """Files of the team with malware, by SHA-256, as far as it stands."""
    return {one.subject for one in team.findings.each if one.code == INFECTED and not one.lifted}
