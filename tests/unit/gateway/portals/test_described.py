"""Forms that are built from a description: every field has its words, and what is typed makes the body of the API (A5, A6)."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from dasai.common.v1 import contest_pb2
from pydantic import Field

from chassis.edition import load_edition
from cli.demo.world import Plan
from cli.stack.program import ROOT
from gateway.api.body import Moment, RequestBody, Text
from gateway.api.registration.activities import NewActivity
from gateway.api.registration.divisions import Scheme
from gateway.portals import language
from gateway.portals.described.description import (
    NOT_ASKED,
    activity_fields,
    every_field,
    fields_of,
    groups,
    label_of,
    scheme_fields,
)
from gateway.portals.described.form import SchemeForm, Unreadable, body_read, scheme_shown, values_written
from gateway.portals.described.lines import lines_of
from gateway.portals.public.scheme_changes import changes_between

PLAN = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 3)


class Renamed(RequestBody, of=contest_pb2.SchemeStage):
    """A body with a field of each kind that a form knows, as a later version of a contract may have it."""

    name: Text
    opens: Moment
    blind: bool = False
    advancing_per_track: Annotated[int, Field(ge=0, le=9)] = 0


def scheme() -> dict[str, Any]:
    """Return a scheme as the API shows it."""
    return Scheme.model_validate(PLAN.scheme(0)).model_dump(mode="json")


def faults_of(form: SchemeForm) -> dict[str, str]:
    """Return what a form is refused for, by the field of the form."""
    with pytest.raises(Unreadable) as unreadable:
        form.read()
    refused = unreadable.value
    return {refused.names.get(fault.field, fault.field): fault.zh for fault in refused.problem.faults}


@pytest.mark.parametrize("shown_in", ["zh", "en"])
def test_a5_a6_each_field_and_each_choice_has_words(shown_in: language.Language) -> None:
    """A5, A6: a field of the contract without words fails here, before a host sees it; each is in a group of the form."""
    with language.Rendering(shown_in):
        for each in (*every_field(), *every_field(activity_fields())):
            assert "" not in (each.label, *map(each.choice, each.choices))
        asked = [each.name for _, fields in groups() for each in fields]
    assert sorted(asked) == sorted(set(Scheme.model_fields) - {name.partition(".")[2] for name in NOT_ASKED})


def test_a5_a_scheme_is_the_same_after_it_went_through_the_form() -> None:
    """A5: nothing is lost or changed, with a topic refined, an hour to the second, and rows in their order."""
    filed = scheme()
    filed["tracks"][0]["topics"][1] |= {"refined_title": "细化", "refined_text": "两行\n文字"}
    filed["registration_closes"] = "2024-07-31T23:59:59+08:00"
    read, names = SchemeForm.of(filed).read()
    assert read == Scheme.model_validate(filed)
    shown = scheme_shown(Scheme.model_validate(filed))
    assert changes_between(shown, scheme_shown(SchemeForm.of(shown).read()[0])) == []
    assert names["rubric[1].weight"] == "rubric.1.weight"


def test_a5_a_contact_is_a_group_that_may_be_left_out_as_a_whole() -> None:
    """A5: an empty group is none; what is typed into one field of it makes the whole group."""
    form = SchemeForm.of(scheme())
    empty = {name: "" if name.startswith("contact.") else value for name, value in form.values.items()}
    assert SchemeForm(empty).read()[0].contact is None
    read, names = SchemeForm({**empty, "contact.office": "大赛办公室", "contact.email": "office@example.org"}).read()
    assert read.contact is not None
    assert (read.contact.office, read.contact.email, read.contact.telephone) == ("大赛办公室", "office@example.org", "")
    assert names["contact.email"] == "contact.email"
    shown = next(each for each in scheme_fields() if each.name == "contact")
    with language.Rendering("zh"):
        assert label_of("contact.email") == "公开联系方式 · 电子邮箱"
        assert lines_of(shown, {"office": "大赛办公室", "email": "office@example.org"}) == [
            "联系部门: 大赛办公室 · 电子邮箱: office@example.org"
        ]
        assert lines_of(shown, None) == []


def test_a5_a_faulty_field_is_named_where_it_was_typed() -> None:
    """A5: a text that is empty, a number, a time and a choice that can't be read, beside an empty row that counts for nothing."""
    form = SchemeForm.of(scheme()).changed_by("add.stages").changed_by("add.organising_bodies")
    values = {
        **form.values,
        "organising_bodies.1.name": "合成单位",
        "decimals": "two",
        "review_closes": "next week",
        "stages.0.opens": "",
    }
    assert faults_of(SchemeForm(values)) == {
        "organising_bodies.1.uscc": "请填写统一社会信用代码。",
        "decimals": "请用非负整数填写得分保留小数位数。",
        "review_closes": "请填写资格审查截止（日期和时间）。",
        "stages.0.opens": "请填写阶段开始（日期和时间）。",
        "organising_bodies.1.role": "请选择组织角色。",
    }


