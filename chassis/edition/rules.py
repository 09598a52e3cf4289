"""Check what must hold in an edition beyond the types of its parts. Each rule yields the places that break it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from .mistakes import Mistake, Place, written
from .provinces import PROVINCES
from .schema import Edition

CONTEST_NAME = "{year}年“数据要素×”大赛"
DIVISION_NAME = "{contest}{unit}分赛"


def mistakes_in(edition: Edition) -> list[Mistake]:
    """Return every place at which the edition breaks a rule; an empty list if it breaks none."""
    return [mistake for rule in _RULES for mistake in rule(edition)]


def _names(edition: Edition) -> Iterator[Mistake]:
    """Check J1: the official names follow the notice's pattern to the letter."""
    contest = CONTEST_NAME.format(year=edition.year)
    if edition.id != str(edition.year):
        yield Mistake(
            ("id",),
            "A1_ID",
            f'应与年份一致，写作 "{edition.year}"',
            f'must be the year: write "{edition.year}"',
        )
    if edition.name.zh != contest:
        zh, en = f"大赛规范名称应为 {contest}", f"the contest's official name is {contest}"
        yield Mistake(("name", "zh"), "J1_CONTEST_NAME", zh, en)
    for index, division in enumerate(edition.divisions):
        official = DIVISION_NAME.format(contest=contest, unit=division.name.zh)
        if division.official_name != official:
            zh, en = f"分赛规范名称应为 {official}", f"the division's official name is {official}"
            yield Mistake(("divisions", index, "official_name"), "J1_DIVISION_NAME", zh, en)
    for index, year in enumerate(edition.earlier_years):
        if year >= edition.year:
            zh, en = f"往届年份应早于 {edition.year}", f"an earlier edition's year is before {edition.year}"
            yield Mistake(("earlier_years", index), "A1_EARLIER_YEAR", zh, en)


def _divisions(edition: Edition) -> Iterator[Mistake]:
    """Check A2: the divisions are exactly the provincial units, each by its code and name."""
    for index, division in enumerate(edition.divisions):
        place: Place = ("divisions", index)
        unit = PROVINCES.get(division.code)
        if unit is None:
            zh = f"{division.code} 不是省级单位的代码，请按 GB/T 2260 填写"
            en = f"{division.code} is no provincial unit's code: see GB/T 2260"
            yield Mistake((*place, "code"), "A2_DIVISION_CODE", zh, en)
            continue
        if division.name.zh != unit.short:
            zh, en = (
                f"代码 {division.code} 的简称应为 {unit.short}",
                f"the short name of {division.code} is {unit.short}",
            )
            yield Mistake((*place, "name", "zh"), "A2_DIVISION_NAME", zh, en)
        if division.unit != unit.full:
            zh, en = (
                f"代码 {division.code} 的全称应为 {unit.full}",
                f"the full name of {division.code} is {unit.full}",
            )
            yield Mistake((*place, "unit"), "A2_DIVISION_UNIT", zh, en)
    missing = [code for code in PROVINCES if code not in {division.code for division in edition.divisions}]
    if missing:
        named = "、".join(f"{code} {PROVINCES[code].short}" for code in missing)
        zh = f"共应有 {len(PROVINCES)} 个分赛，缺少：{named}"
        yield Mistake(
            ("divisions",),
            "A2_DIVISION_MISSING",
            zh,
            f"{len(PROVINCES)} divisions, these are missing: {named}",
        )


def _tracks(edition: Edition) -> Iterator[Mistake]:
    """Check A1: tracks and topics are numbered without a gap, so that an id tells where it belongs."""
    for index, track in enumerate(edition.tracks):
        if track.number != index + 1:
            zh, en = (
                f"赛道应依次编号，此处应为 {index + 1}",
                f"tracks are numbered in order: this is {index + 1}",
            )
            yield Mistake(("tracks", index, "number"), "A1_TRACK_NUMBER", zh, en)
        for nth, topic in enumerate(track.topics):
            expected = f"{track.code}-{nth + 1}"
            if topic.id != expected:
                zh, en = f"赛题编号应为 {expected}", f"this topic's id is {expected}"
                yield Mistake(("tracks", index, "topics", nth, "id"), "A1_TOPIC_ID", zh, en)


