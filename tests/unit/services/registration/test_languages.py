"""Each text of a refusal is in one language, including its facts (rule K5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal, Term, refuse
from chassis.mongo.codec import from_state, to_state
from services.registration.editions.model import Iteration
from services.registration.materials import rules as materials_rules
from services.registration.materials.model.file_names import clean_name, extension_type
from services.registration.materials.model.material import Upload, UploadState
from services.registration.teams.model.content_change import ContentChange, judged
from services.registration.teams.model.entry import check_names, check_representatives
from tests.unit.services.registration import builders as a

# a name that people gave, which is never translated
GIVEN = a.organisation(2).name
CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef]")
# several words in a row; a single word may be an abbreviation
ENGLISH = re.compile(r"[A-Za-z]{2,}[ ,/]+[A-Za-z]{2,}")


def submit_incomplete_team() -> None:
    team = a.team(co_organisations=(a.organisation(2),))
    team.submit(0, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)


def change_too_much() -> None:
    limits = Iteration(main_sections=("value.cases",), refuse_above=Decimal("0.5"))
    change = ContentChange(share="0.9", sections=("overview.background", "value.cases"))
    judged(change, limits, a.REQUIREMENTS.names)


def name_representative_of_another_organisation() -> None:
    people = tuple(replace(person, organisation_uscc=a.code(9)) for person in a.entry().representatives)
    check_representatives(people, frozenset({a.code(1)}), a.REQUIREMENTS)


REFUSED: tuple[tuple[str, str, Callable[[], Any]], ...] = (
    ("C4_INCOMPLETE", f"overview.background,value.cases,audit,{a.code(2)}", submit_incomplete_team),
    ("C10_CONTENT_CHANGED", "overview.background,value.cases", change_too_much),
    ("B2_TEAM_COMPOSITION", "organisation_twice", lambda: a.team(co_organisations=(a.organisation(1),))),
    ("B2_TEAM_COMPOSITION", "name_length", lambda: check_names("长" * 101)),
    ("B2_TEAM_COMPOSITION", "representative_elsewhere", name_representative_of_another_organisation),
    *(
        ("C7_NAME_INVALID", reason, lambda name=name: clean_name(name))
        for reason, name in (
            ("unseen", "a\u200b.pdf"),
            ("path", "a/b.pdf"),
            ("characters", "a?.pdf"),
            ("ends", "a.pdf "),
            ("begins", ""),
            ("device", "con.pdf"),
            ("long", "a" * 200),
        )
    ),
    ("C7_EXTENSION_NOT_ALLOWED", ".jpg,.jpeg", lambda: extension_type("a.exe", ("image/jpeg",))),
)


@pytest.mark.parametrize(("code", "fact", "call"), REFUSED, ids=[f"{code}-{fact}" for code, fact, _ in REFUSED])
def test_k5_each_text_is_in_one_language_and_programs_get_the_plain_fact(
    code: str, fact: str, call: Callable[[], Any]
) -> None:
    """K5: the English text has no Chinese except names that people gave; the Chinese text has no English words in a row."""
    with pytest.raises(Refusal) as caught:
        call()
    refusal = caught.value
    assert refusal.code.name == code
    assert fact in refusal.facts.values()
    assert CHINESE.findall(refusal.en.replace(GIVEN, "")) == []
    assert ENGLISH.findall(refusal.zh.replace(GIVEN, "")) == []
    assert "{" not in refusal.zh + refusal.en


def test_c7_k5_a_refused_upload_is_refused_again_with_the_same_text() -> None:
    """C7, K5: the facts of the refusal are stored with their words in both languages."""
    upload = Upload(
        id="upload",
        team_id="team",
        account_id="account",
        kind="audit",
        file_name="a.zip",
        owner_uscc=a.code(1),
        size_bytes=1,
        state=UploadState.OPEN,
        created_at=a.WHILE_OPEN,
        expires_at=a.SUBMISSION_CLOSES,
    )
    with pytest.raises(Refusal) as first:
        refuse(materials_rules.C7_BOMB, what=Term("zip_ratio", "压缩比过高", "a file packed more than real ones are"))
    upload.refuse(first.value)
    stored = from_state(Upload, "upload", 1, to_state(upload))
    with pytest.raises(Refusal) as again:
        stored.require_open(a.WHILE_OPEN)
    assert again.value == first.value
    assert again.value.facts == {"what": "zip_ratio"}
    assert CHINESE.findall(again.value.en) == []
    assert ENGLISH.findall(again.value.zh) == []


def test_k5_the_patterns_find_chinese_and_english() -> None:
    """K5: the tests above would find a text that mixes both languages."""
    assert CHINESE.findall("A team’s names、titles") == ["、"]
    assert CHINESE.findall("x（子公司 subsidiary）") == ["（", "子", "公", "司", "）"]
    assert ENGLISH.findall("名称须为1至100字 / names take 1 to 100 characters") == ["names take"]
