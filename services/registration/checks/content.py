"""How far a draft is from what was submitted first (rule C10)."""

from __future__ import annotations

from dasai.registration.v1 import submissions_pb2

from .. import store
from ..adapters import alignment, segmentation
from ..model.difference import share_changed
from ..model.iteration import ContentChange
from ..model.team import Team
from ..wire import requirements


def content_change(team: Team) -> ContentChange | None:
    """How far the draft's main content is from the first submitted version; None where there is none (rule C10)."""
    content = store.submission_content(team.receipts[0].digest) if team.receipts else None
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
