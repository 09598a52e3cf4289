"""Fees in the words of a text are recognised (rule A3)."""

from __future__ import annotations

import pytest

from chassis.edition import load_edition
from cli.stack.program import ROOT
from services.registration.divisions.model.fees import FeeWording, fee_wording

STATED = (
    "报名费每队500元",
    "大赛不收取报名费，另收服务费500元",
    "报名费标准如下：每队500元",
    "报 名 费 ￥ 500",
    "報名費五百元",
    "每队缴纳保证金1,000元",
    "每队须交报名费人民币８００",
    "每个团队评审服务费 三千元整",
    "收费标准：500元/队",
    "报\u200b名费500元",
    "参赛免费。培训费每人200元。",
    "A fee of CNY 200 per team",
    "Participation costs 300 yuan per team",
    "入场门票：每人200元",
    "席位费500元/席",
    "名额费三百元",
    "诚意金2000元",
    "报名费：免费。场地使用费每队300元",
    "报名费500",
)
UNCLEAR = (
    "咨询费用另议",
    "培训费自理",
    "参赛团队的参会费由主办方承担，约2000元",
    "报名费500元（可减免）",
    "减免场地费5000元",
    "参赛团队每队500元，报名时缴清",
    "每队需向承办单位转账500元",
    "本次活动不免费，每人100元",
    "每支队伍须向承办单位支付人民币伍佰元整",
    "报名须购买官方培训课程，价格999元",
)
NONE = (
    "",
    "本活动免费",
    "不向参赛团队收取任何费用",
    "严禁以任何名义收取费用",
    "会务费0元",
    "一等奖奖金10万元",
    "提供创业服务，补贴5万元",
    "free of charge",
    "每支获奖队伍奖励5万元",
    "不收取每队任何费用",
    "年节约电费100万元",
    "no fee of any kind",
    "推动数据要素服务实体经济，年节约成本500万元",
)


@pytest.mark.parametrize(
    ("text", "wording"),
    [(text, FeeWording.STATED) for text in STATED]
    + [(text, FeeWording.UNCLEAR) for text in UNCLEAR]
    + [(text, FeeWording.NONE) for text in NONE],
)
def test_a3_a_text_states_a_fee_leaves_it_unclear_or_names_none(text: str, wording: FeeWording) -> None:
    """A3: a charge with an amount is a stated fee, a charge without one is unclear; a denied charge or a prize is no fee."""
    assert fee_wording(text) is wording


def test_a3_no_text_of_the_edition_states_a_fee() -> None:
    """A3: a division may copy every topic and every benefit of the guide into its scheme."""
    edition = load_edition(ROOT / "editions" / "2024.yaml")
    texts = [topic.text for topic in edition.topics] + [benefit.text for benefit in edition.benefits]
    assert [text for text in texts if fee_wording(text) is FeeWording.STATED] == []
