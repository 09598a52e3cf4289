"""Check a scheme that a host files; all faults are reported at once, each with its field (rules A2, A3, A5, F1, J1, J2)."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from chassis.facts.schemes import Aggregation
from chassis.kernel.clock import Instant, beijing_en, beijing_zh
from chassis.kernel.refusal import Code, Term
from chassis.text.codes import is_uscc

from .. import rules
from .contact import contact_faults, contact_hints
from .filing_faults import FilingFault, FilingHint, check_texts
from .scheme import ROLES, CatalogueTopics, Scheme

# the scheme's deadlines, in the order in which they must come
# the times of a scheme in their order, each with its words for people
TIMETABLE_WORDS = {
    "registration_opens": ("报名开始", "the opening of registration"),
    "registration_closes": ("报名截止", "the close of registration"),
    "submission_closes": ("提交截止", "the close of submission"),
    "review_closes": ("资格审查截止", "the close of review"),
    "scoring_closes": ("评审截止", "the close of scoring"),
}
TIMETABLE = tuple(TIMETABLE_WORDS)
# experts of a project without whose highest and lowest score there is still a mean
_LEAST_TRIMMED = 3
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
# names of several bodies in one, or of bodies in general
_NOT_ONE_BODY = re.compile(r"[、，,；;/]|等(?:单位|部门)?$|有关部门|相关部门")


def check_scheme(
    scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]] = frozenset(), reason: str = ""
) -> tuple[list[FilingFault], tuple[FilingHint, ...]]:
    """Return all faults of the scheme, and hints for whoever decides on it.

    `kept` are topics that the division runs already: they may stay even if a newer version of the edition closed them (A1).
    `reason` says why the scheme changes; it is published and so checked too.
    """
    text_faults, hints = check_texts([*scheme.texts(), ("reason", reason)], catalogue.check_text)
    faults = [
        *_fee_faults(scheme),
        *text_faults,
        *_track_faults(scheme, catalogue, kept),
        *_body_faults(scheme, catalogue),
        *_rubric_faults(scheme),
        *_number_faults(scheme, catalogue),
        *_timetable_faults(scheme, catalogue),
        *_stage_faults(scheme),
        *_award_faults(scheme),
        *contact_faults(scheme.contact),
    ]
    return faults, (*hints, *contact_hints(scheme.contact))


def _fault(field: str, zh: str, en: str) -> FilingFault:
    return FilingFault(code=rules.A5_SCHEME_INVALID, field=field, zh=zh, en=en)


def _fee_faults(scheme: Scheme) -> Iterator[FilingFault]:
    for place, _ in enumerate(scheme.fees):
        yield FilingFault(
            code=rules.A3_FEE_STATED,
            field=f"fees[{place}]",
            zh="大赛不向参赛团队收取任何费用，请删除此项。",
            en="The contest charges participants nothing: remove this fee.",
        )


def _track_faults(
    scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]]
) -> Iterator[FilingFault]:
    if not scheme.tracks:
        yield _fault("tracks", "请至少设置一个赛道。", "Choose at least one track.")
    yield from _repeated("tracks", "track", [choice.track for choice in scheme.tracks])
    kept_tracks = {track for track, _ in kept}
    for place, choice in enumerate(scheme.tracks):
        path = f"tracks[{place}]"
        if choice.track not in catalogue.topics and choice.track not in kept_tracks:
            yield _not_offered(f"{path}.track", choice.track, catalogue, "赛道", "track")
            continue
        if not choice.topics:
            yield _fault(f"{path}.topics", "请为该赛道至少选择一个赛题。", "Choose at least one topic of this track.")
        yield from _repeated(f"{path}.topics", "topic_id", [topic.topic_id for topic in choice.topics])
        for number, topic in enumerate(choice.topics):
            if not catalogue.offers(choice.track, topic.topic_id) and (choice.track, topic.topic_id) not in kept:
                yield _not_offered(f"{path}.topics[{number}].topic_id", topic.topic_id, catalogue, "赛题", "topic")


def check_closed(scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]]) -> list[FilingFault]:
    """Return a fault for each track or topic that the committee closed, except those `kept` (A1; see `check_scheme`)."""
    return [fault for fault in _track_faults(scheme, catalogue, kept) if fault.code == rules.A1_CLOSED]


def _not_offered(field: str, choice: str, catalogue: CatalogueTopics, zh: str, en: str) -> FilingFault:
    if choice in catalogue.closed:
        return FilingFault(
            code=rules.A1_CLOSED,
            field=field,
            zh=f"组委会已关闭这一{zh}，请删除或改选其他{zh}；已报名的不受影响。",
            en=f"The committee has closed this {en}: remove it or choose another. Teams registered under it are not affected.",
            fact=catalogue.titles.get(choice, Term(choice, choice, choice)),
        )
    return FilingFault(
        code=rules.A2_UNKNOWN_TRACK,
        field=field,
        zh=f"赛题指南中没有这一{zh}，请按指南填写。",
        en=f"The edition's guide has no such {en}.",
    )


def _body_faults(scheme: Scheme, catalogue: CatalogueTopics) -> Iterator[FilingFault]:
    bodies = scheme.organising_bodies
    if not bodies:
        yield _fault("organising_bodies", "请填写组织单位。", "Name the organising bodies.")
        return
    if sum(1 for body in bodies if body.role == "host") != 1:
        yield _fault(
            "organising_bodies",
            "须有且仅有一个主办单位（host），联合主办请填 co_host。",
            "Exactly one body must be the host; those that host with it are co_host.",
        )
    yield from _repeated("organising_bodies", "uscc", [body.uscc for body in bodies])
    yield from _repeated("organising_bodies", "name", [body.name.strip() for body in bodies])
    for place, body in enumerate(bodies):
        path = f"organising_bodies[{place}]"
        name = body.name.strip()
        if not name:
            yield _fault(f"{path}.name", "请填写单位全称。", "Give the body's full name.")
        elif _NOT_ONE_BODY.search(name) or len(name) < 4:
            yield FilingFault(
                code=rules.J2_ORGANISERS_NOT_WHOLE,
                field=f"{path}.name",
                zh="每项填写一个单位的全称，不得合并、省略或以“等”代替。",
                en="Give one body in each entry, by its full name: do not join or shorten names, or write “and others”.",
            )
        if not is_uscc(body.uscc):
            yield _fault(
                f"{path}.uscc",
                "统一社会信用代码不正确，请核对（18位，末位为校验码）。",
                "Not a valid unified social credit code: 18 characters, the last is a check character.",
            )
        if body.role not in ROLES:
            yield _fault(f"{path}.role", "请选择组织单位的角色。", f"The role must be one of {', '.join(ROLES)}.")
        yield from catalogue.check_text(f"{path}.name", body.name)


def _rubric_faults(scheme: Scheme) -> Iterator[FilingFault]:
    if not scheme.rubric:
        yield _fault("rubric", "请填写评分标准。", "Give the rubric.")
    ids = [criterion.id for criterion in scheme.rubric]
    yield from _repeated("rubric", "id", ids)
    yield from _repeated("rubric", "name", [criterion.name.strip() for criterion in scheme.rubric])
    weights = []
    for place, criterion in enumerate(scheme.rubric):
        if not criterion.id.strip():
            yield _fault(f"rubric[{place}].id", "请填写评分项编号。", "Give the criterion an id.")
        if not criterion.name.strip():
            yield _fault(f"rubric[{place}].name", "请填写评分项名称。", "Give the criterion a name.")
        weight = _decimal(criterion.weight)
        if weight is None or weight <= 0:
            yield _fault(
                f"rubric[{place}].weight",
                "权重须为大于0的十进制数，如“0.30”。",
                "Must be a decimal above 0, such as 0.30.",
            )
        else:
            weights.append(weight)
    if scheme.rubric and len(weights) == len(scheme.rubric) and sum(weights) != 1:
        total = format(sum(weights), "f")
        yield _fault(
            "rubric", f"各评分项的权重之和须恰为1，现为{total}。", f"Weights must sum to exactly 1, not {total}."
        )
    scale = _decimal(scheme.scale)
    if scale is None or scale <= 0:
        yield _fault("scale", "满分须为大于0的十进制数，如“100”。", "The scale must be a decimal above 0, such as 100.")
    for place, criterion_id in enumerate(scheme.tie_breakers):
        if criterion_id not in ids:
            yield _fault(
                f"tie_breakers[{place}]", "须为评分标准中的评分项。", "Must be the id of a criterion of the rubric."
            )
    yield from _repeated("tie_breakers", "", list(scheme.tie_breakers))


def _number_faults(scheme: Scheme, catalogue: CatalogueTopics) -> Iterator[FilingFault]:
    most = catalogue.recommended_per_track
    if not 0 < scheme.recommended_per_track <= most:
        yield _fault("recommended_per_track", f"每赛道推荐数须为1至{most}。", f"Must be 1 to {most} for each track.")
    if scheme.experts_per_project < 1:
        yield _fault("experts_per_project", "每个项目至少1名专家。", "Each project needs at least 1 expert.")
    if scheme.aggregation is Aggregation.TRIMMED_MEAN and scheme.experts_per_project < _LEAST_TRIMMED:
        yield _fault(
            "experts_per_project",
            "去掉最高分和最低分的平均，每个项目至少需要3名专家。",
            "A trimmed mean needs at least 3 experts for each project.",
        )
    if not 0 <= scheme.decimals <= 6:
        yield _fault("decimals", "小数位数须为0至6。", "Decimals must be 0 to 6.")


def check_opening(scheme: Scheme, code: Code, at: Instant) -> Iterator[FilingFault]:
    """Yield a fault of this code if registration would have opened before the scheme can be published (rule A5)."""
    if scheme.registration_opens < at:
        zh, en = "报名开始时间须晚于公布方案的时间。", "Registration must open after the scheme is published."
        yield FilingFault(code=code, field="registration_opens", zh=zh, en=en)


def _timetable_faults(scheme: Scheme, catalogue: CatalogueTopics) -> Iterator[FilingFault]:
    for before, after in itertools.pairwise(TIMETABLE):
        early, late = getattr(scheme, before), getattr(scheme, after)
        # registration and submission may close at the same time
        if early > late or (early == late and after != "submission_closes"):
            zh, en = TIMETABLE_WORDS[before]
            yield _fault(after, f"须晚于{zh}时间。", f"Must be later than {en}.")
    until = catalogue.reports_until
    if until is not None and scheme.scoring_closes > until:
        yield _fault(
            "scoring_closes",
            f"须不晚于向组委会秘书处报送推荐项目的截止时间（{beijing_zh(until)}）。",
            f"Must be no later than the division's report to the secretariat with its projects, {beijing_en(until)}.",
        )


def _stage_faults(scheme: Scheme) -> Iterator[FilingFault]:
    stages = scheme.stages
    yield from _repeated("stages", "id", [stage.id for stage in stages])
    yield from _repeated("stages", "name", [stage.name.strip() for stage in stages])
    for place, stage in enumerate(stages):
        path = f"stages[{place}]"
        if not stage.id.strip():
            yield _fault(f"{path}.id", "请填写阶段编号。", "Give the stage an id.")
        if not stage.name.strip():
            yield _fault(f"{path}.name", "请填写阶段名称，如初评、复评、路演。", "Give the stage a name.")
        if stage.opens >= stage.closes:
            yield _fault(f"{path}.closes", "阶段结束须晚于开始。", "The stage must close after it opens.")
        if place and stage.opens < stages[place - 1].closes:
            yield _fault(
                f"{path}.opens", "须在上一阶段结束之后开始。", "Must open after the previous stage has closed."
            )
        if not place and stage.opens < scheme.registration_closes:
            yield _fault(f"{path}.opens", "评审须在报名截止后开始。", "Must open after registration has closed.")
        if stage.closes > scheme.scoring_closes:
            yield _fault(
                f"{path}.closes",
                "须不晚于评审截止时间。",
                "Must be no later than the close of scoring.",
            )
        if stage.experts_per_project < 1:
            yield _fault(
                f"{path}.experts_per_project", "每个项目至少1名专家。", "Each project needs at least 1 expert."
            )
        elif scheme.aggregation is Aggregation.TRIMMED_MEAN and stage.experts_per_project < _LEAST_TRIMMED:
            yield _fault(
                f"{path}.experts_per_project",
                "去掉最高分和最低分的平均，每个项目至少需要3名专家。",
                "A trimmed mean needs at least 3 experts for each project.",
            )
        yield from _advancing_faults(scheme, place)
    # the round of the first stage takes its number of experts from the scheme
    if stages and stages[0].experts_per_project != scheme.experts_per_project:
        yield _fault(
            "stages[0].experts_per_project",
            "第一阶段的专家数须与方案的每项目专家数一致。",
            "The first stage must have the scheme's experts_per_project.",
        )


def _advancing_faults(scheme: Scheme, place: int) -> Iterator[FilingFault]:
    """Yield what is wrong with the number of projects that go on from the stage at this place (rules A5, F1)."""
    field, advancing = f"stages[{place}].advancing_per_track", scheme.stages[place].advancing_per_track
    before = [stage.advancing_per_track for stage in scheme.stages[:place] if stage.advancing_per_track > 0]
    if advancing < 0:
        yield _fault(field, "不能为负数；0表示全部进入。", "Must not be below 0; 0 means all.")
    elif 0 < advancing < scheme.recommended_per_track:
        yield _fault(
            field,
            f"进入下一阶段的项目不得少于每赛道推荐数（{scheme.recommended_per_track}个）。",
            f"No fewer projects may go on than are recommended for each track, {scheme.recommended_per_track}.",
        )
    elif before and advancing > min(before):
        yield _fault(
            field,
            "进入下一阶段的项目不得多于此前阶段进入的项目。",
            "No more projects can go on than went on from the stages before.",
        )


def _award_faults(scheme: Scheme) -> Iterator[FilingFault]:
    yield from _repeated("local_awards", "category", [award.category.strip() for award in scheme.local_awards])
    for place, award in enumerate(scheme.local_awards):
        if not award.category.strip():
            yield _fault(f"local_awards[{place}].category", "请填写奖项类别。", "Give the award a category.")
        if award.quota <= 0:
            yield _fault(f"local_awards[{place}].quota", "获奖名额至少为1。", "The quota must be at least 1.")


def _repeated(path: str, part: str, values: Iterable[str]) -> Iterator[FilingFault]:
    seen: Counter[str] = Counter()
    for place, value in enumerate(values):
        seen[value] += 1
        if value and seen[value] > 1:
            field = f"{path}[{place}].{part}" if part else f"{path}[{place}]"
            yield _fault(field, "与前面的一项重复。", "Repeats an earlier entry.")


def _decimal(text: str) -> Decimal | None:
    if not _DECIMAL.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
