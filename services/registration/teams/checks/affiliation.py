"""Which organisations may not take part because of whom they belong to (rule B8)."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.kernel.refusal import Term, refuse, refuse_unless

from ...affiliations import store as affiliations_store
from ...affiliations.model import RelationKind, way_between
from ...organisations import store as organisations_store
from .. import rules
from ..model.findings import Affiliation

_KINDS = {
    RelationKind.BRANCH: ("分公司", "branch"),
    RelationKind.SUBSIDIARY: ("子公司", "subsidiary"),
    RelationKind.HELD: ("控股公司", "held company"),
}
_ORGANISES = Term("organises", "本赛区组织单位", "organises the division")


def require_unaffiliated(participants: Iterable[str], organisers: Iterable[str]) -> None:
    """Refuse an organisation that organises the division, belongs to an organiser at any depth, or owns one; name the way."""
    affiliation = affiliation_between(frozenset(participants), frozenset(organisers))
    if affiliation is None:
        return
    uscc, organiser = affiliation.uscc, affiliation.organiser
    refuse_unless(uscc != organiser, rules.B8_ORGANISER_TAKES_PART, uscc=uscc)
    refuse(rules.B8_AFFILIATED, uscc=uscc, organiser=organiser, way=affiliation.way)


def affiliation_between(participants: frozenset[str], organisers: frozenset[str]) -> Affiliation | None:
    """Return how a participant belongs to an organiser, or that it is one; None if none does (rule B8)."""
    for code in sorted(participants & organisers):
        return Affiliation(uscc=code, organiser=code, way=_ORGANISES, noted=f"{_ORGANISES.zh} {_ORGANISES.en}")
    way = way_between(participants, organisers, affiliations_store.uppers)
    if way is None:
        return None
    ends = (way[0].lower, way[-1].upper)
    uscc, organiser = ends if ends[0] in participants else (ends[1], ends[0])
    steps = [(f"{_named(link.lower)} → {_named(link.upper)}", *_KINDS[link.kind]) for link in way]
    in_words = Term(
        "; ".join(f"{link.lower} {link.kind} {link.upper}" for link in way),
        "；".join(f"{step}（{zh}）" for step, zh, _ in steps),
        "; ".join(f"{step} ({en})" for step, _, en in steps),
    )
    noted = "；".join(f"{step}（{zh} {en}）" for step, zh, en in steps)
    return Affiliation(uscc=uscc, organiser=organiser, way=in_words, noted=noted)


def _named(uscc: str) -> str:
    record = organisations_store.organisations.peek(uscc)
    return f"{record.organisation.name} {uscc}" if record and record.organisation else uscc
