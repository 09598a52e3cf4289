"""Recognise fees in the words of a text (rule A3).

A sentence that names a charge and an amount and does not deny the charge states a fee, which is refused. A sentence that names a
charge without an amount, or an amount for each team or person under any name, is unclear: a human decides."""

from __future__ import annotations

import enum
import re
import unicodedata
from typing import Final


class FeeWording(enum.StrEnum):
    """A wording by which a text speaks of fees."""

    NONE = "none"
    UNCLEAR = "unclear"
    STATED = "stated"


# nouns and verbs for what participants are charged
_CHARGE: Final = re.compile(
    r"(?:报名|参赛|评审|参评|参会|会务|培训|注册|资料|服务|管理|工本|场地|展位|认证|辅导|咨询|代办|制证|证书|手续|使用|席位|名额|入场|参展|入会)费"
    r"|门票|诚意金|[订定]金|保证金|押金|收费|收取|(?:缴纳|交纳|缴付|支付|缴|交)[^，]{0,6}费|缴费|交费|付费|费用|\b(?:fees?|charges?|deposit|costs?|pays?|price)\b",
    re.IGNORECASE,
)
# money for each team or person, or money handed over, whatever it is called
_BY_HEAD: Final = re.compile(
    r"每(?:一)?(?:支|个|家|名|位)?(?:参赛|报名)?(?:团队|队伍|队|人|单位|企业|项目|席)|[/／](?:队|人|席|团队)|支付|转账|缴清|付清|购买|价格|售价"
)
# a number right after its charge needs no unit
_BARE: Final = re.compile(
    r"费(?:用|标准)?(?:为|是|[：:])?\s*(?:每队|每人|每个团队)?\s*[1-9][0-9]+(?![0-9,.]*\s*[年月日时点号分届%％人家个万千百十元圆块])"
)
_CHINESE_AMOUNT: Final = "一二三四五六七八九两十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_AMOUNT: Final = re.compile(
    rf"(?:(?:¥|￥|rmb|cny|人民币|usd|\$)\s*(?P<before>[0-9][0-9,.]*))"
    rf"|(?:(?P<after>[0-9][0-9,.]*\s*[{_CHINESE_AMOUNT}]*|[{_CHINESE_AMOUNT}]+)\s*(?:余|多)?(?:块钱|元|圆|角|yuan|rmb|cny|usd|美元))",
    re.IGNORECASE,
)
# words that deny a charge in the same clause
_DENIED: Final = re.compile(
    r"(?<!不)免费|免收|免除|免交|免缴|零收费|零费用|不(?:得|会|再|予|以任何|以任何名义|向[^，。；]{0,20}?)?(?:另)?(?:收取|收|产生|需|用|必|涉及)"
    r"|无(?:需|须|任何|偿)|未收取|严禁|禁止|杜绝|不得|谢绝|\b(?:no|free|without|never|not)\b",
    re.IGNORECASE,
)
# money that participants receive, or that others pay
_GRANTED: Final = re.compile(
    r"补贴|补助|资助|奖励|奖金|返还|退还|减免|支持资金|承担|报销|赞助|由主办方|由组委会|\b(?:grant|subsid|prize)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[。；;！!？?\n\r]+")
_CLAUSE: Final = re.compile(r"[，,、：:]+")
# invisible characters; and the traditional forms of the characters above
_HIDDEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_CJK_GAP: Final = re.compile(r"(?<=[\u3400-\u9fff])[ \t\u00a0\u3000·.]+(?=[\u3400-\u9fff])")
_PLAIN: Final = str.maketrans(
    "費報參賽評審會務繳納證書資註冊壓訓場萬圓億貳陸無須偿収", "费报参赛评审会务缴纳证书资注册押训场万圆亿贰陆无须偿收"
)


def fee_wording(text: str) -> FeeWording:
    """Return how the text speaks of fees for participants: it states one, is unclear, or names none."""
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).translate(_PLAIN)
    plain = _CJK_GAP.sub("", plain)
    wordings = {_sentence_wording(sentence) for sentence in _SENTENCE.split(plain)}
    gravest_first = (FeeWording.STATED, FeeWording.UNCLEAR)
    return next((wording for wording in gravest_first if wording in wordings), FeeWording.NONE)


def _sentence_wording(sentence: str) -> FeeWording:
    # a thousands separator does not end a clause
    clauses = _CLAUSE.split(re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", sentence))
    wording = FeeWording.NONE
    for place, clause in enumerate(clauses):
        if not _CHARGE.search(clause):
            continue
        if _DENIED.search(clause):
            continue
        # the amount is in the clause of its charge or right after it: 报名费标准如下：每队500元
        nearby = "".join(clauses[place : place + 3])
        if not _has_amount(nearby) and not _BARE.search(clause):
            if _has_zero(nearby):
                continue
            wording = FeeWording.UNCLEAR
        elif _GRANTED.search(sentence) or _DENIED.search(nearby):
            wording = FeeWording.UNCLEAR
        else:
            return FeeWording.STATED
    by_head = _BY_HEAD.search(sentence) and _has_amount(sentence)
    if wording is FeeWording.NONE and by_head and not (_GRANTED.search(sentence) or _DENIED.search(sentence)):
        return FeeWording.UNCLEAR
    return wording


def _has_amount(text: str) -> bool:
    return any(not _is_zero(amount["before"] or amount["after"]) for amount in _AMOUNT.finditer(text))


def _has_zero(text: str) -> bool:
    return any(_is_zero(amount["before"] or amount["after"]) for amount in _AMOUNT.finditer(text))


def _is_zero(amount: str) -> bool:
    return not re.search(rf"[1-9{_CHINESE_AMOUNT}]", amount)
