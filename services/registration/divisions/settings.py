"""Read from the edition: the names of divisions, the catalogue, and the names that texts are checked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.edition.names import check_names, check_organisers
from chassis.kernel.refusal import refuse

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
        edition_version=edition.version,
    )


_SENTENCE = re.compile(r"[。；;！？\n]+")
# words of a sentence that names who organises the contest as a whole, not only who guides or hosts a part of it
_ORGANISERS = re.compile(r"组委会|成员单位|组织架构|组织机构")
_LEADING = re.compile(r".*(?:[：:]|由|为|包括|有)")
_TRAILING = re.compile(r"(?:等|共同|联合|组成|担任|作为|负责).*$")
# from so many of the committee's bodies on, a sentence lists the committee
_MIN_LISTED = 2


def text_check(edition: Edition) -> TextCheck:
    """Return a check of the official names (J1) and of lists of the committee's bodies (J2) in a text."""

    def check(field: str, text: str) -> Iterator[FilingFault]:
        for alteration in check_names(text, edition):
            yield FilingFault(code=rules.J1_NAME_ALTERED, field=field, zh=alteration.zh, en=alteration.en)
        for missing, added in _incomplete_lists(text, edition):
            yield FilingFault(
                code=rules.J2_ORGANISERS_NOT_WHOLE,
                field=field,
                zh="组织架构须完整表述各机构全称，不得增删。"
                + (f"缺少：{'、'.join(missing)}。" if missing else "")
                + (f"多出：{'、'.join(added)}。" if added else ""),
                en="List all bodies of the committee, each by its full name."
                + (f" Missing: {', '.join(missing)}." if missing else "")
                + (f" Added: {', '.join(added)}." if added else ""),
            )

    return check


def _incomplete_lists(text: str, edition: Edition) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    bodies = frozenset(edition.organisers.in_full())
    for sentence in _SENTENCE.split(text):
        if not _ORGANISERS.search(sentence):
            continue
        listed = [_body_name(item, bodies) for item in re.split(r"[、，,]", sentence)]
        places = [place for place, name in enumerate(listed) if name in bodies]
        if len(places) < _MIN_LISTED:
            continue
        # everything between the first and the last of them belongs to the list
        missing, added = check_organisers(listed[places[0] : places[-1] + 1], edition)
        chair = edition.organisers.committee.chair.zh
        missing = tuple(name for name in missing if name != chair or chair not in sentence)
        if missing or added:
            yield missing, added


def _body_name(item: str, bodies: frozenset[str]) -> str:
    name = item.strip()
    for candidate in (name, _LEADING.sub("", name), _TRAILING.sub("", name), _TRAILING.sub("", _LEADING.sub("", name))):
        if candidate in bodies:
            return candidate
    return name
