"""What the winners' notice says: of the list that is announced, and of the one that is looked at before (rules G2, H1)."""

from __future__ import annotations

from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from ...notices.model import wording
from ...notices.model.notice import Entry
from ...notices.settings import winners_span
from .. import settings
from ..model.award_list import AwardList, ProposedAward


def winners_notice(award_list: AwardList, proposed_at: Instant) -> tuple[str, str, tuple[Entry, ...]]:
    """Return title, text and lines of the notice of an award list."""
    span = winners_span(proposed_at)
    title, text = wording.winners(edition().official_name, award_list.statement, _vacancies(award_list), span)
    return title, text, tuple(_entry(award) for award in award_list.proposed)


def _vacancies(award_list: AwardList) -> tuple[wording.Vacancy, ...]:
    prizes = {prize.id: prize.zh for prize in settings.track_prizes(edition())}
    return tuple(
        wording.Vacancy(settings.track_name(edition(), each.track), prizes[each.prize], each.places, each.reason)
        for each in award_list.vacant
    )


def _entry(award: ProposedAward) -> Entry:
    team = award.facts.team
    if team is None:
        return Entry(prize=award.prize_zh, recipient=award.recipient_name)
    return Entry.of_team(team, prize=award.prize_zh, rank=award.facts.rank)
