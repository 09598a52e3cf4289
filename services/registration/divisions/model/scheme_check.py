"""What no scheme may state, all of it told at once, each with its field (rules A2, A3, A5, F1, J1, J2)."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from ...shared.identity import is_uscc
from .. import rules
from .faults import Fault, Hint, text_faults
from .scheme import ROLES, Aggregation, CatalogueTopics, Scheme

# in the order in which they come
TIMES = ("registration_opens", "registration_closes", "submission_closes", "review_closes", "scoring_closes")
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
# several bodies in one name, or a list cut short
_NOT_ONE_BODY = re.compile(r"[、，,；;/]|等(?:单位|部门)?$|有关部门|相关部门")


def check(
    scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]] = frozenset(), reason: str = ""
) -> tuple[list[Fault], tuple[Hint, ...]]:
    """Every fault of the scheme, and hints for whoever decides on it.

    `kept` are topics that the division runs already: they stay, also where the edition's newer version closed them (A1).
    `reason` is why it changes, published with it.
    """
    texts, hints = text_faults([*scheme.texts(), ("reason", reason)], catalogue.check_text)
    faults = [
        *_fees(scheme),
        *texts,
        *_tracks(scheme, catalogue, kept),
        *_bodies(scheme, catalogue),
        *_rubric(scheme),
        *_counting(scheme, catalogue),
        *_timetable(scheme),
        *_stages(scheme),
        *_awards(scheme),
    ]
    return faults, hints


def _fault(field: str, zh: str, en: str) -> Fault:
    return Fault(code=rules.A5_SCHEME_INVALID, field=field, zh=zh, en=en)


def _fees(scheme: Scheme) -> Iterator[Fault]:
    for place, _ in enumerate(scheme.fees):
        yield Fault(
            code=rules.A3_FEE_STATED,
            field=f"fees[{place}]",
            zh="大赛不向参赛团队收取任何费用，请删除此项。",
            en="The contest charges participants nothing: remove this fee.",
        )


def _tracks(scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]]) -> Iterator[Fault]:
    if not scheme.tracks:
        yield _fault("tracks", "请至少设置一个赛道。", "Run at least one track.")
    yield from _twice("tracks", "track", [choice.track for choice in scheme.tracks])
    kept_tracks = {track for track, _ in kept}
    for place, choice in enumerate(scheme.tracks):
        path = f"tracks[{place}]"
        if choice.track not in catalogue.topics and choice.track not in kept_tracks:
            yield _unknown(f"{path}.track", choice.track, catalogue, "赛道", "track")
            continue
        if not choice.topics:
            yield _fault(f"{path}.topics", "请为该赛道至少选择一个赛题。", "Choose at least one topic of this track.")
        yield from _twice(f"{path}.topics", "topic_id", [topic.topic_id for topic in choice.topics])
        for number, topic in enumerate(choice.topics):
            if not catalogue.knows(choice.track, topic.topic_id) and (choice.track, topic.topic_id) not in kept:
                yield _unknown(f"{path}.topics[{number}].topic_id", topic.topic_id, catalogue, "赛题", "topic")


def closed(scheme: Scheme, catalogue: CatalogueTopics, kept: frozenset[tuple[str, str]]) -> list[Fault]:
    """What the committee closed since the scheme was filed (A1); `kept` as of `check`."""
    return [fault for fault in _tracks(scheme, catalogue, kept) if fault.code == rules.A1_CLOSED]


def _unknown(field: str, asked: str, catalogue: CatalogueTopics, zh: str, en: str) -> Fault:
    code = rules.A2_UNKNOWN_TRACK
    told = (f"赛题指南中没有这一{zh}，请按指南填写。", f"The edition's guide has no such {en}.")
    if asked in catalogue.closed:
        code = rules.A1_CLOSED
        told = (
            f"组委会已关闭这一{zh}，请删除或改选其他{zh}；已报名的不受影响。",
            f"The committee has closed this {en}: remove it or choose another. What is registered under it stands.",
        )
    return Fault(code=code, field=field, zh=told[0], en=told[1], fact=asked)


def _bodies(scheme: Scheme, catalogue: CatalogueTopics) -> Iterator[Fault]:
    bodies = scheme.organising_bodies
    if not bodies:
        yield _fault("organising_bodies", "请填写组织单位。", "Name the organising bodies.")
        return
    if sum(1 for body in bodies if body.role == "host") != 1:
        yield _fault(
            "organising_bodies",
            "须有且仅有一个主办单位（host），联合主办请填 co_host。",
            "Exactly one body is the host; those that host with it are co_host.",
        )
    yield from _twice("organising_bodies", "uscc", [body.uscc for body in bodies])
    yield from _twice("organising_bodies", "name", [body.name.strip() for body in bodies])
    for place, body in enumerate(bodies):
        path = f"organising_bodies[{place}]"
        name = body.name.strip()
        if not name:
            yield _fault(f"{path}.name", "请填写单位全称。", "Give the body's full name.")
        elif _NOT_ONE_BODY.search(name) or len(name) < 4:
            yield Fault(
                code=rules.J2_ORGANISERS_NOT_WHOLE,
                field=f"{path}.name",
                zh="每项填写一个单位的全称，不得合并、省略或以“等”代替。",
                en="One body an entry, by its full name: none joined, shortened or left to “and others”.",
            )
        if not is_uscc(body.uscc):
            yield _fault(
                f"{path}.uscc",
                "统一社会信用代码不正确，请核对（18位，末位为校验码）。",
                "No valid unified social credit code: 18 characters, the last a check character.",
            )
        if body.role not in ROLES:
            yield _fault(f"{path}.role", "请选择组织单位的角色。", f"The role is one of {', '.join(ROLES)}.")
        yield from catalogue.check_text(f"{path}.name", body.name)


def _rubric(scheme: Scheme) -> Iterator[Fault]:
    if not scheme.rubric:
        yield _fault("rubric", "请填写评分标准。", "State the rubric.")
    ids = [criterion.id for criterion in scheme.rubric]
    yield from _twice("rubric", "id", ids)
    yield from _twice("rubric", "name", [criterion.name.strip() for criterion in scheme.rubric])
    weights = []
    for place, criterion in enumerate(scheme.rubric):
        if not criterion.id.strip():
            yield _fault(f"rubric[{place}].id", "请填写指标编号。", "Give the criterion an id.")
        if not criterion.name.strip():
            yield _fault(f"rubric[{place}].name", "请填写指标名称。", "Give the criterion a name.")
        weight = _decimal(criterion.weight)
        if weight is None or weight <= 0:
            yield _fault(
                f"rubric[{place}].weight", "权重须为大于0的十进制数，如“0.30”。", "A decimal above 0, as 0.30."
            )
        else:
            weights.append(weight)
    if scheme.rubric and len(weights) == len(scheme.rubric) and sum(weights) != 1:
        total = format(sum(weights), "f")
        yield _fault("rubric", f"各指标权重之和须恰为1，现为{total}。", f"Weights must sum to exactly 1, not {total}.")
    scale = _decimal(scheme.scale)
    if scale is None or scale <= 0:
        yield _fault("scale", "满分须为大于0的十进制数，如“100”。", "The scale is a decimal above 0, as 100.")
    for place, name in enumerate(scheme.tie_breakers):
        if name not in ids:
            yield _fault(f"tie_breakers[{place}]", "须为评分标准中的指标编号。", "Must be a criterion of the rubric.")
    yield from _twice("tie_breakers", "", list(scheme.tie_breakers))


def _counting(scheme: Scheme, catalogue: CatalogueTopics) -> Iterator[Fault]:
    most = catalogue.recommended_per_track
    if not 0 < scheme.recommended_per_track <= most:
        yield _fault("recommended_per_track", f"每赛道推荐数须为1至{most}。", f"Must be 1 to {most} a track.")
    if scheme.experts_per_project < 1:
        yield _fault("experts_per_project", "每个项目至少1名专家。", "At least 1 expert a project.")
    if scheme.aggregation is Aggregation.TRIMMED_MEAN and scheme.experts_per_project < 3:
        yield _fault(
            "experts_per_project",
            "去掉最高分和最低分的平均，每个项目至少需要3名专家。",
            "A trimmed mean needs at least 3 experts a project.",
        )
    if not 0 <= scheme.decimals <= 6:
        yield _fault("decimals", "小数位数须为0至6。", "Decimals must be 0 to 6.")


def _timetable(scheme: Scheme) -> Iterator[Fault]:
    for before, after in itertools.pairwise(TIMES):
        early, late = getattr(scheme, before), getattr(scheme, after)
        # registration and submission may end together
        if early > late or (early == late and after != "submission_closes"):
            yield _fault(after, f"须晚于 {before}。", f"Must be later than {before}.")


def _stages(scheme: Scheme) -> Iterator[Fault]:
    stages = scheme.stages
    yield from _twice("stages", "id", [stage.id for stage in stages])
    yield from _twice("stages", "name", [stage.name.strip() for stage in stages])
    for place, stage in enumerate(stages):
        path = f"stages[{place}]"
        if not stage.id.strip():
            yield _fault(f"{path}.id", "请填写阶段编号。", "Give the stage an id.")
        if not stage.name.strip():
            yield _fault(f"{path}.name", "请填写阶段名称，如初评、复评、路演。", "Give the stage a name.")
        if stage.opens >= stage.closes:
            yield _fault(f"{path}.closes", "阶段结束须晚于开始。", "The stage must close after it opens.")
        if place and stage.opens < stages[place - 1].closes:
            yield _fault(f"{path}.opens", "须在上一阶段结束之后开始。", "Must open after the stage before has closed.")
        if not place and stage.opens < scheme.registration_closes:
            yield _fault(f"{path}.opens", "评审须在报名截止后开始。", "Stages open after registration has closed.")
        if stage.closes > scheme.scoring_closes:
            yield _fault(f"{path}.closes", "须不晚于评分截止时间。", "Must close by scoring_closes.")
        if stage.experts_per_project < 1:
            yield _fault(f"{path}.experts_per_project", "每个项目至少1名专家。", "At least 1 expert a project.")
        if stage.advancing_per_track < 0:
            yield _fault(f"{path}.advancing_per_track", "不能为负数；0表示全部进入。", "Not below 0; 0 is all.")
    # the round that is scored takes its number of experts from the scheme itself
    if stages and stages[0].experts_per_project != scheme.experts_per_project:
        yield _fault(
            "stages[0].experts_per_project",
            "第一阶段的专家数须与方案的每项目专家数一致。",
            "The first stage has the scheme's experts_per_project.",
        )


def _awards(scheme: Scheme) -> Iterator[Fault]:
    yield from _twice("local_awards", "category", [award.category.strip() for award in scheme.local_awards])
    for place, award in enumerate(scheme.local_awards):
        if not award.category.strip():
            yield _fault(f"local_awards[{place}].category", "请填写奖项类别。", "Name the award.")
        if award.quota <= 0:
            yield _fault(f"local_awards[{place}].quota", "获奖名额至少为1。", "Grant at least 1.")


def _twice(path: str, part: str, values: Iterable[str]) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for place, value in enumerate(values):
        seen[value] += 1
        if value and seen[value] > 1:
            field = f"{path}[{place}].{part}" if part else f"{path}[{place}]"
            yield _fault(field, "与前面的一项重复。", "Stands twice.")


def _decimal(text: str) -> Decimal | None:
    if not _DECIMAL.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
