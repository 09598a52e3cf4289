"""Read from the edition: the names of divisions, the catalogue, and the names that texts are checked for."""

from __future__ import annotations

from collections.abc import Iterator

from chassis import refusals
from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.edition.published import check_published
from chassis.kernel.refusal import Term, refuse

from . import rules
from .model.filing_faults import FilingFault, TextCheck
from .model.scheme import CatalogueTopics


def division_name(code: str) -> str:
    """Return the official name (rule J1); refuse A2_UNKNOWN_DIVISION if none of the 32 units has the code."""
    try:
        return edition().official_division_name(code)
    except KeyError:
        refuse(rules.A2_UNKNOWN_DIVISION)


def catalogue(edition: Edition) -> CatalogueTopics:
    """Return the tracks and topics that the edition offers, its limits, and a check of names in texts."""
    offered = {track.code: frozenset(topic.id for topic in track.open_topics) for track in edition.tracks}
    all_topics = {topic.id for topic in edition.topics}
    return CatalogueTopics(
        topics={track: topics for track, topics in offered.items() if topics},
        closed=frozenset(
            {track for track, topics in offered.items() if not topics} | all_topics.difference(*offered.values())
        ),
        recommended_per_track=edition.quotas.recommended_per_division_track,
        check_text=text_check(edition),
        reports_until=edition.timetable.division_reports_until.at,
        mended_share=edition.schemes.mended_share,
        titles=titles(edition),
        edition_version=edition.version,
    )


def titles(edition: Edition) -> dict[str, Term]:
    """Return what people call the tracks and topics of the edition, by code and id."""
    tracks = {track.code: Term(track.code, track.name.zh, track.name.en) for track in edition.tracks}
    return tracks | {topic.id: Term(topic.id, topic.title.zh, topic.title.en) for topic in edition.topics}


# the refusal of registration for each mistake of a published text
_REFUSALS = {
    refusals.J1_NAME_ALTERED: rules.J1_NAME_ALTERED,
    refusals.J2_ORGANISERS_NOT_WHOLE: rules.J2_ORGANISERS_NOT_WHOLE,
    refusals.K4_IDENTITY_NUMBER: rules.K4_IDENTITY_NUMBER,
}


def text_check(edition: Edition) -> TextCheck:
    """Return a check of a text that is published: official names (J1), lists of the committee (J2), identity numbers (K4)."""

    def check(field: str, text: str) -> Iterator[FilingFault]:
        for mistake in check_published(text, edition):
            yield FilingFault(code=_REFUSALS[mistake.code], field=field, zh=f"{mistake.zh}。", en=f"{mistake.en}.")

    return check
