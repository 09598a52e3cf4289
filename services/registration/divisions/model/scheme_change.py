"""Check that a new version of a scheme leaves what was decided or promised, piece by piece (rule A5)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TypeVar

from chassis.facts.schemes import Criterion
from chassis.kernel.clock import Instant, beijing_en, beijing_zh
from chassis.kernel.refusal import Term

from .. import rules
from .filing_faults import FilingFault, FilingHint
from .scheme import Scheme, SchemeStage, TopicChoice
from .scheme_check import TIMETABLE, check_opening

# the numbers and rules by which projects are judged: fixed once scoring has begun
JUDGING_FIELDS = ("scale", "experts_per_project", "aggregation", "decimals", "tie_breakers")
# what of a stage says how its projects are judged; its name, its text and its dates are other pieces
_STAGE_RULES = ("kind", "blind", "experts_per_project", "advancing_per_track")
# characters that mending a misprint may change in the shortest wording
_LEAST_MENDED = 2
P = TypeVar("P")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The progress of a division at an instant: registration has opened, submission has closed, experts were assigned.

    `mended_share` is the largest share of a published wording that mending misprints may change, `reports_until` the last instant
    at which divisions recommend (F1), `titles` what people call tracks and topics.
    """

    opened: bool
    closed: bool
    scoring_began: bool
    at: Instant
    mended_share: Decimal = Decimal("0.1")
    reports_until: Instant | None = None
    titles: Mapping[str, Term] = dataclasses.field(default_factory=dict)

    @property
    def judging_is_fixed(self) -> bool:
        """Return True if the way projects are judged can't change any more."""
        return self.closed or self.scoring_began


def check_change(old: Scheme, new: Scheme, progress: Progress) -> Iterator[FilingFault]:
    """Yield a fault for each change of something that is already decided.

    Before registration opens, only the opening is checked: it must be in the future. After that, each piece is judged by itself:
    promises can only grow, a wording may be mended, a deadline of the teams may be moved to a later time until it has passed, a
    stage to another time until then.
    """
    if not progress.opened:
        yield from check_opening(new, rules.A5_TOUCHES_DECIDED, progress.at)
        return
    yield from _topic_faults(old, new, progress)
    yield from _time_faults(old, new, progress)
    yield from _promise_faults(old, new)
    yield from _stage_time_faults(old, new, progress.at)
    if progress.judging_is_fixed:
        yield from _judging_faults(old, new, progress)


def wording_hints(old: Scheme, new: Scheme) -> Iterator[FilingHint]:
    """Yield each published wording of a topic or criterion that changes, for whoever decides if it means the same (rule A5)."""
    for field, before, after in _wordings(old, new):
        if before and before != after:
            yield FilingHint(
                field=field,
                zh=f"已公布的表述有改动，请核对是否仅为更正文字错误。原表述：“{before}”；新表述：“{after}”。",
                en=f"A published wording changes: check that it only mends misprints. Before: “{before}”; now: “{after}”.",
            )


def moved_along(old: Scheme, new: Scheme, at: Instant) -> tuple[Scheme, tuple[FilingHint, ...]]:
    """Return the new scheme with its stages moved by as much as registration is extended, and a hint for each; else unchanged.

    Stages that the host left as they are move only if the first would begin before registration closes, and has not begun.
    """
    stages = new.stages
    if not stages or stages != old.stages or not at < stages[0].opens < new.registration_closes:
        return new, ()
    delay = new.registration_closes - old.registration_closes
    moved = tuple(replace(stage, opens=stage.opens + delay, closes=stage.closes + delay) for stage in stages)
    hints = tuple(
        FilingHint(
            field=f"stages[{place}]",
            zh=f"报名截止时间推迟，“{stage.name}”相应顺延：{beijing_zh(stage.opens)}至{beijing_zh(stage.closes)}。",
            en=f"Registration is extended, so {stage.name} moves along: {beijing_en(stage.opens)} to {beijing_en(stage.closes)}.",
        )
        for place, stage in enumerate(moved)
    )
    return replace(new, stages=moved), hints


def _fault(field: str, zh: str, en: str) -> FilingFault:
    return FilingFault(code=rules.A5_TOUCHES_DECIDED, field=field, zh=zh, en=en)


