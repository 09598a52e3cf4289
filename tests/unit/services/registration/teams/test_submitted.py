"""Drafts that the submitter has not seen, and changes since the submission (rules C8, C10)."""

from __future__ import annotations

from collections.abc import Callable

from chassis.facts.submissions import Section
from chassis.kernel.refusal import Refusal
from services.registration.teams.model.submitted import ChangedSince
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a


def _refusal_code(team: Team, revision: int, by: str = "account") -> str:
    """Submit the draft as seen at this revision; return the code of the refusal, empty if it is accepted."""
    try:
        team.submit(revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN, by=by)
    except Refusal as refusal:
        return refusal.code.name
    return ""


def test_c8_a_draft_that_the_submitter_has_not_seen_is_not_submitted() -> None:
    """C8: another's file, a file that went, a name that changed: each is looked at first, then submitted."""
    video = a.audit(id="e2", kind="video", sha256="cd" * 32, file_name="video.mp4")
    changes: dict[str, Callable[[Team], None]] = {
        "attached": lambda team: team.attach(video, a.REQUIREMENTS, at=a.WHILE_OPEN, by="another"),
        "detached": lambda team: team.detach("e2", at=a.WHILE_OPEN),
        "renamed": lambda team: team.change(
            team_name="新名", project_name="", representatives=(), requirements=a.REQUIREMENTS, at=a.WHILE_OPEN
        ),
        "asked": lambda team: team.add_co_organisation(a.organisation(2), frozenset(), a.REQUIREMENTS, at=a.WHILE_OPEN),
        "parted": lambda team: team.remove_co_organisation(a.code(2), at=a.WHILE_OPEN),
    }
    team = a.complete_team()
    for name, change in changes.items():
        read = team.draft.revision
        change(team)
        assert (name, _refusal_code(team, read)) == (name, "C8_CONTENT_MOVED_ON")
    assert _refusal_code(team, team.draft.revision) == ""
    assert team.draft.sections == a.complete_team().draft.sections


def test_c8_files_that_the_submitter_attached_count_as_seen_and_no_autosave_conflicts_with_them() -> None:
    """C8, C4: who saves and uploads at once may go on from what was read; of another's files one is told."""
    video = a.audit(id="e2", kind="video", sha256="cd" * 32, file_name="video.mp4")
    team = a.team()
    team.save_declaration(a.SECTIONS, 0, a.REQUIREMENTS, at=a.WHILE_OPEN, by="account")
    team.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN, by="account")
    team.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN, by="account")  # the same again is nothing new
    team.attach(video, a.REQUIREMENTS, at=a.WHILE_OPEN, by="account")
    assert team.draft.revision == 3
    assert _refusal_code(team, 1, by="another") == "C8_CONTENT_MOVED_ON"
    assert _refusal_code(team, 0) == "C8_CONTENT_MOVED_ON"
    assert _refusal_code(team, 1) == ""
    more = (Section(id="value.cases", text="更好的案例"),)
    assert team.save_declaration(more, 1, a.REQUIREMENTS, at=a.WHILE_OPEN, by="account") == ()
    assert _refusal_code(team, 3) == "C8_CONTENT_MOVED_ON"


def test_c10_changes_since_the_submission_are_listed_without_those_taken_back() -> None:
    """C10: sections and files beside the version submitted last."""
    team = a.complete_team()
    assert team.changed_since_submission is None
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    assert team.changed_since_submission is None
    better = (Section(id="value.cases", text="更好的案例"),)
    team.save_declaration(better, team.draft.revision, a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.detach("e1", at=a.WHILE_OPEN)
    assert team.changed_since_submission == ChangedSince(sections=("value.cases",), files=("audit.pdf",))
    team.save_declaration(a.SECTIONS, team.draft.revision, a.REQUIREMENTS, at=a.WHILE_OPEN)
    team.attach(a.audit(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert team.changed_since_submission is None