def _unique(edition: Edition) -> Iterator[Mistake]:
    """Check that whatever is looked up by a key has the key for itself."""
    yield from _repeated((("divisions", i, "code"), item.code) for i, item in enumerate(edition.divisions))
    yield from _repeated((("tracks", i, "code"), item.code) for i, item in enumerate(edition.tracks))
    yield from _repeated((("tracks", i, "name", "zh"), item.name.zh) for i, item in enumerate(edition.tracks))
    yield from _repeated(
        (("tracks", i, "topics", j, "id"), topic.id)
        for i, track in enumerate(edition.tracks)
        for j, topic in enumerate(track.topics)
    )
    yield from _repeated((("earlier_years", i), str(year)) for i, year in enumerate(edition.earlier_years))
    prizes = [(("prizes", "per_track", i, "id"), item.id) for i, item in enumerate(edition.prizes.per_track)]
    special = [(("prizes", "special", i, "id"), item.id) for i, item in enumerate(edition.prizes.special)]
    yield from _repeated([*prizes, *special])
    yield from _repeated((("benefits", i, "id"), item.id) for i, item in enumerate(edition.benefits))
    yield from _repeated(
        (("organisation_kinds", i, "id"), item.id) for i, item in enumerate(edition.organisation_kinds)
    )
    yield from _repeated((("identity_kinds", i, "id"), item.id) for i, item in enumerate(edition.identity_kinds))
    yield from _repeated((("credit_lists", i, "id"), item.id) for i, item in enumerate(edition.credit_lists))
    yield from _repeated(
        (("recommenders", "kinds", i, "id"), item.id) for i, item in enumerate(edition.recommenders.kinds)
    )
    yield from _repeated(
        (("recommenders", "scopes", i, "id"), item.id) for i, item in enumerate(edition.recommenders.scopes)
    )
    yield from _repeated(
        (("declaration", "parts", i, "id"), item.id) for i, item in enumerate(edition.declaration.parts)
    )
    yield from _repeated(
        (("declaration", "parts", i, "sections", j, "id"), section.id)
        for i, part in enumerate(edition.declaration.parts)
        for j, section in enumerate(part.sections)
    )
    required = [(("evidence", "required", i, "id"), item.id) for i, item in enumerate(edition.evidence.required)]
    optional = [(("evidence", "optional", i, "id"), item.id) for i, item in enumerate(edition.evidence.optional)]
    yield from _repeated([*required, *optional])
    yield from _repeated((("files", "formats", i, "id"), item.id) for i, item in enumerate(edition.files.formats))
    yield from _repeated((("scoring", "criteria", i, "id"), item.id) for i, item in enumerate(edition.scoring.criteria))
    yield from _repeated((("scoring", "tie_breakers", i), item) for i, item in enumerate(edition.scoring.tie_breakers))


def _repeated(keys: Iterable[tuple[Place, str]]) -> Iterator[Mistake]:
    seen: dict[str, Place] = {}
    for place, key in keys:
        if key in seen:
            first = written(seen[key])
            zh, en = (
                f"“{key}”与 {first} 重复，请改为唯一的值",
                f"{key!r} is taken by {first}: give it one of its own",
            )
            yield Mistake(place, "NOT_UNIQUE", zh, en)
        seen.setdefault(key, place)


