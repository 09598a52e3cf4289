"""Drafts, completeness, differences and supplements in the contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import projects_pb2, service_pb2, supplements_pb2

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING
from chassis.mapping import messages, to_message

from ..model.declaration import Requirements
from ..model.difference import TextDifference
from ..model.supplement import Supplement, SupplementState
from ..model.team import Team

Compare = Callable[[str, str], TextDifference]


def writer(team: Team, account_id: str) -> str:
    """A member of the team by its number in it, or as one that has left: no account and no name (rule K4)."""
    if account_id in team.account_ids:
        return f"成员{team.number_of(account_id)}"
    return "已离开的成员" if account_id else ""


def declaration_view(team: Team, since: int, kept: Iterable[Mapping[str, Any]]) -> projects_pb2.Declaration:
    """The draft since a revision, and what was refused and kept."""
    return projects_pb2.Declaration(
        team_id=team.id,
        revision=team.draft.revision,
        sections=[
            projects_pb2.DraftSection(
                id=section.id,
                text=section.text,
                rich=section.rich,
                revision=section.revision,
                written_by=writer(team, section.by),
                written_at=section.at,
            )
            for section in team.draft.since(since)
        ],
        kept=[
            projects_pb2.KeptText(
                id=one["_id"],
                section=one["section"],
                text=one["text"],
                rich=one["rich"],
                read_revision=one["read_revision"],
                written_by=writer(team, one["by"]),
                written_at=one["at"].replace(tzinfo=UTC),
            )
            for one in kept
        ],
    )


def completeness_view(team: Team, asked: Requirements) -> projects_pb2.Completeness:
    """What is done and what is missing, in words (rule C4)."""
    kinds = {piece.kind for piece in team.evidence}
    parts = [_part(part, team) for part in edition().declaration.parts]
    missing = [_words(one.kind, one.item, one.name) for one in team.missing(asked)]
    done = sum(part.done for part in parts) + sum(1 for kind, _ in asked.required_evidence if kind in kinds)
    done += len(team.consents.given)
    needed = len(asked.sections) + len(asked.required_evidence) + len(team.co_organisations)
    closes = team.submission_closes.astimezone(BEIJING)
    until_zh, until_en = closes.strftime("%Y年%m月%d日%H:%M:%S"), closes.strftime("%Y-%m-%d %H:%M:%S")
    if missing:
        zh = (
            f"已完成{done}/{needed}项，还缺：{'、'.join(one.zh for one in missing)}。提交截止：{until_zh}（北京时间）。"
        )
        en = f"{done} of {needed} done. Missing: {'; '.join(one.en for one in missing)}. "
        en += f"Submission closes {until_en} Beijing time."
    else:
        zh = f"已完成{done}/{needed}项，全部齐备，可以提交。提交截止：{until_zh}（北京时间）。"
        en = f"{done} of {needed} done: complete, ready to submit until {until_en} Beijing time."
    return projects_pb2.Completeness(
        team_id=team.id,
        complete=not missing,
        done=done,
        needed=needed,
        parts=parts,
        missing=missing,
        words_zh=zh,
        words_en=en,
        submission_closes=team.submission_closes,
    )


def _part(part: Any, team: Team) -> projects_pb2.PartProgress:
    sections = []
    for section in part.sections:
        written = team.draft.section(section.id)
        length = len(written.text.strip()) if written is not None else 0
        state = "empty" if length == 0 else "short" if length < section.min_length else "done"
        sections.append(
            projects_pb2.SectionProgress(
                id=section.id,
                name_zh=section.zh,
                name_en=section.en,
                state=state,
                length=length,
                min_length=section.min_length,
                max_length=section.max_length,
            )
        )
    return projects_pb2.PartProgress(
        id=part.id,
        name_zh=part.zh,
        name_en=part.en,
        done=sum(1 for one in sections if one.state == "done"),
        sections=sections,
    )


def _words(kind: str, item: str, name: str) -> projects_pb2.MissingWords:
    words = _WORDS.get(kind)
    zh, en = words(item, name) if words is not None else (name or item, item)
    return projects_pb2.MissingWords(kind=kind, item=item, zh=zh, en=en)


def _section_words(item: str, name: str) -> tuple[str, str]:
    section = edition().section(item)
    return f"申报书“{name}”（至少{section.min_length}字）", f"{section.en} (at least {section.min_length} characters)"


def _evidence_words(item: str, name: str) -> tuple[str, str]:
    return f"证明材料“{name}”", f"evidence: {edition().evidence_kind(item).en}"


_WORDS: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "section": _section_words,
    "evidence": _evidence_words,
    "representative": lambda item, name: ("参赛代表", "representatives"),
    "consent": lambda item, name: (name, f"consent of {item}"),
}


def difference_view(
    team_id: str, left: service_pb2.Submission, right: service_pb2.Submission, compare: Compare, share: str
) -> projects_pb2.VersionDifference:
    """Two versions side by side; `receipt.submission_number` 0 is the draft (rule C10)."""
    before = {section.id: section.text for section in left.declaration}
    after = {section.id: section.text for section in right.declaration}
    return projects_pb2.VersionDifference(
        team_id=team_id,
        left=left.receipt.submission_number,
        right=right.receipt.submission_number,
        sections=[_section(one, before.get(one.id, ""), after.get(one.id, ""), compare) for one in _all(edition())],
        evidence=_evidence(list(left.evidence), list(right.evidence)),
        main_content_share=share,
    )


def _all(edition: Edition) -> tuple[Any, ...]:
    return edition.sections


def _section(section: Any, left: str, right: str, compare: Compare) -> projects_pb2.SectionDifference:
    view = projects_pb2.SectionDifference(id=section.id, name_zh=section.zh, name_en=section.en, changed=left != right)
    if view.changed:
        found = compare(left, right)
        view.rows.extend(messages(found.rows, projects_pb2.DifferenceRow))
        view.moved.extend(found.moved)
    return view


def _evidence(left: list[Any], right: list[Any]) -> list[projects_pb2.EvidenceDifference]:
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
            found.append(projects_pb2.EvidenceDifference(change="removed", left=one))
        else:
            came.remove(other)
            found.append(projects_pb2.EvidenceDifference(change="replaced", left=one, right=other))
    return [*found, *(projects_pb2.EvidenceDifference(change="added", right=one) for one in came)]


def draft_as_submission(team: Team) -> service_pb2.Submission:
    """The draft in the form of a submission, to be compared with one."""
    return service_pb2.Submission(
        receipt=service_pb2.Receipt(team_id=team.id),
        declaration=messages(team.draft.content(), contest_pb2.Section),
        evidence=messages(team.evidence, contest_pb2.Evidence),
    )


def supplement_view(supplement: Supplement) -> supplements_pb2.Supplement:
    """A request for supplementary material, with where it stands in words."""
    due = supplement.due_at.astimezone(BEIJING).strftime("%Y年%m月%d日%H:%M:%S")
    lapse = edition().supplements.lapse
    words = {
        SupplementState.ASKED: (
            f"请在{due}（北京时间）前补充材料。{lapse.zh}。",
            f"Answer by {due} Beijing time. {lapse.en}.",
        ),
        SupplementState.ANSWERED: ("补充材料已提交，等待审查。", "Answered; with the reviewer."),
        SupplementState.LAPSED: (
            f"补充材料已于{due}（北京时间）截止。{lapse.zh}。",
            f"The time was over at {due} Beijing time. {lapse.en}.",
        ),
    }
    zh, en = words[supplement.state]
    return to_message(supplement, supplements_pb2.Supplement, words_zh=zh, words_en=en)
