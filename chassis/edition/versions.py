"""Refuse a newer version of an edition that touches what was registered, judged or awarded under the ones before (A1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .mistakes import Mistake, Place
from .schema import Edition

# their place among the others is part of the numbers of certificates (G3)
_IN_ORDER = ("prizes.per_track", "prizes.special")


class Adjusted(NamedTuple):
    """The changes of a newer version for later participants: codes and ids in the edition's order.

    Tracks and topics that are added, closed, or opened again; sections and evidence that every team must have from now on.
    """

    added: tuple[str, ...]
    closed: tuple[str, ...]
    opened: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The ids of an edition that stored data (teams, texts, files, schemes, awards) may name.

    `ids` by the place of their list in the edition's file, `titles` of tracks and topics by code and id.
    """

    ids: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]


def names_of(edition: Edition) -> Names:
    """Return the names that stored data may use once this edition has run."""
    prizes, evidence, recommenders = edition.prizes, edition.evidence, edition.recommenders
    ids = {
        "tracks": (*(item.code for item in edition.tracks), *(item.id for item in edition.topics)),
        "prizes.per_track": tuple(item.id for item in prizes.per_track),
        "prizes.special": tuple(item.id for item in prizes.special),
        "benefits": tuple(item.id for item in edition.benefits),
        "organisation_kinds": tuple(item.id for item in edition.organisation_kinds),
        "identity_kinds": tuple(item.id for item in edition.identity_kinds),
        "credit_lists": tuple(item.id for item in edition.credit_lists),
        "recommenders.kinds": tuple(item.id for item in recommenders.kinds),
        "recommenders.scopes": tuple(item.id for item in recommenders.scopes),
        "declaration": tuple(item.id for item in edition.sections),
        # what was required may become optional
        "evidence": tuple(item.id for item in (*evidence.required, *evidence.optional)),
    }
    return Names(ids, {key: title for _, key, title, _ in _titles(edition)})


def of_all(versions: Iterable[Names]) -> Names:
    """Return the names of all versions, oldest first: ids in the order in which they came, the last title of each."""
    ids: dict[str, tuple[str, ...]] = {}
    titles: dict[str, str] = {}
    for names in versions:
        ids |= {key: tuple(dict.fromkeys((*ids.get(key, ()), *more))) for key, more in names.ids.items()}
        titles |= names.titles
    return Names(ids, titles)


def mistakes_since(old: Edition, new: Edition) -> list[Mistake]:
    """Return why `new` is not a later version of `old`: its number must rise, and see `mistakes_against`."""
    if new.id != old.id:
        zh = f"与之比较的是 {old.id} 届的文件，请改用本届上一版文件"
        en = f"the file to compare with is of edition {old.id}: give this edition's own last version"
        return [Mistake(("id",), "A1_OTHER_EDITION", zh, en)]
    return [*_version(old, new), *mistakes_against(names_of(old), new)]


def mistakes_against(old: Names, new: Edition) -> list[Mistake]:
    """Return where `new` touches what may be registered, judged or awarded by the names of `old`; empty if nowhere.

    None of those is removed, prizes keep their order; a track or topic keeps its title, for it is closed and another added
    instead, unless a misprint is mended and the old title is listed under `formerly`. Other words, numbers and dates are the
    committee's to change.
    """
    return [*_removed(old, new), *_moved(old, new), *_retitled(old, new)]


def adjusted(old: Edition, new: Edition) -> Adjusted:
    """Return how `new` adjusts `old` (A1)."""
    before, after = _offered(old), _offered(new)
    return Adjusted(
        tuple(key for key in after if key not in before),
        tuple(key for key, offered in after.items() if before.get(key) and not offered),
        tuple(key for key, offered in after.items() if before.get(key) is False and offered),
        tuple(key for key in _required(new) if key not in _required(old)),
    )


def _offered(edition: Edition) -> dict[str, bool]:
    offered_by_key: dict[str, bool] = {}
    for track in edition.tracks:
        offered_by_key[track.code] = bool(track.open_topics)
        offered_by_key |= {topic.id: topic in track.open_topics for topic in track.topics}
    return offered_by_key


def _required(edition: Edition) -> tuple[str, ...]:
    return (*(item.id for item in edition.sections), *(item.id for item in edition.evidence.required))


def _version(old: Edition, new: Edition) -> Iterator[Mistake]:
    if new.version <= old.version:
        zh = f"第 {old.version} 版已发布，请将版本号改为 {old.version + 1}；如两个文件写反了，请对调"
        en = f"version {old.version} is published: make this version {old.version + 1}, or swap the two files"
        yield Mistake(("version",), "A1_VERSION", zh, en)


def _removed(old: Names, new: Edition) -> Iterator[Mistake]:
    now = names_of(new).ids
    for key, before in old.ids.items():
        # a kind of names that this release no longer knows is nobody's to keep
        for gone in sorted(set(before).difference(now.get(key, before))):
            zh, en = f"缺少已发布的 {gone}，请恢复", f"{gone} was published and is gone: put it back"
            if key == "tracks":
                zh, en = f"{zh}；如不再设置，请注明 closed: true", f"{en}, and close it by `closed: true`"
            yield Mistake(tuple(key.split(".")), "A1_REMOVED", zh, en)


def _moved(old: Names, new: Edition) -> Iterator[Mistake]:
    now = names_of(new).ids
    for key in _IN_ORDER:
        published = [item for item in old.ids.get(key, ()) if item in now[key]]
        if list(now[key][: len(published)]) != published:
            zh = f"已发布的奖项须保持原有顺序（{'、'.join(published)}），新增奖项请排在其后"
            en = f"published prizes keep their order ({', '.join(published)}): put a new one behind them"
            yield Mistake(tuple(key.split(".")), "A1_MOVED", zh, en)


def _retitled(old: Names, new: Edition) -> Iterator[Mistake]:
    for place, key, title, formerly in _titles(new):
        published = old.titles.get(key, title)
        if published not in (title, *formerly):
            zh = (
                f"{key} 已发布为“{published}”，不得改作他用：请恢复原名，注明 closed: true，另设新编号；"
                f"如仅改正错字，请在 formerly 中列出原名"
            )
            en = (
                f"{key} was published as “{published}” and is nothing else: put that back, close it, and add another under a "
                f"new id; if a misprint is mended, list the old title under `formerly`"
            )
            yield Mistake((*place, "zh"), "A1_RETITLED", zh, en)


def _titles(edition: Edition) -> Iterator[tuple[Place, str, str, tuple[str, ...]]]:
    for nth, track in enumerate(edition.tracks):
        yield ("tracks", nth, "name"), track.code, track.name.zh, track.formerly
        for index, topic in enumerate(track.topics):
            yield ("tracks", nth, "topics", index, "title"), topic.id, topic.title.zh, topic.formerly