def _organisers(edition: Edition) -> Iterator[Mistake]:
    """Check J2: nobody is listed twice, and the rotating lead is one of the office's bodies."""
    committee, office = edition.organisers.committee, edition.organisers.secretariat_office
    at: Place = ("organisers", "committee")
    members = [((*at, "members", i, "zh"), item.zh) for i, item in enumerate(committee.members)]
    yield from _repeated([((*at, "chair", "zh"), committee.chair.zh), *members])
    at = ("organisers", "secretariat_office")
    yield from _repeated(((*at, "bodies", i, "zh"), item.zh) for i, item in enumerate(office.bodies))
    if office.rotating_lead not in [item.zh for item in office.bodies]:
        zh, en = "轮值牵头单位应为办公室组建单位之一", "the rotating lead is one of the office's bodies"
        yield Mistake((*at, "rotating_lead"), "J2_ROTATING_LEAD", zh, en)
    panel = edition.organisers.expert_committee.drawn_from
    yield from _repeated(
        (("organisers", "expert_committee", "drawn_from", i, "id"), item.id) for i, item in enumerate(panel)
    )


def _timetable(edition: Edition) -> Iterator[Mistake]:
    """Check A1: the year runs in order: document, applications, reports of contests, of divisions, the final."""
    table = edition.timetable
    order = [
        (("document", "issued_on"), edition.document.issued_on),
        (("timetable", "applications_until", "date"), table.applications_until.date),
        (("timetable", "contest_reports_until", "date"), table.contest_reports_until.date),
        (("timetable", "division_reports_until", "date"), table.division_reports_until.date),
        (("timetable", "final_month", "month"), table.final_month.first_day),
    ]
    for (before, earlier), (place, later) in pairwise(order):
        if later <= earlier:
            zh, en = f"应晚于 {written(before)}（{earlier}）", f"must be after {written(before)} ({earlier})"
            yield Mistake(place, "A1_TIMETABLE_ORDER", zh, en)
    if edition.document.issued_on.year != edition.year:
        zh, en = f"发文日期应在 {edition.year} 年", f"the document is of {edition.year}"
        yield Mistake(("document", "issued_on"), "A1_DOCUMENT_YEAR", zh, en)


def _schemes(edition: Edition) -> Iterator[Mistake]:
    """Check A5: what misprints may change is a share."""
    if not 0 <= edition.schemes.mended_share <= 1:
        yield Mistake(("schemes", "mended_share"), "A5_MENDED_SHARE", "应在 0 到 1 之间", "must be from 0 to 1")


def _declaration(edition: Edition) -> Iterator[Mistake]:
    """Check C4: a section's id begins with its part's, and its bounds leave room."""
    for i, part in enumerate(edition.declaration.parts):
        for j, section in enumerate(part.sections):
            place: Place = ("declaration", "parts", i, "sections", j)
            if not section.id.startswith(f"{part.id}."):
                zh, en = f"编号应以“{part.id}.”开头", f"its id opens with {part.id + '.'!r}"
                yield Mistake((*place, "id"), "C4_SECTION_ID", zh, en)
            if section.max_length < section.min_length:
                zh, en = (
                    f"上限应不小于下限 {section.min_length}",
                    f"must be at least min_length, {section.min_length}",
                )
                yield Mistake((*place, "max_length"), "C4_SECTION_LENGTH", zh, en)


def _iteration(edition: Edition) -> Iterator[Mistake]:
    """Check C10: main content is part of the declaration, and the shares are in order within 0 and 1."""
    known = [section.id for section in edition.sections]
    for index, name in enumerate(edition.iteration.main_sections):
        if name not in known:
            zh, en = "申报书没有这个栏目", "the declaration has no such section"
            yield Mistake(("iteration", "main_sections", index), "C10_MAIN_SECTION", zh, en)
    if not 0 <= edition.iteration.review_above <= edition.iteration.refuse_above <= 1:
        zh, en = "应满足 0 ≤ review_above ≤ refuse_above ≤ 1", "0 <= review_above <= refuse_above <= 1 must hold"
        yield Mistake(("iteration", "review_above"), "C10_SHARES", zh, en)


