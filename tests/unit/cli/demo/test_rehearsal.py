"""What a rehearsal leaves for people."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from chassis.edition import load_edition
from cli.demo.rehearsal import changed_passwords, folder_of
from cli.demo.rehearsed_work import late_scheme
from cli.demo.world import Plan
from cli.stack.program import ROOT


def test_passwords_that_the_rehearsal_changed_are_told_once_it_is_ready(tmp_path: Path) -> None:
    """Before, nobody changed one; after, those first printed no longer let anybody in."""
    assert changed_passwords(tmp_path) == {}
    folder = folder_of(tmp_path)
    folder.mkdir(parents=True)
    (folder / "hosts.json").write_text(json.dumps({"secretariat": "its own", "host-110000": "of the host"}))
    assert changed_passwords(tmp_path) == {}
    (folder / "participant.json").write_text(json.dumps({"login": "participant", "password": "another"}))
    assert changed_passwords(tmp_path)["secretariat"] == "its own"


def test_the_application_that_waits_can_still_be_approved_and_published() -> None:
    """A4: when a rehearsal begins, a minute after registration opened, that division's registration is days ahead."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 1, 1)
    opens = datetime.fromisoformat(late_scheme(plan)["registration_opens"])
    assert plan.opens + timedelta(days=7) < opens < plan.registration_closes
