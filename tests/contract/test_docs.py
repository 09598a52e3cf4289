"""What the documents point to is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

DOCUMENTS = sorted({*Path().glob("*.md"), *Path("docs").rglob("*.md"), *Path("k8s").rglob("*.md")})


def links_of(text: str) -> list[str]:
    """Relative targets of a document's links, without their anchors."""
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link.split("#", 1)[0] for link in found if not re.match(r"[a-z]+:", link) and link[0] != "#"]


def paths_of(text: str) -> list[str]:
    """Paths in code marks that begin with one of our folders and hold no placeholder."""
    ours = r"(?:chassis|services|gateway|cli|tests|proto|docs|editions|k8s|locks)/[\w./-]+"
    return [path for path in re.findall(rf"`({ours})`", text) if "..." not in path]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_and_paths_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [link for link in links_of(text) if not (document.parent / link).exists()] == []
    assert [path for path in paths_of(text) if not Path(path).exists()] == []


def test_a_dead_link_would_be_seen() -> None:
    assert links_of("[a](b.md#c) [d](https://example.invalid) [e](#f)") == ["b.md"]
    assert paths_of("`cli/events.py` and `cli/nothing.py`, `services/<service>/x.py`") == [
        "cli/events.py",
        "cli/nothing.py",
    ]


def test_both_readmes_say_the_same_things() -> None:
    """K5: Chinese beside English."""
    english, chinese = (Path(name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    other = {"README.md", "README.zh-CN.md"}
    assert set(links_of(english)) - other == set(links_of(chinese)) - other
    assert set(paths_of(english)) == set(paths_of(chinese))
    commands = re.compile(r"\./dasai \w+")
    assert set(commands.findall(english)) == set(commands.findall(chinese))


def test_the_licence_is_apache_two() -> None:
    text = Path("LICENSE").read_text(encoding="utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_nothing_that_is_made_is_committed() -> None:
    """Nothing generated from the contracts lies in the tree, and no secrets."""
    run = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    files = run.stdout.splitlines()
    assert [file for file in files if re.search(r"_pb2(_grpc)?\.pyi?$|^data/|\.pem$|\.key$", file)] == []