def _is_mended(before: str, after: str, share: Decimal) -> bool:
    """Return True if a wording differs from the published one by so little that it may be a misprint mended."""
    if not before or not after:
        return before == after
    same = sum(block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks())
    changed = max(len(before), len(after)) - same
    return changed <= max(Decimal(_LEAST_MENDED), share * len(before))


def _pairs(old: Iterable[P], new: Iterable[P], key: Callable[[P], object]) -> Iterator[tuple[int, P, P]]:
    """Yield the place in the new list of each piece that was published, with both its forms."""
    published = {key(piece): piece for piece in old}
    for place, piece in enumerate(new):
        if key(piece) in published:
            yield place, published[key(piece)], piece


def _topics(scheme: Scheme) -> dict[tuple[str, str], tuple[str, TopicChoice]]:
    """Return the topics by track and id, each with its field."""
    return {
        (choice.track, topic.topic_id): (f"tracks[{place}].topics[{number}]", topic)
        for place, choice in enumerate(scheme.tracks)
        for number, topic in enumerate(choice.topics)
    }


def _wordings(old: Scheme, new: Scheme) -> Iterator[tuple[str, str, str]]:
    """Yield the field of each wording that says what teams compete in or are judged by, with both its forms."""
    before = _topics(old)
    for key, (field, topic) in _topics(new).items():
        if key in before:
            published = before[key][1]
            yield f"{field}.refined_title", published.refined_title, topic.refined_title
            yield f"{field}.refined_text", published.refined_text, topic.refined_text
    for place, criterion, now in _pairs(old.rubric, new.rubric, lambda criterion: criterion.id):
        yield f"rubric[{place}].name", criterion.name, now.name
        yield f"rubric[{place}].text", criterion.text, now.text


def _topic_faults(old: Scheme, new: Scheme, progress: Progress) -> Iterator[FilingFault]:
    for track, topic in sorted(old.topics - new.topics):
        title, of_track = (progress.titles.get(each, Term(each, each, each)) for each in (topic, track))
        yield _fault(
            "tracks",
            f"{of_track.zh}赛道的赛题“{title.zh}”已开放报名，不可取消。",
            f"The topic “{title.en}” of the track {of_track.en} is open for registration and can't be removed.",
        )
    for field, before, after in _wordings(old, new):
        if field.startswith("tracks") and not _is_mended(before, after, progress.mended_share):
            yield _fault(
                field,
                "赛题的表述已公布并开放报名，只可更正文字错误，不可改变内容。",
                "The topic is published and open for registration: misprints can be mended, its content can't change.",
            )


def _time_faults(old: Scheme, new: Scheme, progress: Progress) -> Iterator[FilingFault]:
    for name in TIMETABLE:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        of_teams = name in TIMETABLE[:3]
        passed = progress.at > before or name == "registration_opens" or (progress.closed and of_teams)
        if passed:
            yield _fault(name, "该时间已过，不可更改。", "This time has passed and can't be changed.")
        elif after < before and not (name == "scoring_closes" and _is_too_late(before, progress)):
            yield _fault(
                name, "不可早于已告知参赛团队的时间。", "Must not be earlier than the time published to teams."
            )


def _is_too_late(scoring_closes: Instant, progress: Progress) -> bool:
    """Return True if a published end of scoring, which an older release took, leaves no time to recommend (rule F1)."""
    return progress.reports_until is not None and scoring_closes > progress.reports_until


def is_kept(published: Scheme, new: Scheme, field: str) -> bool:
    """Return True if the piece at a field's path, such as `stages[1].closes`, is in the new version as it was published."""
    pieces = [_piece(scheme, field) for scheme in (published, new)]
    return pieces[0] is not None and pieces[0] == pieces[1]


def _piece(scheme: Scheme, field: str) -> object:
    """Return the piece of a scheme at a field's path; None if the scheme has none there."""
    piece: object = scheme
    for part in re.findall(r"\w+", field):
        if not part.isdigit():
            piece = getattr(piece, part, None)
        elif isinstance(piece, tuple) and int(part) < len(piece):
            piece = piece[int(part)]
        else:
            return None
    return piece


