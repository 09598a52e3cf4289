"""The scheme editor and the score sheet follow what is described: a new field or criterion needs no new page (A5, E3)."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.portals import words
from gateway.portals.described import description
from gateway.portals.described.description import Field, scheme_fields
from gateway.portals.described.form import SchemeForm
from gateway.portals.forms import Form
from gateway.portals.participant.project import evidence_kinds
from gateway.portals.public.scheme_changes import percent
from gateway.portals.staff.round_names import round_named
from tests.unit.gateway.portals.test_pages import edition_2024 as edition_2024
from tests.unit.gateway.portals.test_pages import page_of

UNIT = SimpleNamespace(code="110000", official_name="2024年“数据要素×”大赛北京分赛", name=("北京", "Beijing"))


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> tuple[Field, ...]:
    """Return the fields of a scheme whose contract has got three more, and their words."""
    names = {
        "defence_minutes": description.Field("Scheme", "defence_minutes", "number", most=60),
        "finals_open": description.Field("Scheme", "finals_open", "yes_no"),
        "jury_note": description.Field("Scheme", "jury_note", "long_text", longest=2_000),
    }
    texts = {f"described.fields.Scheme.{name}": words.Text(f"新增项{name}", f"new {name}") for name in names}
    known = {**words.catalogue(), **texts}
    monkeypatch.setattr(words, "catalogue", lambda: known)
    monkeypatch.setattr(description, "catalogue", lambda: known)
    fields = (*scheme_fields(), *names.values())
    monkeypatch.setattr(description, "scheme_fields", lambda: fields)
    return fields


@pytest.mark.parametrize(("language", "label"), [("zh", "新增项defence_minutes"), ("en", "new defence_minutes")])
def test_a5_a_new_field_of_the_scheme_is_in_the_editor(grown: tuple[Field, ...], language: Any, label: str) -> None:
    """A5: by its kind, under its words, in the last group; nothing of the page names it."""
    form = SchemeForm({"defence_minutes": "15"})
    groups = description.groups()
    assert [each.name for each in groups[-1][1]] == ["defence_minutes", "finals_open", "jury_note"]
    values: dict[str, Any] = {"unit": UNIT, "division": None, "is_new_version": False, "step": SimpleNamespace(due="")}
    page = page_of(
        "staff/scheme.html",
        language,
        form=Form(form.values),
        entry=form,
        groups=groups,
        options_of=description.options_of,
        way=[],
        added="",
        **values,
    )
    assert label in page
    assert re.search(r'<input[^>]*id="defence_minutes"[^>]*value="15"', page)
    assert re.search(r'<input[^>]*id="finals_open"[^>]*type="checkbox"', page)
    assert re.search(r'<textarea[^>]*id="jury_note"', page)


def sheet_page(language: Any, *, blind: bool = False, **page: Any) -> str:
    """Return the page of a score sheet to fill in."""
    rubric = [
        {"id": "data_use", "name": "数据要素利用", "weight": "0.6", "text": ""},
        {"id": "rural-1", "name": "乡村振兴成效", "weight": "0.4", "text": "对乡村的带动作用"},
    ]
    sheet = {
        "sheet_id": "s1",
        "round_id": "division-110000-industry",
        "project_name": "合成项目",
        "state": "draft",
        "rubric": rubric,
        "scores": [],
        "scale": "100",
        "number": 0,
        "total": "",
        "versions": [],
        "sealed": False,
        "released": False,
        "blind": blind,
        "declaration": [],
    }
    values = {"evidence": [], "file": {}, "next_file": None, "chosen": "", **page}
    return page_of(
        "staff/sheet.html",
        language,
        sheet=sheet,
        round=round_named("division-110000-industry"),
        progress={"submitted": 0, "total": 1},
        written={},
        scores={},
        is_late=False,
        percent=percent,
        form=None,
        key="k",
        edits=False,
        done="",
        **values,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_e3_a_new_criterion_is_on_the_score_sheet(language: Any) -> None:
    """E3: the sheet asks for a score and a comment of each criterion of the rubric, whatever the scheme says."""
    page = sheet_page(language)
    assert [name in page for name in ("乡村振兴成效", "对乡村的带动作用", "40%")] == [True] * 3
    assert re.findall(r'<input[^>]*id="(score-[^"]+)"', page) == ["score-data_use", "score-rural-1"]
    assert re.findall(r'<textarea[^>]*id="(comment-[^"]+)"', page) == ["comment-data_use", "comment-rural-1"]


@pytest.mark.parametrize("part", ["", "file"])
def test_e3_a_sheet_shows_the_files_unless_it_is_blind(part: str) -> None:
    """E3: the list by kind and the chosen file, or that alone if scripts ask for it; of a blind sheet why there are none."""
    kind = evidence_kinds()[0]
    piece = {
        "id": "e1",
        "kind": kind.id,
        "file_name": "审计报告.pdf",
        "size_bytes": 9,
        "sha256": "a" * 64,
        "owner_uscc": "U1",
    }
    file = {**piece, "source": "/api/v1/teams/t1/material/m1", "shown_as": "pdf"}
    page = sheet_page("zh", evidence=[(kind, [piece])], file=file, chosen="e1", part=part)
    assert 'data-pdf="/api/v1/teams/t1/material/m1"' in page
    assert ("/staff/sheets/s1?file=e1" in page) is (part == "")
    reason = "材料文件可能含有参赛单位信息，不向专家展示"
    assert reason not in page
    hidden = sheet_page("zh", blind=True)
    assert (reason in hidden, 'id="file"' in hidden) == (True, False)
