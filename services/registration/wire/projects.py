"""Drafts, differences and supplements in the contracts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import declarations_pb2, submissions_pb2, supplements_pb2

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING
from chassis.mapping import messages, to_message

from ..model.difference import TextDifference
from ..model.events import Section
from ..model.kept import KEPT_NAMED, KeptText
from ..model.supplement import Supplement, SupplementState
from ..model.team import Team

Compare = Callable[[str, str], TextDifference]


def writer(team: Team, account_id: str) -> str:
    """A member of the team by its number in it, or as one that has left: no account and no name (rule K4)."""
    if account_id in team.account_ids:
        return f"成员{team.number_of(account_id)}"
    return "已离开的成员" if account_id else ""


def declaration_view(team: Team, since: int, kept: Sequence[KeptText]) -> declarations_pb2.Declaration:
    """The draft since a revision, and the first of what was refused and kept."""
    return declarations_pb2.Declaration(
        team_id=team.id,
        revision=team.draft.revision,
        sections=[
            declarations_pb2.DraftSection(
                id=section.id,
                text=section.text,
                rich=section.rich,
                revision=section.revision,
                written_by=writer(team, section.by),
                written_at=section.at,
            )
            for section in team.draft.since(since)
        ],
        kept=[kept_view(team, one) for one in kept[:KEPT_NAMED]],
        kept_total=len(kept),
    )


def kept_view(team: Team, kept: KeptText, content: Section | None = None) -> declarations_pb2.KeptText:
    """A refused text; with its words where they are asked for."""
    return declarations_pb2.KeptText(
        id=kept.id,
        section=kept.section,
        text=content.text if content else "",
        rich=content.rich if content else "",
        read_revision=kept.read_revision,
        written_by=writer(team, kept.by),
        written_at=kept.at,
        length=kept.length,
    )


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