def _promise_faults(old: Scheme, new: Scheme) -> Iterator[FilingFault]:
    if new.recommended_per_track < old.recommended_per_track:
        yield _fault(
            "recommended_per_track", "推荐名额不可减少。", "The number of recommended projects can't be lowered."
        )
    remaining = {body.uscc for body in new.organising_bodies}
    if any(body.uscc not in remaining for body in old.organising_bodies):
        yield _fault(
            "organising_bodies",
            "报名开始后不可减少组织单位，其本身及关联单位不得在本分赛参赛。",
            "An organising body can't be removed after registration opened: it and its affiliates may not take part.",
        )
    awards = {award.category: award for award in new.local_awards}
    for promised in old.local_awards:
        offered = awards.get(promised.category)
        if offered is None or offered.quota < promised.quota:
            yield _fault(
                "local_awards",
                f"已公布的奖项“{promised.category}”不可取消或减少名额。",
                f"The award {promised.category} is published: it can't be removed and its quota can't be lowered.",
            )
        elif promised.prize not in offered.prize or promised.rights not in offered.rights:
            yield _fault(
                "local_awards",
                f"奖项“{promised.category}”的奖励和权益只可增加，请保留原文。",
                f"Prize and rights of {promised.category} can only grow: keep the published text.",
            )


def _stage_time_faults(old: Scheme, new: Scheme, at: Instant) -> Iterator[FilingFault]:
    """Yield a fault for each date of a stage that has passed and changes, or that changes to one that has passed."""
    for place, before, after in _pairs(old.stages, new.stages, lambda stage: stage.id):
        for name in ("opens", "closes"):
            published, changed = getattr(before, name), getattr(after, name)
            if published == changed:
                continue
            if at > published:
                yield _fault(
                    f"stages[{place}].{name}", "该时间已过，不可更改。", "This time has passed and can't be changed."
                )
            elif at > changed:
                yield _fault(f"stages[{place}].{name}", "须晚于当前时间。", "Must be in the future.")


def _judging_faults(old: Scheme, new: Scheme, progress: Progress) -> Iterator[FilingFault]:
    """Yield a fault for each change of the way in which projects are judged."""
    zh = "提交已截止或评分已开始，评分办法不可更改。"
    en = "Submission has closed or scoring has begun: the way projects are judged can't change."
    for name in JUDGING_FIELDS:
        if getattr(old, name) != getattr(new, name):
            yield _fault(name, zh, en)
    yield from _rubric_faults(old.rubric, new.rubric, progress, zh, en)
    if [stage.id for stage in old.stages] != [stage.id for stage in new.stages]:
        yield _fault("stages", zh, en)
        return
    for place, before, after in _pairs(old.stages, new.stages, lambda stage: stage.id):
        for name in _STAGE_RULES:
            if getattr(before, name) != getattr(after, name):
                yield _fault(f"stages[{place}].{name}", zh, en)
        yield from _ended_stage_faults(place, before, after, progress.at)


def _rubric_faults(
    old: Sequence[Criterion], new: Sequence[Criterion], progress: Progress, zh: str, en: str
) -> Iterator[FilingFault]:
    if [criterion.id for criterion in old] != [criterion.id for criterion in new]:
        yield _fault("rubric", zh, en)
        return
    for place, before, after in _pairs(old, new, lambda criterion: criterion.id):
        if Decimal(before.weight) != Decimal(after.weight):
            yield _fault(f"rubric[{place}].weight", zh, en)
        for name in ("name", "text"):
            if not _is_mended(getattr(before, name), getattr(after, name), progress.mended_share):
                yield _fault(
                    f"rubric[{place}].{name}",
                    "提交已截止或评分已开始，评分项只可更正文字错误，不可改变内容。",
                    "Submission has closed or scoring has begun: misprints can be mended, a criterion's content can't change.",
                )


def _ended_stage_faults(place: int, before: SchemeStage, after: SchemeStage, at: Instant) -> Iterator[FilingFault]:
    """Yield a fault for each word of a stage that is over."""
    for name in ("name", "text"):
        if at > before.closes and getattr(before, name) != getattr(after, name):
            yield _fault(
                f"stages[{place}].{name}", "该阶段已结束，不可更改。", "This stage is over and can't be changed."
            )
