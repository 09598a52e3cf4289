"""What a newer version of an edition may not do to what was registered, judged or awarded under the one before (A1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .problems import Place, Problem
from .schema import Edition


class Adjusted(NamedTuple):
    """Codes of tracks and ids of topics, in the edition's order, that a newer version adds, closes, or opens again."""

    added: tuple[str, ...]
    closed: tuple[str, ...]
    opened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What stored data (teams, texts, files, schemes, awards) may name of an edition.

    `ids` by the key of the edition's file that holds them, `titles` of tracks and topics by code and id.
    """

    ids: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]


def names_of(edition: Edition) -> Names:
    """What may be named of it from now on."""
    prizes, evidence, recommenders = edition.prizes, edition.evidence, edition.recommenders
    ids = {
        "tracks": (*(one.code for one in edition.tracks), *(one.id for one in edition.topics)),
        "prizes": tuple(one.id for one in (*prizes.per_track, *prizes.special)),
        "benefits": tuple(one.id for one in edition.benefits),
        "organisation_kinds": tuple(one.id for one in edition.organisation_kinds),
        "credit_lists": tuple(one.id for one in edition.credit_lists),
        "recommenders": tuple(one.id for one in (*recommenders.kinds, *recommenders.scopes)),
        "declaration": tuple(one.id for one in edition.sections),
        "evidence": tuple(one.id for one in (*evidence.required, *evidence.optional)),
    }
    return Names(ids, {key: title for _, key, title in _titles(edition)})


def problems_since(old: Edition, new: Edition) -> list[Problem]:
    """Every way in which `new` is no later version of `old`: `problems_of_what_stands`, and the version rises."""
    return [*_version(old, new), *problems_of_what_stands(names_of(old), new)]


def problems_of_what_stands(old: Names, new: Edition) -> list[Problem]:
    """Every way in which `new` touches what may be registered, judged or awarded by the names of `old`; empty where it stands.

    None of those is removed; a track or topic keeps its title, for it is closed and another added instead. Other words,
    numbers and dates are the committee's to change.
    """
    return [*_removed(old, new), *_retitled(old, new)]


def adjusted(old: Edition, new: Edition) -> Adjusted:
    """How `new` adjusts the tracks and topics of `old` (A1)."""
    before, after = _offered(old), _offered(new)
    return Adjusted(
        tuple(key for key in after if key not in before),
        tuple(key for key, offered in after.items() if before.get(key) and not offered),
        tuple(key for key, offered in after.items() if before.get(key) is False and offered),
    )


def _offered(edition: Edition) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for track in edition.tracks:
        found[track.code] = bool(track.open_topics)
        found |= {topic.id: topic in track.open_topics for topic in track.topics}
    return found


def _version(old: Edition, new: Edition) -> Iterator[Problem]:
    if new.id != old.id:
        zh, en = f"所比较的是 {old.id} 届，不是同一届", f"the file to compare with is of another edition, {old.id}"
        yield Problem(("id",), "A1_OTHER_EDITION", zh, en)
    if new.version <= old.version:
        zh = f"第 {old.version} 版已发布，请将版本号改为 {old.version + 1}"
        en = f"version {old.version} is published: make this version {old.version + 1}"
        yield Problem(("version",), "A1_VERSION", zh, en)


def _removed(old: Names, new: Edition) -> Iterator[Problem]:
    after = names_of(new).ids
    for key, before in old.ids.items():
        for gone in sorted(set(before).difference(after.get(key, before))):
            zh = f"缺少已发布的 {gone}，请恢复；赛道和赛题如不再设置，请注明 closed: true"
            en = f"{gone} was published and is gone: put it back; a track or topic is closed by `closed: true`"
            yield Problem((key,), "A1_REMOVED", zh, en)


def _retitled(old: Names, new: Edition) -> Iterator[Problem]:
    for place, key, title in _titles(new):
        published = old.titles.get(key, title)
        if title != published:
            zh = f"{key} 已发布为“{published}”，不得改作他用；请恢复并注明 closed: true，另设新编号"
            en = f"{key} was published as “{published}” and keeps that: close it, and add another under a new id"
            yield Problem((*place, "zh"), "A1_RETITLED", zh, en)


def _titles(edition: Edition) -> Iterator[tuple[Place, str, str]]:
    for nth, track in enumerate(edition.tracks):
        yield ("tracks", nth, "name"), track.code, track.name.zh
        for one, topic in enumerate(track.topics):
            yield ("tracks", nth, "topics", one, "title"), topic.id, topic.title.zh
