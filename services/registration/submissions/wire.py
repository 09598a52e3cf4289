"""What is done, what is missing and whether the team may submit, in words (rules C1, C4, C8, C12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import declarations_pb2, submissions_pb2

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.refusal import Term
from chassis.mapping import messages

from ..editions.model import Requirements
from ..teams.model.missing import Missing
from ..teams.model.team import Team, TeamState
from ..teams.wire import changed_view
from .model.difference import TextDifference

Words = tuple[str, str]


def completeness_view(
    team: Team,
    asked: Requirements,
    *,
    account_id: str,
    at: Instant,
    obstacles: Sequence[declarations_pb2.Remark] = (),
    remarks: Sequence[declarations_pb2.Remark] = (),
) -> declarations_pb2.Completeness:
    """What is done, what is missing and what is in the way, and whether this account may submit at that moment (rule C4)."""
    kinds = {piece.kind for piece in team.evidence}
    parts = [_part(part, team) for part in edition().declaration.parts]
    missing = [_words(one) for one in team.missing(asked)]
    done = sum(part.done for part in parts) + sum(1 for kind in asked.required_evidence if kind.fact in kinds)
    done += len(team.composition.consents.given)
    needed = len(asked.sections) + len(asked.required_evidence) + len(team.co_organisations)
    changed = changed_view(team)
    leads = team.acts_for(account_id) == team.lead.uscc
    over = _over(team, at)
    told = [over or _still(team, missing, f"{done}/{needed}", leads=leads, barred=bool(obstacles))]
    if changed is not None and not over:
        told.insert(0, (changed.words_zh, changed.words_en))
    if obstacles:
        zh, en = "".join(one.zh for one in obstacles), " ".join(one.en for one in obstacles)
        told.append((f"目前不能提交：{zh}", f"It can't be submitted now: {en}"))
    return declarations_pb2.Completeness(
        team_id=team.id,
        complete=not missing,
        done=done,
        needed=needed,
        parts=parts,
        missing=missing,
        words_zh="".join(zh for zh, _ in told),
        words_en=" ".join(en for _, en in told),
        submission_closes=team.submission_closes,
        may_submit=leads and not missing and not obstacles and not over,
        changed_since_submission=changed,
        obstacles=obstacles,
        remarks=remarks,
        writable=team.is_writable(at),
    )


def _over(team: Team, at: Instant) -> Words | None:
    """Why nothing can be submitted any more; None while something can."""
    number = team.receipts[-1].submission_number if team.receipts else 0
    zh, en = _until(team)
    if team.state is TeamState.WITHDRAWN:
        return "团队已退出，不能提交。", "The team has withdrawn and can't submit."
    if team.state is TeamState.DISQUALIFIED:
        reason = team.reviews.disqualification_reason
        return (
            f"团队已被取消参赛资格，不能提交{f'：{reason}' if reason else ''}。",
            f"The team is disqualified and can't submit{f': {reason}' if reason else ''}.",
        )
    if at <= team.submission_closes:
        return None
    if number:
        left = team.changed_since_submission is not None
        return (
            f"提交已于{zh}（北京时间）截止，以第{number}版为准{'；此后的修改没有提交' if left else ''}。",
            f"Submission closed at {en} Beijing time; version {number} counts{', not what changed since' if left else ''}.",
        )
    return (
        f"提交已于{zh}（北京时间）截止，团队没有提交。",
        f"Submission closed at {en} Beijing time; the team did not submit.",
    )


def _still(team: Team, missing: list[declarations_pb2.MissingWords], done: str, *, leads: bool, barred: bool) -> Words:
    """How much is done and what is to do, until when."""
    until_zh, until_en = _until(team)
    if missing:
        zh = f"已完成{done}项，还缺：{'、'.join(one.zh for one in missing)}。"
        en = f"{done} done. Missing: {'; '.join(one.en for one in missing)}."
    elif team.receipts and team.changed_since_submission is None:
        number = team.receipts[-1].submission_number
        zh = f"已提交第{number}版，此后没有修改{'' if barred else '；截止前可以改进后再提交'}。"
        en = f"Version {number} is submitted, and nothing changed since"
        en += "." if barred else "; until the close it may be improved."
    elif leads:
        zh = f"已完成{done}项，全部齐备{'' if barred else '，可以提交'}。"
        en = f"{done} done: complete{'' if barred else ', ready to submit'}."
    else:
        zh = f"已完成{done}项，全部齐备，由牵头单位{team.lead.name}提交。"
        en = f"{done} done: complete; the lead, {team.lead.name}, submits."
    return f"{zh}提交截止：{until_zh}（北京时间）。", f"{en} Submission closes {until_en} Beijing time."


def _until(team: Team) -> Words:
    closes = team.submission_closes.astimezone(BEIJING)
    return closes.strftime("%Y年%m月%d日%H:%M:%S"), closes.strftime("%Y-%m-%d %H:%M:%S")


def _part(part: Any, team: Team) -> declarations_pb2.PartProgress:
    sections = []
    for section in part.sections:
        written = team.draft.section(section.id)
        length = written.length if written is not None else 0
        state = "empty" if length == 0 else "short" if length < section.min_length else "done"
        sections.append(
            declarations_pb2.SectionProgress(
                id=section.id,
                name_zh=section.zh,
                name_en=section.en,
                state=state,
                length=length,
                min_length=section.min_length,
                max_length=section.max_length,
            )
        )
    return declarations_pb2.PartProgress(
        id=part.id,
        name_zh=part.zh,
        name_en=part.en,
        done=sum(1 for one in sections if one.state == "done"),
        sections=sections,
    )


def _words(missing: Missing) -> declarations_pb2.MissingWords:
    zh, en = _WORDS[missing.kind](missing.name)
    return declarations_pb2.MissingWords(kind=missing.kind, item=missing.item, zh=zh, en=en)


def _section_words(name: Term) -> Words:
    least = edition().section(name.fact).min_length
    return f"申报书“{name.zh}”（至少{least}字）", f"{name.en} (at least {least} characters)"


_WORDS: dict[str, Callable[[Term], Words]] = {
    "section": _section_words,
    "evidence": lambda name: (f"证明材料“{name.zh}”", f"evidence: {name.en}"),
    "consent": lambda name: (name.zh, name.en),
}
Compare = Callable[[str, str], TextDifference]


def difference_view(
    team_id: str, left: submissions_pb2.Submission, right: submissions_pb2.Submission, compare: Compare, share: str
) -> submissions_pb2.VersionDifference:
    """Two versions side by side; `receipt.submission_number` 0 is the draft (rule C10)."""
    before = {section.id: section.text for section in left.declaration}
    after = {section.id: section.text for section in right.declaration}
    return submissions_pb2.VersionDifference(
        team_id=team_id,
        left=left.receipt.submission_number,
        right=right.receipt.submission_number,
        sections=[_section(one, before.get(one.id, ""), after.get(one.id, ""), compare) for one in _all(edition())],
        evidence=_evidence(list(left.evidence), list(right.evidence)),
        main_content_share=share,
    )


def _all(edition: Edition) -> tuple[Any, ...]:
    return edition.sections


def _section(section: Any, left: str, right: str, compare: Compare) -> submissions_pb2.SectionDifference:
    view = submissions_pb2.SectionDifference(
        id=section.id, name_zh=section.zh, name_en=section.en, changed=left != right
    )
    if view.changed:
        found = compare(left, right)
        view.rows.extend(messages(found.rows, submissions_pb2.DifferenceRow))
        view.moved.extend(found.moved)
    return view


def _evidence(left: list[Any], right: list[Any]) -> list[submissions_pb2.EvidenceDifference]:
    """By kind, owner and content: the same is left out; what went and what came of one kind and owner was replaced."""
    same = {(one.kind, one.owner_uscc, one.sha256) for one in left} & {
        (one.kind, one.owner_uscc, one.sha256) for one in right
    }
    went = [one for one in left if (one.kind, one.owner_uscc, one.sha256) not in same]
    came = [one for one in right if (one.kind, one.owner_uscc, one.sha256) not in same]
    found = []
    for one in went:
        other = next((new for new in came if (new.kind, new.owner_uscc) == (one.kind, one.owner_uscc)), None)
        if other is None:
            found.append(submissions_pb2.EvidenceDifference(change="removed", left=one))
        else:
            came.remove(other)
            found.append(submissions_pb2.EvidenceDifference(change="replaced", left=one, right=other))
    return [*found, *(submissions_pb2.EvidenceDifference(change="added", right=one) for one in came)]


def draft_as_submission(team: Team) -> submissions_pb2.Submission:
    """The draft in the form of a submission, to be compared with one."""
    return submissions_pb2.Submission(
        receipt=submissions_pb2.Receipt(team_id=team.id),
        declaration=messages(team.draft.content(), contest_pb2.Section),
        evidence=messages(team.evidence, contest_pb2.Evidence),
    )
