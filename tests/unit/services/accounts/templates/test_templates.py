"""Every template is whole in Chinese and English, and names only facts that there are (K2, K4, K5)."""

from __future__ import annotations

import re

import pytest
from dasai.review.v1 import events_pb2 as review_pb2
from dasai.scoring.v1 import events_pb2 as scoring_pb2

from chassis.edition import load_edition
from chassis.edition.names import check_names
from cli.stack.program import ROOT
from services.accounts.templates.model.template import CATEGORY_NAMES, MANDATORY, WORDS, Category, Template, filled
from services.accounts.templates.model.texts import TEMPLATES
from services.publicity.notices.model.wording import STRUCK
from services.registration.teams.rules import B7_CLAIM_DISMISSED, B7_CLAIM_UPHELD
from services.review.cases.events import ReopeningReason
from services.review.cases.rules import D1_REJECTED
from services.review.disqualifications.commands import C12_WITHDRAWN
from services.review.national_check.rules import (
    F1_NOT_RECOMMENDED,
    F5_DUPLICATE_PERSON,
    F5_DUPLICATE_PROJECT,
    F8_OBJECTION_UPHELD,
)
from services.review.recommendations.rules import F8_ORDER_DRAWN

_BRACE = re.compile(r"\{(\w+)\}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DIVISIONS = {"110000": ("2024年“数据要素×”大赛北京分赛", "the division Beijing")}
# what no message may be filled with (K4)
_PERSONAL = re.compile("identity|person|mobile|email|address|login|representative")


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_k5_a_template_is_whole_in_both_languages(template: Template) -> None:
    """K5: titles and texts, in Chinese and English, with nothing to fill in that no fact fills."""
    assert all(_CHINESE.search(_BRACE.sub("团队", text)) for text in template.zh)
    assert not any(_CHINESE.search(text) for text in (*template.en, template.mail_en))
    assert len(_BRACE.sub("", template.zh[0])) <= 40
    named = {name for text in (*template.zh, *template.en, template.link) for name in _BRACE.findall(text)}
    assert named <= set(template.facts)
    assert set(template.facts) - named <= {"team_id", "number"}
    in_mail = {name for text in (template.mail_zh, template.mail_en) for name in _BRACE.findall(text)}
    assert in_mail == set(template.secrets)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_k4_no_template_takes_personal_data(template: Template) -> None:
    """K4: neither names, numbers nor addresses of people; what is secret stays out of what is stored."""
    assert [name for name in template.facts if _PERSONAL.search(name)] == []
    assert set(template.secrets) & set(template.facts) == set()


# what messages are filled with as it is: names that people gave, what people wrote, and numbers that people count by
_AS_IT_IS = {
    *("team_name", "project_name", "organisation", "activity", "award"),
    *("reason", "asked", "title", "text", "title_en", "text_en"),
    *("number", "version", "place", "missing", "certificate", "digest"),
}
_CODE = re.compile(r"[A-Z][0-9]{1,2}_[A-Z]|[a-z]_[a-z]|[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_k5_no_template_prints_a_code_or_an_identifier(template: Template) -> None:
    """K5: of what fills it, instants, divisions and stable words are said in words, also those that no words are known of."""
    printed = {name for text in (*template.zh, *template.en) for name in _BRACE.findall(text)}
    said = {name for name in printed if name in WORDS or name == "division" or name.endswith("_at")}
    assert printed - said <= _AS_IT_IS
    words = {name: [*WORDS[name], "B10_FALSE_DECLARATION", "something_new"] for name in printed & set(WORDS)}
    codes = ["110000", "0b6f3f5e-6a4d-4c9e-9f51-000000000000"]
    for number in range(max(map(len, (codes, *words.values())))):
        facts = dict.fromkeys(template.facts, "合成")
        facts |= {name: "2024-08-20T15:59:59+00:00" for name in template.facts if name.endswith("_at")}
        facts |= {name: each[number % len(each)] for name, each in words.items()}
        facts |= {"division": codes[number % 2]} if "division" in template.facts else {}
        text = template.render(facts, _DIVISIONS)
        assert [each for each in (text.title_zh, text.text_zh, text.title_en, text.text_en) if _CODE.search(each)] == []


def test_k5_each_code_by_which_a_place_is_lost_has_its_words() -> None:
    """K5: those of review and of claims to names; what a person named as the rule is said to be a disqualification."""
    of_review = {C12_WITHDRAWN, D1_REJECTED, F1_NOT_RECOMMENDED, F5_DUPLICATE_PERSON, F5_DUPLICATE_PROJECT}
    struck = {F8_OBJECTION_UPHELD, F8_ORDER_DRAWN.name, *STRUCK}
    assert of_review | struck | {B7_CLAIM_UPHELD.name, B7_CLAIM_DISMISSED.name} == set(WORDS["rule"])
    facts = {"team_id": "1", "team_name": "队", "rule": "B10_FALSE_DECLARATION"}
    struck_by_ruling = TEMPLATES["finalist_struck"].render(facts, _DIVISIONS)
    assert struck_by_ruling.text_zh == "团队“队”已从决赛名单中移除。原因：被取消参赛资格。"
    assert (
        struck_by_ruling.text_en == "Team 队 was struck from the list of finalists. Reason: the team was disqualified."
    )
    rejected = TEMPLATES["place_lost"].render(
        {"division": "110000", "project_name": "项目", "rule": "D1_REJECTED"}, _DIVISIONS
    )
    assert "原因：资格复核未通过。" in rejected.text_zh
    assert rejected.text_en == "项目 lost its place: it did not pass its review. The secretariat's notice follows."


def test_k5_each_stable_word_of_the_events_has_its_words() -> None:
    """K5: outcomes of reviews, reasons of reopening, standings of local awards."""
    outcomes = {name.removeprefix("OUTCOME_").lower() for name in review_pb2.Outcome.DESCRIPTOR.values_by_name} - {
        "unspecified"
    }
    standings = {
        name.removeprefix("AWARD_STANDING_").lower() for name in scoring_pb2.AwardStanding.DESCRIPTOR.values_by_name
    }
    assert outcomes <= set(WORDS["outcome"])
    assert standings - {"unspecified"} == set(WORDS["standing"])
    assert {reason.value for reason in ReopeningReason} == set(WORDS["cause"])


def test_j1_no_template_alters_an_official_name() -> None:
    """J1: the contest and its divisions are named by facts, which hold the official names."""
    edition = load_edition(ROOT / "editions" / "2024.yaml")
    texts = [text for template in TEMPLATES.values() for text in (*template.zh, template.mail_zh)]
    assert [text for text in texts if check_names(text, edition)] == []


def test_k2_categories_have_names_and_the_mandatory_ones_are_what_the_rules_demand() -> None:
    """K2: security, review, results, and what hosts are told of their divisions."""
    assert set(CATEGORY_NAMES) == set(Category)
    assert {Category.SECURITY, Category.REVIEW, Category.RESULTS, Category.DIVISION} == MANDATORY
    assert {template.category for template in TEMPLATES.values()} == set(Category)


def test_facts_are_said_in_the_words_of_each_language() -> None:
    """K5: instants in Beijing time, divisions by their official names, stable words translated."""
    facts = {
        "team_id": "team-1",
        "team_name": "合成队",
        "number": "2",
        "reason": "不符合要求。",
        "appeal_until_at": "2024-08-20T15:59:59+00:00",
    }
    text = TEMPLATES["review_rejected"].render(facts, _DIVISIONS)
    assert text.text_zh == (
        "团队“合成队”第2版项目的资格审查结果：不通过。理由：不符合要求。 如有异议，可在北京时间2024年8月20日 23:59:59前申诉一次。"
    )
    assert "until 20 August 2024, 23:59:59 Beijing time" in text.text_en
    assert text.link == "/teams/team-1"
    opened = TEMPLATES["registration_opened"].render({"division": "110000"}, _DIVISIONS)
    assert opened.title_zh == "2024年“数据要素×”大赛北京分赛已开放报名"
    settled = TEMPLATES["appeal_settled"].render(
        {"team_id": "1", "team_name": "队", "outcome": "granted", "reason": "…"}, _DIVISIONS
    )
    assert settled.title_zh == "团队“队”的申诉结果：支持"
    assert settled.title_en == "The appeal of team 队: granted"
    assert all(_CHINESE.search(zh) and not _CHINESE.search(en) for each in WORDS.values() for zh, en in each.values())


def test_what_people_wrote_is_not_filled_again() -> None:
    """A reason with braces stays as it was written."""
    assert filled("{reason} {team_name}", {"reason": "{team_name}", "team_name": "队"}) == "{team_name} 队"


def test_a_message_keeps_exactly_the_facts_of_its_template() -> None:
    """Too few or too many are a mistake of ours, seen at once; a long one is cut, and shows that it is."""
    template = TEMPLATES["roles_changed"]
    assert template.checked({"reason": "字" * 4000}) == {"reason": "字" * 4000}
    assert template.checked({"reason": "字" * 4001}) == {"reason": "字" * 3998 + "……"}
    for wrong in ({}, {"reason": "x", "name": "y"}):
        with pytest.raises(ValueError, match="roles_changed takes"):
            template.checked(wrong)
