"""A team has no more files than the edition allows, in a real database (rule C7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from cli.synthetic import small_pdf
from services.registration.editions.settings import requirements
from services.registration.materials import requests as materials_requests
from services.registration.materials.commands import evidence
from services.registration.teams import rules as teams_rules
from services.registration.teams import store as teams_store
from tests.service.registration.uploading import AT, MEMBER, begin_upload, complete_upload
from tests.unit.services.registration import builders as a

pytestmark = pytest.mark.usefixtures("registration")


def act(command: Callable[..., Any], request: Any) -> Any:
    """Return the answer of a command to the member's request."""
    with handling(Context(actor=MEMBER)):
        return command(request, MEMBER, AT)


def test_c7_a_team_at_the_limit_can_attach_a_file_after_it_removed_another() -> None:
    """C7: at the limit an upload and an attachment are refused with the limit; in place of another file it is accepted."""
    complete_upload(begin_upload(small_pdf("the last one")))
    team = teams_store.teams.get("t1")
    (piece,) = team.evidence
    limit = requirements().max_files
    team.evidence = tuple(a.audit(sha256=f"{n:064x}", id=f"e{n}") for n in range(limit))
    teams_store.teams.save(team)
    attach = materials_requests.AttachEvidence(team_id="t1", evidence=replace(piece, kind="manual"))
    for step in (lambda: begin_upload(small_pdf("one more")), lambda: act(evidence.attach_evidence, attach)):
        with pytest.raises(Refusal) as caught:
            step()
        assert caught.value.code == teams_rules.C7_TOO_MANY_FILES
        assert caught.value.facts == {"limit": str(limit)}
    act(evidence.remove_evidence, materials_requests.RemoveEvidence(team_id="t1", evidence_id="e0"))
    act(evidence.attach_evidence, attach)
    team = teams_store.teams.get("t1")
    assert len(team.evidence) == limit
    assert team.evidence[-1].kind == "manual"