def _duplicates(edition: Edition) -> Iterator[Mistake]:
    """Check F5: the shares from which on texts are put to a person are more than nothing and at most all."""
    for name in ("resembling", "contained"):
        if not 0 < getattr(edition.duplicates, name) <= 1:
            yield Mistake(("duplicates", name), "F5_SHARES", "应大于 0 且不超过 1", "must be above 0 and at most 1")


def _files(edition: Edition) -> Iterator[Mistake]:
    """Check C5 and C7: evidence names formats that exist, and a single file fits into the total."""
    known = [item.id for item in edition.files.formats]
    for group, kinds in (("required", edition.evidence.required), ("optional", edition.evidence.optional)):
        for index, kind in enumerate(kinds):
            if kind.formats not in known:
                zh, en = (
                    f"没有这种格式，可选：{'、'.join(known)}",
                    f"no such formats; there are: {', '.join(known)}",
                )
                yield Mistake(("evidence", group, index, "formats"), "C7_FORMATS", zh, en)
    files = edition.files
    for limit, one_submission in (("max_kept_bytes", files.max_total_bytes), ("max_kept_files", files.max_files)):
        if getattr(files, limit) < one_submission:
            zh, en = "保留的总量应不小于一次提交的上限", "what is kept in all is at least what one submission may have"
            yield Mistake(("files", limit), "C7_MAX_KEPT", zh, en)
    for index, item in enumerate(edition.files.formats):
        if item.max_bytes > edition.files.max_total_bytes:
            zh, en = "单个文件上限应不大于总上限 max_total_bytes", "one file is at most max_total_bytes"
            yield Mistake(("files", "formats", index, "max_bytes"), "C7_MAX_BYTES", zh, en)


def _scoring(edition: Edition) -> Iterator[Mistake]:
    """Check E2 to E5: the weights sum to exactly 1, the scale and the ties make sense."""
    scoring = edition.scoring
    total = sum((criterion.weight for criterion in scoring.criteria), Decimal(0))
    if total != 1:
        zh, en = f"各项权重之和应恰为 1，现为 {total}", f"the weights sum to exactly 1, now to {total}"
        yield Mistake(("scoring", "criteria"), "E3_WEIGHTS_SUM", zh, en)
    for index, criterion in enumerate(scoring.criteria):
        if criterion.weight <= 0:
            yield Mistake(("scoring", "criteria", index, "weight"), "E3_WEIGHT", "权重应大于 0", "a weight is above 0")
    if scoring.highest <= scoring.lowest:
        zh, en = f"最高分应大于最低分 {scoring.lowest}", f"must be above the lowest, {scoring.lowest}"
        yield Mistake(("scoring", "highest"), "E3_SCALE", zh, en)
    elif not 0 < scoring.disagreement <= scoring.highest - scoring.lowest:
        zh, en = "分歧阈值应大于 0 且不超过分值范围", "must be above 0 and within the scale"
        yield Mistake(("scoring", "disagreement"), "E5_DISAGREEMENT", zh, en)
    known = [criterion.id for criterion in scoring.criteria]
    for index, name in enumerate(scoring.tie_breakers):
        if name not in known:
            zh, en = (
                f"没有这项评分标准，可选：{'、'.join(known)}",
                f"no such criterion; there are: {', '.join(known)}",
            )
            yield Mistake(("scoring", "tie_breakers", index), "E4_TIE_BREAKER", zh, en)
    if scoring.aggregation == "trimmed_mean":
        for stage, count in scoring.experts_per_project:
            if count < 3:
                zh = "去掉最高分和最低分时，每个项目至少要 3 名专家"
                en = "without the highest and the lowest a project needs at least 3 experts"
                yield Mistake(("scoring", "experts_per_project", stage), "E4_EXPERTS", zh, en)


_RULES = (
    _names,
    _divisions,
    _tracks,
    _unique,
    _organisers,
    _timetable,
    _schemes,
    _declaration,
    _iteration,
    _duplicates,
    _files,
    _scoring,
)
