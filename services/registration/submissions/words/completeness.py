"""Say in sentences how far a team is with its submission (rules C1, C4, C8, C12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dasai.registration.v1 import declarations_pb2

from chassis.edition.current import edition
from chassis.edition.submission import DeclarationPart
from chassis.kernel.clock import Instant, moment_en, moment_zh
from chassis.kernel.refusal import Term

from ...editions.model import Requirements
from ...teams.model.draft import Missing
from ...teams.model.team import Team, TeamState
from ...teams.words import changed_since_submission

Words = tuple[str, str]


def completeness_view(
    team: Team,
    requirements: Requirements,
    *,
    account_id: str,
    at: Instant,
    obstacles: Sequence[declarations_pb2.Remark] = (),
    remarks: Sequence[declarations_pb2.Remark] = (),
) -> declarations_pb2.Completeness:
    """Return what is done, missing and in the way, and if this account may submit at that moment, in words (rule C4)."""
    kinds = {piece.kind for piece in team.evidence}
    parts = [_part(part, team) for part in edition().declaration.parts]
    missing = [_missing(item) for item in team.missing(requirements)]
    done = sum(part.done for part in parts) + sum(1 for kind in requirements.required_evidence if kind.fact in kinds)
    done += len(team.composition.consents.consented)
    needed = len(requirements.sections) + len(requirements.required_evidence) + len(team.co_organisations)
    changed = changed_since_submission(team)
    leads = team.acts_for(account_id) == team.lead.uscc
    over = _reason_over(team, at)
    sentences = [over or _progress(team, missing, f"{done}/{needed}", leads=leads, barred=bool(obstacles))]
    if changed is not None and not over:
        sentences.insert(0, (changed.words_zh, changed.words_en))
    if obstacles:
        zh, en = "".join(obstacle.zh for obstacle in obstacles), " ".join(obstacle.en for obstacle in obstacles)
        sentences.append((f"目前不能提交：{zh}", f"It can't be submitted now: {en}"))
    return declarations_pb2.Completeness(
        team_id=team.id,
        complete=not missing,
        done=done,
        needed=needed,
        parts=parts,
        missing=missing,
        words_zh="".join(zh for zh, _ in sentences),
        words_en=" ".join(en for _, en in sentences),
        submission_closes=team.submission_closes,
        may_submit=leads and not missing and not obstacles and not over,
        changed_since_submission=changed,
        obstacles=obstacles,
        remarks=remarks,
        writable=team.is_writable(at),
    )


def _reason_over(team: Team, at: Instant) -> Words | None:
    """Return why nothing can be submitted any more; None while something can."""
    number = team.receipts[-1].submission_number if team.receipts else 0
    zh, en = _until(team)
    if team.state is TeamState.WITHDRAWN:
        return "团队已退出，不能提交。", "The team has withdrawn and can't submit."
    if team.state is TeamState.DISQUALIFIED:
        reason = team.reviews.disqualification_reason.rstrip("。.")
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


def _progress(
    team: Team, missing: list[declarations_pb2.MissingWords], done: str, *, leads: bool, barred: bool
) -> Words:
    """Return how much is done and what is to do, until when."""
    until_zh, until_en = _until(team)
    if missing:
        zh = f"已完成{done}项，待完善：{'、'.join(item.zh for item in missing)}。"
        en = f"{done} done. Missing: {'; '.join(item.en for item in missing)}."
    elif team.receipts and team.changed_since_submission is None:
        number = team.receipts[-1].submission_number
        zh = f"第{number}版为当前有效版本{'' if barred else '；截止前可修改并重新提交，以最后一次提交为准'}。"
        en = f"Version {number} counts, and nothing changed since"
        en += "." if barred else "; until the close it may be improved."
    elif leads:
        zh = f"已完成{done}项，全部齐备{'' if barred else '，可以提交'}。"
        en = f"{done} done: complete{'' if barred else ', ready to submit'}."
    else:
        zh = f"已完成{done}项，全部齐备，由牵头单位{team.lead.name}提交。"
        en = f"{done} done: complete; the lead, {team.lead.name}, submits."
    return f"{zh}提交截止：{until_zh}（北京时间）。", f"{en} Submission closes {until_en} Beijing time."


def _until(team: Team) -> Words:
    return moment_zh(team.submission_closes), moment_en(team.submission_closes)


def _part(part: DeclarationPart, team: Team) -> declarations_pb2.PartProgress:
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
        done=sum(1 for section in sections if section.state == "done"),
        sections=sections,
    )


def _missing(item: Missing) -> declarations_pb2.MissingWords:
    zh, en = _MISSING_WORDS[item.kind](item.name)
    return declarations_pb2.MissingWords(kind=item.kind, item=item.item, zh=zh, en=en)


def _section_words(name: Term) -> Words:
    least, part = edition().section(name.fact).min_length, _part_of(name.fact)
    zh = f"申报书“{part.zh}—{name.zh}”（至少{least}字）"
    return zh, f"Declaration, {part.en} — {name.en} (at least {least} characters)"


def _part_of(section: str) -> DeclarationPart:
    """Return the declaration's part that a section is in: two parts may have sections of the same name."""
    return next(part for part in edition().declaration.parts if any(each.id == section for each in part.sections))


_MISSING_WORDS: dict[str, Callable[[Term], Words]] = {
    "section": _section_words,
    "evidence": lambda name: (f"证明材料“{name.zh}”", f"Evidence: {name.en}"),
    "consent": lambda name: (name.zh, name.en),
}
