"""What a submission is held against, and what a team is told of it before it submits (rules B3, B8 to B10, C4, C5, C7, C10).

The same checks for both, so that what a team reads is what submitting would answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from dasai.registration.v1 import projects_pb2, service_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse_unless
from chassis.refusals import NOT_FOUND

from .. import store, wire
from ..adapters import alignment, segmentation
from ..model.difference import share_changed
from ..model.iteration import ContentChange, judged
from ..model.team import Team
from ..wire import remarks, requirements
from .affiliations import require_unaffiliated
from .stored import usable
from .teams import prolonged

Check = Callable[[], Any]


def taking_part(team: Team) -> list[Check]:
    """Whether its organisations may take part, as far as is known now (rules B8, B3)."""
    codes = [organisation.uscc for organisation in team.organisations]
    records = (store.organisations.peek(code) for code in codes)
    heads = store.credit_heads()
    return [
        lambda: require_unaffiliated(codes, store.organisers(team.division_code)),
        *(partial(record.require_credit, heads) for record in records if record is not None),
    ]


def content_change(team: Team) -> ContentChange | None:
    """How far the draft's main content is from the first submitted version; None where there is none (rule C10)."""
    content = store.submission_content(team.receipts[0].digest) if team.receipts else None
    if content is None:
        return None
    main = frozenset(requirements().iteration.main_sections)
    first = service_pb2.Submission.FromString(content)
    share, sections = share_changed(
        {section.id: section.text for section in first.declaration if section.id in main},
        {section.id: section.text for section in team.draft.sections if section.id in main},
        segmentation.words,
        alignment.opcodes,
    )
    return ContentChange(share=str(share), sections=sections)


def get_completeness(team_id: str, actor: Actor, at: Instant) -> projects_pb2.Completeness:
    """What is done, missing and in the way, and whether the caller may submit, for the team alone (rules C4, K1)."""
    team = store.teams.look(team_id)
    refuse_unless(actor.account_id in team.account_ids, NOT_FOUND, what="team")
    prolonged(team, at)
    obstacles, told = _submittable(team) if team.is_writable(at) else ([], remarks.of_names(team.name_findings))
    known = {one.code.name for one in obstacles}
    found = [one for one in remarks.of_findings(team.findings) if one.code not in known]
    return wire.completeness_view(
        team,
        requirements(),
        account_id=actor.account_id,
        at=at,
        obstacles=[remarks.obstacle(one) for one in obstacles],
        remarks=[*found, *told],
    )


def _submittable(team: Team) -> tuple[list[Refusal], list[projects_pb2.Remark]]:
    """What submitting would be refused for, and what a reviewer would look at."""
    told = remarks.of_names(team.name_findings)

    def content() -> None:
        # where nothing changed since, the last version has passed this
        change = content_change(team) if team.changed_since_submission is not None else None
        noted = judged(change, requirements().iteration, requirements().names) if change is not None else None
        if noted is not None:
            told.append(remarks.of_change(noted.percent))

    checks = (*taking_part(team), *usable(team), content)
    return [refusal for check in checks if (refusal := _refusal(check)) is not None], told


def _refusal(check: Check) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None
