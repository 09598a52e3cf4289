"""Check that a new version of a scheme leaves what was decided or promised (rule A5)."""

from __future__ import annotations

from collections.abc import Iterator

from chassis.kernel.clock import Instant

from .. import rules
from .filing_faults import FilingFault
from .scheme import Scheme
from .scheme_check import TIMETABLE

# the fields that say how projects are judged: fixed once scoring has begun
JUDGING_FIELDS = ("rubric", "scale", "experts_per_project", "aggregation", "decimals", "tie_breakers", "stages")


def check_change(
    old: Scheme, new: Scheme, *, opened: bool, closed: bool, scoring_began: bool, at: Instant
) -> Iterator[FilingFault]:
    """Yield a fault for each change of something that is already decided at this instant.

    Before registration opens, only the opening is checked: it must be in the future. After that, promises can only grow: topics,
    bodies, awards and quotas may be added, and a deadline that has not passed may be moved to a later time.
    """
    if not opened:
        if new.registration_opens < at:
            yield _fault(
                "registration_opens",
                "须晚于公布新版方案的时间。",
                "Must be later than the publication of the new version.",
            )
        return
    yield from _topic_faults(old, new)
    yield from _time_faults(old, new, closed, at)
    yield from _promise_faults(old, new)
    if scoring_began or closed:
        for name in JUDGING_FIELDS:
            if getattr(old, name) != getattr(new, name):
                yield _fault(
                    name,
                    "提交已截止或评分已开始，评分办法不可更改。",
                    "Submission has closed or scoring has begun: the way projects are judged can't change.",
                )


def _fault(field: str, zh: str, en: str) -> FilingFault:
    return FilingFault(code=rules.A5_TOUCHES_DECIDED, field=field, zh=zh, en=en)


def _topic_faults(old: Scheme, new: Scheme) -> Iterator[FilingFault]:
    for track, topic in sorted(old.topics - new.topics):
        yield _fault(
            "tracks",
            f"赛题 {topic}（赛道 {track}）已开放报名，不可取消。",
            f"Topic {topic} of track {track} is open for registration and can't be removed.",
        )
    published = {(choice.track, topic.topic_id): topic for choice in old.tracks for topic in choice.topics}
    for place, choice in enumerate(new.tracks):
        for number, topic_choice in enumerate(choice.topics):
            before = published.get((choice.track, topic_choice.topic_id))
            if before is not None and before != topic_choice:
                yield _fault(
                    f"tracks[{place}].topics[{number}]",
                    "赛题的表述已公布并开放报名，不可更改。",
                    "The topic is published and open for registration: its wording can't change.",
                )


def _time_faults(old: Scheme, new: Scheme, closed: bool, at: Instant) -> Iterator[FilingFault]:
    for name in TIMETABLE:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        passed = at > before or name == "registration_opens" or (closed and name in TIMETABLE[:3])
        if passed:
            yield _fault(name, "该时间已过，不可更改。", "This time has passed and can't be changed.")
        elif after < before:
            yield _fault(
                name, "不可早于已告知参赛团队的时间。", "Must not be earlier than the time published to teams."
            )


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
