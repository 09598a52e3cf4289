"""What is published goes through one check: official names (J1), lists of organisers (J2), identity numbers (K4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.edition import Edition, load_edition
from chassis.edition.current import edition as current_edition
from chassis.edition.published import check_published, require_publishable, without_identity_numbers
from chassis.kernel.refusal import Refusal
from chassis.refusals import J1_NAME_ALTERED, J2_ORGANISERS_NOT_WHOLE, K4_IDENTITY_NUMBER
from chassis.settings import settings

NUMBER = "110199190001010001"  # of a place that does not exist


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition(Path("editions/2024.yaml"))


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process run the edition of 2024."""
    monkeypatch.setenv("DASAI_EDITION_FILE", "editions/2024.yaml")
    settings.cache_clear()
    current_edition.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    current_edition.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"举报人身份证号{NUMBER}",
        "１１０１９９１９０００１０１０００１",
        "110199 1900 0101 0001",
        "110199-19000101-0001",
        f"代表{NUMBER}，",
        "护照号码：E12345678",
        "持护照 E1234 5678 的代表",
        "来往内地通行证H1234567890",
        "台胞证号12345678",
    ],
)
def test_k4_identity_numbers_are_found_however_they_are_written(text: str, edition: Edition) -> None:
    """K4: with gaps or in full width, and without a check digit if the paper is named; the number is not in the refusal."""
    mistakes = check_published(text, edition)
    assert [mistake.code for mistake in mistakes] == [K4_IDENTITY_NUMBER]
    assert [
        mistake for mistake in mistakes if any(len(word) > 3 for word in mistake.zh.split() if word.isdigit())
    ] == []
    hidden = without_identity_numbers(text)
    assert check_published(hidden, edition) == []
    assert NUMBER not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "经核查，材料属于其他单位，取消参赛资格。",
        "统一社会信用代码91110199000000019X",
        "110199190001010002",  # a wrong check digit
        "110199209901010001",
        "咨询电话010-12345678，证件咨询电话 010-12345678",
        "国数政策〔2024〕53号，2024年10月1日至2024年10月7日",
        "1101991900010100011101991900010100",
        "居住证数据应用20240101期",
    ],
)
def test_k4_other_numbers_pass(text: str, edition: Edition) -> None:
    """K4: codes, dates and telephone numbers are published as they are."""
    assert check_published(text, edition) == []
    assert without_identity_numbers(text) == text


def test_j1_j2_names_and_lists_are_checked_too(edition: Edition) -> None:
    """J1, J2: an altered name and a shortened list, each with what belongs there."""
    assert [mistake.code for mistake in check_published("2024数据要素x大赛获奖名单", edition)] == [J1_NAME_ALTERED]
    shortened = check_published("大赛组委会成员单位：中央网信办、工信部、商务部。", edition)
    assert [mistake.code for mistake in shortened] == [J2_ORGANISERS_NOT_WHOLE]
    assert "工业和信息化部" in shortened[0].zh
    whole = f"大赛组委会由{'、'.join(edition.organisers.in_full())}等组成。"
    assert check_published(whole, edition) == []


@pytest.mark.usefixtures("running")
def test_every_field_at_fault_is_named_under_the_gravest_code() -> None:
    """K4, J1: all faults at once, each with its field; a number weighs more than a name. What is right passes."""
    require_publishable(statement="祝贺获奖团队", reason="查证属实")
    with pytest.raises(Refusal) as refused:
        require_publishable(statement="2024数据要素x大赛", reason=f"代表{NUMBER}冒名")
    assert refused.value.code == K4_IDENTITY_NUMBER
    assert [fault.field for fault in refused.value.faults] == ["statement", "reason"]
    assert [fault for fault in refused.value.faults if NUMBER in fault.zh + fault.en] == []
    with pytest.raises(Refusal) as refused:
        require_publishable(statement="2024数据要素x大赛")
    assert refused.value.code == J1_NAME_ALTERED
