"""What a new version of a scheme may not touch (rule A5)."""

from __future__ import annotations

from collections.abc import Iterator

from chassis.kernel.clock import Instant

from .. import rules
from .faults import Fault
from .scheme import Scheme
from .scheme_check import TIMES

# how projects are judged: fixed once scoring began
JUDGING = ("rubric", "scale", "experts_per_project", "aggregation", "decimals", "tie_breakers", "stages")


def touched(
    old: Scheme, new: Scheme, *, opened: bool, closed: bool, scoring_began: bool, at: Instant
) -> Iterator[Fault]:
    """Every place in which the new version touches what was decided, as things stand at this instant.

    Before registration opens nothing is decided but that it opens in the future. From then on what was promised can only
    grow: topics, bodies, awards and quotas may be added, a deadline that has not passed may be moved to later.
    """
    if not opened:
        if new.registration_opens < at:
            yield _fault(
                "registration_opens", "须晚于公布新版方案的时间。", "Must lie after the version's publication."
            )
        return
    yield from _topics(old, new)
    yield from _times(old, new, closed, at)
    yield from _promises(old, new)
    if scoring_began or closed:
        for name in JUDGING:
            if getattr(old, name) != getattr(new, name):
                yield _fault(
                    name,
                    "提交已截止或评分已开始，评分办法不可更改。",
                    "Submission has closed or scoring has begun: how projects are judged can't change.",
                )


def _fault(field: str, zh: str, en: str) -> Fault:
    return Fault(code=rules.A5_TOUCHES_DECIDED, field=field, zh=zh, en=en)


def _topics(old: Scheme, new: Scheme) -> Iterator[Fault]:
    for track, topic in sorted(old.topics - new.topics):
        yield _fault(
            "tracks",
            f"赛题 {topic}（赛道 {track}）已开放报名，不可取消。",
            f"Topic {topic} of track {track} is open to registration and can't be taken away.",
        )
    before = {(c.track, t.topic_id): t for c in old.tracks for t in c.topics}
    for place, choice in enumerate(new.tracks):
        for number, topic_choice in enumerate(choice.topics):
            told = before.get((choice.track, topic_choice.topic_id))
            if told is not None and told != topic_choice:
                yield _fault(
                    f"tracks[{place}].topics[{number}]",
                    "赛题的表述已公布并开放报名，不可更改。",
                    "The topic's words are open to registration as published and can't change.",
                )


def _times(old: Scheme, new: Scheme, closed: bool, at: Instant) -> Iterator[Fault]:
    for name in TIMES:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        passed = at > before or name == "registration_opens" or (closed and name in TIMES[:3])
        if passed:
            yield _fault(name, "该时间已过，不可更改。", "That time has passed and can't be moved.")
        elif after < before:
            yield _fault(name, "不可早于已告知参赛团队的时间。", "Must not be earlier than what teams were told.")


def _promises(old: Scheme, new: Scheme) -> Iterator[Fault]:
    if new.recommended_per_track < old.recommended_per_track:
        yield _fault("recommended_per_track", "推荐名额不可减少。", "The number recommended can't be lowered.")
    stays = {body.uscc for body in new.organising_bodies}
    if any(body.uscc not in stays for body in old.organising_bodies):
        yield _fault(
            "organising_bodies",
            "报名开始后不可减少组织单位，其本身及关联单位不得在本分赛参赛。",
            "A body can't cease to organise once registration opened: it and its affiliates may not take part.",
        )
    awards = {award.category: award for award in new.local_awards}
    for promised in old.local_awards:
        offered = awards.get(promised.category)
        if offered is None or offered.quota < promised.quota:
            yield _fault(
                "local_awards",
                f"已公布的奖项“{promised.category}”不可取消或减少名额。",
                f"The award {promised.category} was promised: it can't be taken away nor its quota lowered.",
            )
        elif promised.prize not in offered.prize or promised.rights not in offered.rights:
            yield _fault(
                "local_awards",
                f"奖项“{promised.category}”的奖励和权益只可增加，请保留原文。",
                f"Prize and rights of {promised.category} can only grow: keep the words that were published.",
            )
