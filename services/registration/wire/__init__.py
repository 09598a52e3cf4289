"""Contracts to commands and views, and events to contracts: the one place where registration's two languages meet.

A module an area; each has its own tables `EVENTS` and `COMMANDS`, which are one here.
"""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import page_pb2

from chassis.mapping import from_message

from . import (
    activities,
    affiliations,
    colleagues,
    divisions,
    joint_teams,
    learnt,
    materials,
    names,
    organisations,
    remarks,
    teams,
)
from .affiliations import affiliations_view
from .colleagues import accounts_view, colleague_invitation_view
from .completeness import completeness_view
from .divisions import (
    catalogue,
    division_name,
    division_view,
    version_views,
)
from .joint_teams import co_organisation_view, invitation_key, invitation_view
from .materials import file_rules, material_view, upload_view
from .names import screening_view, word_list_view
from .organisations import organisation_view
from .projects import (
    declaration_view,
    difference_view,
    draft_as_submission,
    kept_view,
    supplement_view,
    writer,
)
from .teams import receipt_view, requirements, requirements_of, team_line, team_view

EVENTS: dict[type, Any] = {
    **affiliations.EVENTS,
    **activities.EVENTS,
    **divisions.EVENTS,
    **materials.EVENTS,
    **names.EVENTS,
    **organisations.EVENTS,
    **teams.EVENTS,
}
COMMANDS: dict[type, Any] = {
    **activities.COMMANDS,
    **affiliations.COMMANDS,
    **colleagues.COMMANDS,
    **divisions.COMMANDS,
    **joint_teams.COMMANDS,
    **materials.COMMANDS,
    **names.COMMANDS,
    **organisations.COMMANDS,
    **teams.COMMANDS,
}


def command(request: Any) -> Any:
    """The command that a request asks for."""
    return from_message(request, COMMANDS[type(request)])


def page_response(token: str) -> page_pb2.PageResponse:
    """What follows a page."""
    return page_pb2.PageResponse(next_page_token=token)


__all__ = [
    "COMMANDS",
    "EVENTS",
    "accounts_view",
    "affiliations_view",
    "catalogue",
    "co_organisation_view",
    "colleague_invitation_view",
    "command",
    "completeness_view",
    "declaration_view",
    "difference_view",
    "division_name",
    "division_view",
    "draft_as_submission",
    "file_rules",
    "invitation_key",
    "invitation_view",
    "kept_view",
    "learnt",
    "material_view",
    "organisation_view",
    "page_response",
    "receipt_view",
    "remarks",
    "requirements",
    "requirements_of",
    "screening_view",
    "supplement_view",
    "team_line",
    "team_view",
    "upload_view",
    "version_views",
    "word_list_view",
    "writer",
]
