"""Teams as messages that hold sentences and labels for people."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import submissions_pb2, teams_pb2

from chassis.edition.current import edition
from chassis.mapping import messages
from chassis.permissions import Audience, show

from ..editions.model import Requirements
from . import wire
from .model.team import Team


def team_view(team: Team, requirements: Requirements, *, all_shown: bool) -> teams_pb2.Team:
    """Return a team as its own accounts see it, with those texts of the draft that were read.

    The draft's revision is in it only if every text that the caller may not know is shown too (`all_shown`): whoever saves or
    submits from a revision says that its texts were read (rules C4, C8).
    """
    view = team_line(team, requirements, Audience.TEAM)
    if all_shown:
        view.draft_revision = team.draft.revision
    view.draft.extend(messages(team.draft.read_so_far(), contest_pb2.Section))
    view.evidence.extend(messages(team.evidence, contest_pb2.Evidence))
    return view


def team_line(team: Team, requirements: Requirements, audience: Audience) -> teams_pb2.Team:
    """Return a team for a list; only its own accounts see what is missing and not submitted (rule K1)."""
    line = wire.team_message(team, audience)
    if audience is Audience.TEAM:  # who is not shown it need not wait for it
        if team.identity_consent is not None:
            stated = team.identity_consent
            line.identity_consent.CopyFrom(
                teams_pb2.IdentityConsent(version=stated.version, stated_at=stated.stated_at)
            )
        line.missing.extend(wire.missing_items(team, requirements))
        changed = changed_since_submission(team)
        if changed is not None:
            line.changed_since_submission.CopyFrom(changed)
    return show(line, audience)


def changed_since_submission(team: Team) -> submissions_pb2.ChangedSinceSubmission | None:
    """Return what of the draft is not submitted, in words (rule C10); None if nothing changed or nothing was submitted."""
    change = team.changed_since_submission
    if change is None:
        return None
    names = {section.id: section for section in edition().sections}
    sections = [names[section] for section in change.sections if section in names]
    number = team.receipts[-1].submission_number
    zh, en = [], []
    if sections:
        zh.append(f"{len(sections)}个栏目（{'、'.join(section.zh for section in sections)}）")
        en.append(
            f"{len(sections)} section{'s' if len(sections) > 1 else ''} ({', '.join(section.en for section in sections)})"
        )
    if change.files:
        zh.append(f"{len(change.files)}份材料（{'、'.join(change.files)}）")
        en.append(f"{len(change.files)} file{'s' if len(change.files) > 1 else ''} ({', '.join(change.files)})")
    return submissions_pb2.ChangedSinceSubmission(
        sections=[section.id for section in sections],
        section_names_zh=[section.zh for section in sections],
        section_names_en=[section.en for section in sections],
        files=change.files,
        words_zh=f"第{number}版之后修改了{'和'.join(zh)}，尚未提交。",
        words_en=f"Changed since version {number} and not submitted: {' and '.join(en)}.",
    )


def accounts_view(team: Team, code: str) -> teams_pb2.ListAccountsResponse:
    """Return the team's accounts by their labels, without any name (rule K4), and the code for colleagues."""
    return teams_pb2.ListAccountsResponse(
        accounts=[
            teams_pb2.TeamAccount(
                account_id=account_id,
                called=member_label(team, account_id),
                organisation_uscc=team.acts_for(account_id),
                since=team.members.of(account_id).since,
            )
            for account_id in team.account_ids
        ],
        invitation_code=code,
    )


def member_label(team: Team, account_id: str) -> str:
    """Return a member's number in the team, or that it has left: neither account nor name (rule K4)."""
    if account_id in team.account_ids:
        return f"成员{team.members.of(account_id).number}"
    return "已离开的成员" if account_id else ""