def test_a5_rows_are_added_and_removed_without_scripts() -> None:
    """A5: the rows behind a removed one move up; what tells rows apart stays with its row and is given to a new one."""
    form = SchemeForm.of(scheme()).changed_by("add.rubric").changed_by("remove.rubric.0")
    count = len(PLAN.edition.scoring.criteria)
    assert len(form.rows("rubric")) == count
    assert form.values["rubric.0.id"] == PLAN.edition.scoring.criteria[1].id
    assert form.values[f"rubric.{count - 1}.id"] == "rubric-1"
    assert len(form.references("rubric")) == count
    assert form.changed_by("remove.rubric.x") is form
    assert form.changed_by("file") is form


def test_a5_a_first_application_begins_with_what_the_edition_proposes() -> None:
    """A5: its rubric and numbers; dates, topics and the host's own name are asked for."""
    form = SchemeForm.new()
    assert form.values["scale"] == format(PLAN.edition.scoring.highest, "f")
    assert set(faults_of(form)) == {
        "registration_opens",
        "registration_closes",
        "submission_closes",
        "review_closes",
        "scoring_closes",
    }


def test_a6_an_activity_is_read_by_the_same_means() -> None:
    """A6: an activity as the API shows it fills in its form and comes back."""
    facts = {
        "kind": "exchange",
        "title": "调研交流",
        "text": "",
        "place": "市民中心",
        "online_address": "",
        "begins": "2024-07-13T01:00:00Z",
        "ends": "2024-07-13T03:00:00Z",
        "sign_up_closes": "2024-07-11T01:00:00Z",
        "capacity": 20,
    }
    written = values_written(activity_fields(), facts)
    assert written["begins"] == "2024-07-13T09:00"
    body, _ = body_read(NewActivity, activity_fields(), written)
    assert (body.title, body.capacity, body.begins.isoformat()) == ("调研交流", 20, "2024-07-13T09:00:00+08:00")


def test_a5_what_no_page_was_made_for_is_told_in_lines_by_its_description() -> None:
    """A5: a new field of a contract needs its words and no page: its kind and its lines follow from the description."""
    fields = fields_of(Renamed)
    assert [(each.name, each.kind, each.most) for each in fields] == [
        ("name", "text", None),
        ("opens", "moment", None),
        ("blind", "yes_no", None),
        ("advancing_per_track", "number", 9),
    ]
    with language.Rendering("zh"):
        values = ("初评", "2024-06-03T01:00:00Z", True, 3)
        assert [lines_of(each, value) for each, value in zip(fields, values, strict=True)] == [
            ["初评"],
            ["2024年6月3日 9:00"],
            ["是"],
            ["3"],
        ]
        stages = next(each for each in scheme_fields() if each.name == "stages")
        assert lines_of(stages, [{"id": "a", "name": "初评", "kind": "roadshow"}]) == [
            "阶段名称: 初评 · 评审方式: 路演答辩"
        ]


def test_a5_a_path_of_the_api_is_told_in_words() -> None:
    """A5: hints name the field as the form does; an unknown path stays as it is."""
    with language.Rendering("zh"):
        assert label_of("rubric[0].name") == "评分标准（第1项） · 评分项名称"
        assert label_of("reason") == "reason"
        assert label_of("title", activity_fields()) == "活动名称"
