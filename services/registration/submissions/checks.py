"""Compare a draft with what was submitted first (rule C10)."""

from __future__ import annotations

from dasai.registration.v1 import submissions_pb2

from ..editions.settings import requirements
from ..teams import store as teams_store
from ..teams.model.content_change import ContentChange
from ..teams.model.team import Team
from .adapters import alignment, segmentation
from .model.difference import share_changed


def content_change(team: Team) -> ContentChange | None:
    """Return the change of the draft's main content since the first version; None if there is none (rule C10).

    Raises TextNotReadError if the main sections were not read with the team.
    """
    content = teams_store.submission_content(team.receipts[0].digest) if team.receipts else None
    if content is None:
        return None
    main = frozenset(requirements().iteration.main_sections)
    first = submissions_pb2.Submission.FromString(content)
    share, sections = share_changed(
        {section.id: section.text for section in first.declaration if section.id in main},
        {section.id: section.text for section in team.draft.sections if section.id in main},
        segmentation.words,
        alignment.opcodes,
    )
    return ContentChange(share=str(share), sections=sections)
