"""Steps in which people work on their teams and events arrive; `invariants` says what must hold after each step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from chassis.facts.submissions import Section
from services.registration.organisations.model import CreditList
from services.registration.teams.model.content_change import ContentChange
from services.registration.teams.model.supplements import Supplement
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

from .colleague_steps import ColleagueSteps
from .finding_steps import FindingSteps, infected_files
from .invariants import CLOSINGS, DIVISIONS, DUE, GONE, MOMENTS, REFUSE_ABOVE, REQUIREMENTS, TOPICS, published_division
from .picked_team import KNOWN, ORGANISATIONS, PICK, somebody

PERSON = st.sampled_from([f"p{number}" for number in range(9)])
# mostly one or two, so that most are taken; now and then none, too many, or somebody twice
PEOPLE = st.one_of(*[st.lists(PERSON, min_size=1, max_size=2, unique=True)] * 4, st.lists(PERSON, max_size=7))
NAMES = st.sampled_from(["合成数据项目", "合成·数据 项目", "别的项目", "第三个项目"])
SHARES = st.sampled_from(("0", "0.4", "0.5", "0.9"))


class TeamSteps(ColleagueSteps, FindingSteps):
    """Steps that register, change, submit, withdraw and revive teams, and events that arrive meanwhile."""

    @initialize(due=st.sampled_from(DUE), moment=st.integers(0, len(MOMENTS) - 1))
    def register_first_teams(self, due: Any, moment: int) -> None:
        """Register two joint teams with colleagues; one has submitted, owes a supplement and is listed."""
        self.register(DIVISIONS[0], 1, 3, ["p0"], "合成数据项目", TOPICS[0])
        self.answer_invitation(0, 3, "p3", yes=True)
        self.submit(0, "0", completes=True)
        self.register(DIVISIONS[1], 2, 3, ["p1"], "别的项目", TOPICS[1])
        assert [len(team.receipts) for team in self.stored.values()] == [1, 0]
        self.ask_supplement(0, 1, due)
        for member in (0, 1):  # a colleague of each organisation, and both codes go on being good
            self.invite_colleagues(0, member, ends=False)
            self.join_by_code(0, 0, f"s{1 + member}", last=True)
        self.record_listing(0, 3, CreditList.MAJOR_TAX_VIOLATION, 1)
        self.moment = moment

    @rule(moments=st.sampled_from((1, 1, 2, 5, 9)))
    def advance_time(self, moments: int) -> None:
        self.moment = min(self.moment + moments, len(MOMENTS) - 1)

    @rule(code=st.sampled_from(DIVISIONS), registration=st.sampled_from(CLOSINGS), submission=st.sampled_from(CLOSINGS))
    def publish_deadlines(self, code: str, registration: Any, submission: Any) -> None:
        """Publish other deadlines: later ones while they can still be moved, never earlier ones."""
        before = self.divisions[code].scheme
        division = published_division(
            self.divisions[code], at=self.at, registration_closes=registration, submission_closes=submission
        )
        if division is not None:
            assert (registration, submission) != (before.registration_closes, before.submission_closes)
            for name in ("registration_closes", "submission_closes"):
                old, new = getattr(before, name), getattr(division.scheme, name)
                assert new == old or (new > old and self.at <= old), (
                    "a published deadline is only prolonged, and not after it passed"
                )
            self.divisions[code] = division
            self.published[code].append((registration, submission))

    @somebody
    @rule(pick=PICK, ago=st.integers(0, 2))
    def receive_deadlines(self, pick: int, ago: int) -> None:
        """Tell a team the last published deadlines or earlier ones, in any order."""
        deadlines = self.published[self.stored[self._picked(pick)].division_code]
        self.record(self._picked(pick), lambda team: team.prolong(*deadlines[-1 - min(ago, len(deadlines) - 1)]))

    @rule(
        division=st.sampled_from(DIVISIONS),
        lead=ORGANISATIONS,
        partner=ORGANISATIONS,
        people=PEOPLE,
        project=NAMES,
        topic=st.sampled_from((*TOPICS, "finance-1")),
    )
    def register(self, division: str, lead: int, partner: int, people: list[str], project: str, topic: str) -> None:
        self._register(division, lead, partner, people, project, topic)

    def _register(self, division: str, lead: int, partner: int, people: list[str], project: str, topic: str) -> bool:
        identifier = f"team{len(self.stored)}"
        entry = a.entry(
            topic_id=topic,
            lead=a.organisation(lead),
            co_organisations=(a.organisation(partner),) if partner != lead else (),
            representatives=tuple(a.person(key, a.code(lead)) for key in people),
            project_name=project,
            team_name=f"{identifier}队",
        )
        return self.write(
            identifier, lambda _: Team.register(identifier, entry, self.divisions[division], REQUIREMENTS, at=self.at)
        )

    @somebody
    @rule(pick=PICK, division=st.sampled_from(DIVISIONS), leaves=st.booleans())
    def register_again(self, pick: int, division: str, leaves: bool) -> None:
        """Register the same people and project again, in any division, with or without withdrawing first."""
        team = self.stored[self._picked(pick)]
        if leaves:
            self.withdraw(pick)
        lead = 1 + KNOWN.index(team.lead.uscc)
        people = [person.match_key for person in team.representatives]
        live = self.stored[team.id].state not in GONE
        registered = self._register(division, lead, lead, people, team.project_name, team.topic_id)
        assert not (registered and live), "nobody is in two places"

    @somebody
    @rule(pick=PICK, people=PEOPLE, project=st.one_of(st.just(""), NAMES))
    def change(self, pick: int, people: list[str], project: str) -> None:
        self.change_one(
            pick,
            lambda team: team.change(
                team_name="",
                project_name=project,
                representatives=tuple(a.person(key, team.lead.uscc) for key in people),
                requirements=REQUIREMENTS,
                at=self.at,
            ),
        )

    @somebody
    @rule(pick=PICK, partner=ORGANISATIONS, account=st.sampled_from(("account", "p1", "p2", "p3")), yes=st.booleans())
    def answer_invitation(self, pick: int, partner: int, account: str, yes: bool) -> None:
        self.change_one(pick, lambda team: team.answer_invitation(a.code(partner), account, consent=yes, at=self.at))

    @somebody
    @rule(pick=PICK, partner=ORGANISATIONS, again=st.booleans())
    def invite(self, pick: int, partner: int, again: bool) -> None:
        def change(team: Team) -> None:
            if again:
                team.renew_invitation(a.code(partner), at=self.at)
            else:
                team.add_co_organisation(a.organisation(partner), frozenset(), REQUIREMENTS, at=self.at)

        self.change_one(pick, change)

    @somebody
    @rule(pick=PICK, by_lead=st.booleans())
    def remove_organisation(self, pick: int, by_lead: bool) -> None:
        """Let the lead remove a co-organisation, or a co-organisation withdraw its consent."""

        def change(team: Team) -> None:
            if by_lead:
                team.remove_co_organisation(max(organisation.uscc for organisation in team.organisations), at=self.at)
            else:
                team.take_consent_back(
                    team.members.accounts_of(max(organisation.uscc for organisation in team.composition.joined))[-1],
                    at=self.at,
                )

        if self.change_one(pick, change):
            team = self.stored[self._picked(pick)]
            for code in set(KNOWN) - {organisation.uscc for organisation in team.composition.joined}:
                self._void_code(team.id, code)

    @somebody
    @rule(pick=PICK, partner=ORGANISATIONS)
    def offer_lead(self, pick: int, partner: int) -> None:
        def change(team: Team) -> None:
            lead_account = next(account for account in team.account_ids if team.acts_for(account) == team.lead.uscc)
            team.hand_over_lead(a.code(partner), lead_account, at=self.at)

        self.change_one(pick, change)

    @somebody
    @rule(pick=PICK)
    def take_lead(self, pick: int) -> None:
        """Let a co-organisation that consented take the lead, offered or not, by any of its accounts."""

        def change(team: Team) -> None:
            code = max(team.composition.consents.consented, default=team.lead.uscc)
            team.hand_over_lead(code, team.members.accounts_of(code)[-1], at=self.at)

        self.change_one(pick, change)

    @somebody
    @rule(pick=PICK, cases=st.text("案例", max_size=9), back=st.integers(0, 2))
    def save(self, pick: int, cases: str, back: int) -> None:
        """Save a text whose writer read the current draft or an earlier one."""
        written = (Section(id="value.cases", text=cases),)
        self.change_one(
            pick, lambda team: team.save_declaration(written, team.draft.revision - back, REQUIREMENTS, at=self.at)
        )

    @somebody
    @rule(pick=PICK, owner=ORGANISATIONS, number=st.integers(1, 4))
    def attach(self, pick: int, owner: int, number: int) -> None:
        piece = a.audit(a.code(owner), f"{number:064x}", id=f"e{number}")
        taken = self.change_one(pick, lambda team: team.attach(piece, REQUIREMENTS, at=self.at))
        if taken:
            team = self.stored[self._picked(pick)]
            assert piece.owner_uscc in {organisation.uscc for organisation in team.organisations}
            assert len(team.evidence) <= REQUIREMENTS.max_files

    @somebody
    @rule(pick=PICK, number=st.integers(1, 4))
    def detach(self, pick: int, number: int) -> None:
        self.change_one(pick, lambda team: team.detach(f"e{number}", at=self.at))

    @somebody
    @rule(pick=PICK, share=SHARES, completes=st.sampled_from((True, True, False)))
    def submit(self, pick: int, share: str, completes: bool) -> None:
        """Submit a first or an improved version of the draft, made complete first or as it is."""
        improved = bool(self.stored[self._picked(pick)].receipts)

        def act(team: Team) -> None:
            if completes:
                team.save_declaration(a.SECTIONS, team.draft.revision, REQUIREMENTS, at=self.at)
                if not team.evidence:
                    team.attach(a.audit(team.lead.uscc), REQUIREMENTS, at=self.at)
            change = ContentChange(share=share, sections=("value.cases",)) if improved else None
            team.submit(team.draft.revision, REQUIREMENTS, a.sign, at=self.at, change=change)

        if self.change_one(pick, act):
            assert not improved or Decimal(share) <= REFUSE_ABOVE
            team = self.stored[self._picked(pick)]
            assert team.missing(REQUIREMENTS) == ()
            self.handed_in[team.id] = tuple(piece.sha256 for piece in team.evidence)
            answered = {piece.sha256 for request in team.supplements.requests for piece in request.evidence}
            assert infected_files(team) <= {*self.handed_in[team.id], *answered}, "a version without the file lifts it"

    @somebody
    @rule(pick=PICK, number=st.integers(1, 2), due=st.sampled_from(DUE))
    def ask_supplement(self, pick: int, number: int, due: Any) -> None:
        """Let review ask for a supplement; the same request may arrive twice."""
        team = self.stored[self._picked(pick)]
        request = Supplement(number=number, submission_number=len(team.receipts), asked="请补充", due_at=due)
        if team.receipts:
            self.record(team.id, lambda asked: asked.ask_supplement(request))

    @somebody
    @rule(pick=PICK, number=st.integers(1, 2), owner=ORGANISATIONS)
    def answer_supplement(self, pick: int, number: int, owner: int) -> None:
        piece = a.audit(a.code(owner), f"{9:064x}", id="e9")

        def act(team: Team | None) -> Team:
            assert team is not None
            team.answer_supplement(number, "见附件", (piece,), REQUIREMENTS, at=self.at)
            return team

        self.write_answer(self._picked(pick), act)

    @rule()
    def lapse(self) -> None:
        """Run the timer that lets supplements lapse."""
        for identifier in sorted(self.stored):
            self.record(identifier, lambda team: team.lapse_supplements(self.at))

    @precondition(lambda self: len(self.stored) > 2 * sum(team.state in GONE for team in self.stored.values()))
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        self.change_one(pick, lambda team: team.withdraw(at=self.at))

    @somebody
    @rule(pick=PICK)
    def revive(self, pick: int) -> None:
        self.change_one(pick, lambda team: team.revive(self.divisions[team.division_code], at=self.at))

    # one of three at most: a disqualified team can do nothing more
    @precondition(
        lambda self: (
            len(self.stored) > 3 * sum(bool(team.reviews.disqualification_code) for team in self.stored.values())
        )
    )
    @rule(pick=PICK)
    def disqualify(self, pick: int) -> None:
        """Record another service's disqualification, which may arrive at any time."""
        self.record(self._picked(pick), lambda team: team.record_disqualification("B10_FALSEHOOD", "材料不实"))
