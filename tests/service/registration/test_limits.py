"""C7: a team at the edition's number of files, over a real database."""

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
from tests.service.registration.uploading import AT, MEMBER, begun, completed
from tests.unit.services.registration import builders as a

pytestmark = pytest.mark.usefixtures("registration")


def acted(act: Callable[..., Any], command: Any) -> Any:
    """What a command of the member's answers."""
    with handling(Context(actor=MEMBER)):
        return act(command, MEMBER, AT)


def test_c7_a_team_at_the_limit_takes_a_file_once_another_went() -> None:
    """C7: one more than the edition takes is refused with the limit, uploaded or attached; in place of another it is taken."""
    completed(begun(small_pdf("the last one")))
    team = teams_store.teams.get("t1")
    (piece,) = team.evidence
    limit = requirements().max_files
    team.evidence = tuple(a.audit(sha256=f"{n:064x}", id=f"e{n}") for n in range(limit))
    teams_store.teams.save(team)
    attach = materials_requests.AttachEvidence(team_id="t1", evidence=replace(piece, kind="manual"))
    for act in (lambda: begun(small_pdf("one more")), lambda: acted(evidence.attach_evidence, attach)):
        with pytest.raises(Refusal) as caught:
            act()
        assert (caught.value.code, caught.value.facts) == (teams_rules.C7_TOO_MANY_FILES, {"limit": str(limit)})
    acted(evidence.remove_evidence, materials_requests.RemoveEvidence(team_id="t1", evidence_id="e0"))
    acted(evidence.attach_evidence, attach)
    team = teams_store.teams.get("t1")
    assert (len(team.evidence), team.evidence[-1].kind) == (limit, "manual")
