"""What a rehearsal leaves for people."""

from __future__ import annotations

import json
from pathlib import Path

from cli.demo.rehearsal import changed_passwords, folder_of


def test_passwords_that_the_rehearsal_changed_are_told_once_it_is_ready(tmp_path: Path) -> None:
    """Before, nobody changed one; after, those first printed no longer let anybody in."""
    assert changed_passwords(tmp_path) == {}
    folder = folder_of(tmp_path)
    folder.mkdir(parents=True)
    (folder / "hosts.json").write_text(json.dumps({"secretariat": "its own", "host-110000": "of the host"}))
    assert changed_passwords(tmp_path) == {}
    (folder / "participant.json").write_text(json.dumps({"login": "participant", "password": "another"}))
    assert changed_passwords(tmp_path)["secretariat"] == "its own"
