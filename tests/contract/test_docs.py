"""Links and paths in the documents lead to existing files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS
from cli.containers import KUBERNETES

DOCUMENTS = sorted({*Path().glob("*.md"), *Path("docs").rglob("*.md"), *Path("k8s").rglob("*.md")})


def links_of(text: str) -> list[str]:
    """Return the relative targets of a document's links, without their anchors."""
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link.split("#", 1)[0] for link in links if not re.match(r"[a-z]+:", link) and link[0] != "#"]


def paths_of(text: str) -> list[str]:
    """Return the paths in code marks that begin with one of our folders and hold no placeholder."""
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


# programs of the environment that are on nobody's path: `./dasai` has a command for each
NOT_ON_THE_PATH = re.compile(r"(?:lint-imports|locust|uv|pytest|ruff|mypy|python3? -m)\b")


def commands_of(text: str) -> list[str]:
    """Return what a document gives to type: lines of its code blocks, and what stands in code marks."""
    blocks = re.findall(r"(?ms)^ *```(?:sh(?: run)?)?\n(.*?)^ *```$", text)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^ *```.*?^ *```$", "", text))
    return [line.strip() for block in blocks for line in block.splitlines()] + inline


def unknown_of(text: str) -> list[str]:
    """Return what a document gives to type, and a person can't: a program that is on no path, an unknown command."""
    lines = commands_of(text)
    wrong = [line for line in lines if NOT_ON_THE_PATH.match(line)]
    for line in lines:
        for name, _, word in re.findall(
            r"(?:\./|(?:--|server|worker|relay) )dasai ([a-z]+)( ([a-z]+(?:-[a-z]+)*))?", line
        ):
            entry = COMMANDS.get(name)
            inner = getattr(entry.command(name), "commands", {}) if entry else {}
            if entry is None or (inner and word and word not in inner):
                wrong.append(line)
    return wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_commands_in_the_documents_exist(document: Path) -> None:
    assert unknown_of(document.read_text(encoding="utf-8")) == []


def test_an_unknown_command_in_a_document_would_be_found() -> None:
    text = "`./dasai nothing`, `lint-imports`, `./dasai status`\n\n```sh\nlocust -f x\n./dasai identity turn\n```\n"
    assert unknown_of(text) == ["locust -f x", "lint-imports", "./dasai identity turn", "./dasai nothing"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_operators_guide_names_every_secret_with_its_keys(language: str) -> None:
    text = Path(f"docs/{language}/operators.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^ *\| `(dasai-\w+)` \| (.+?) \|", text)
    assert {name: tuple(re.findall(r"`(\w+)`", keys)) for name, keys in rows} == KUBERNETES


def test_kubernetes_has_the_namespace_before_what_goes_into_it() -> None:
    for language in ("en", "zh"):
        text = Path(f"docs/{language}/operators.md").read_text(encoding="utf-8")
        steps = re.findall(r"(?m)^ +kubectl apply (.+)$", text)
        assert steps == ["-f k8s/base/namespace.yaml", "-n dasai -f secrets/secrets.yaml", "-k k8s/overlays/production"]


def test_both_operators_guides_say_the_same_things() -> None:
    """K5: Chinese beside English."""
    chinese, english = (Path(f"docs/{name}/operators.md").read_text(encoding="utf-8") for name in ("zh", "en"))
    other = {"../zh/operators.md", "../en/operators.md"}
    assert set(links_of(english)) - other == set(links_of(chinese)) - other
    settings = re.compile(r"DASAI_[A-Z_]+|dasai_[a-z_]+|\((?:[A-K]\d+)\)|kubectl [^\n`]+|docker [^\n`]+")
    assert set(settings.findall(english)) == set(settings.findall(chinese.replace("（", "(").replace("）", ")")))
    assert len(re.findall(r"(?m)^## ", english)) == len(re.findall(r"(?m)^## ", chinese))


def test_the_licence_is_apache_two() -> None:
    text = Path("LICENSE").read_text(encoding="utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_nothing_that_is_made_is_committed() -> None:
    """Nothing generated from the contracts lies in the tree, and no secrets."""
    run = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    files = run.stdout.splitlines()
    assert [file for file in files if re.search(r"_pb2(_grpc)?\.pyi?$|^data/|\.pem$|\.key$", file)] == []
