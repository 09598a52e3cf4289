"""Faults of what a host files, all reported at once, and hints for whoever decides on it (rules A2, A3, A5, A6, J1, J2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chassis.kernel.refusal import NOTHING, Code, FieldFault, Term, refuse

from .. import rules
from .fees import FeeWording, fee_wording


@dataclass(frozen=True, kw_only=True)
class FilingFault:
    """A field that is wrong in what a host files: the code that refuses it, the field's path, and how to correct it."""

    code: Code
    field: str
    zh: str
    en: str
    # the track or topic that is closed, for the text of the refusal if this fault gives its code
    fact: Term = NOTHING


@dataclass(frozen=True, kw_only=True)
class FilingHint:
    """A passage that no machine can judge: whoever decides reads it, and nothing is refused for it."""

    field: str
    zh: str
    en: str


# checks a text that a host publishes, given its field and its words, by the edition's names (rules J1, J2); it is passed in
TextCheck = Callable[[str, str], Iterable[FilingFault]]


def check_nothing(field: str, text: str) -> Iterable[FilingFault]:
    """Return no fault, whatever the text."""
    return ()


def refuse_faults(faults: Sequence[FilingFault], code: Code) -> None:
    """Refuse with all faults if there are any, under the gravest of their codes; `code` is the least grave."""
    if not faults:
        return
    gravest_first = (
        rules.K4_IDENTITY_NUMBER,
        rules.A3_FEE_STATED,
        rules.A2_UNKNOWN_TRACK,
        rules.A1_CLOSED,
        rules.J1_NAME_ALTERED,
        rules.J2_ORGANISERS_NOT_WHOLE,
    )
    codes = [fault.code for fault in faults]
    gravest = next((grave for grave in gravest_first if grave in codes), code)
    fact = next((fault.fact for fault in faults if fault.code == gravest), NOTHING)
    field_faults = [FieldFault(fault.field, fault.zh, fault.en) for fault in faults]
    refuse(gravest, faults=field_faults, count=len(field_faults), track=fact)


def check_texts(
    texts: Iterable[tuple[str, str]], check_text: TextCheck
) -> tuple[list[FilingFault], tuple[FilingHint, ...]]:
    """Return faults and hints of texts that a host publishes, by field path: fees and altered names (rules A3, J1, J2)."""
    texts = tuple(texts)
    faults, hints = check_fees(texts)
    return [*faults, *(fault for field, text in texts for fault in check_text(field, text))], hints


def check_fees(texts: Iterable[tuple[str, str]]) -> tuple[list[FilingFault], tuple[FilingHint, ...]]:
    """Return the fees in texts, by field path: a stated fee is a fault, an unclear one a hint (rule A3)."""
    faults, hints = [], []
    for field, text in texts:
        wording = fee_wording(text)
        if wording is FeeWording.STATED:
            faults.append(
                FilingFault(
                    code=rules.A3_FEE_STATED,
                    field=field,
                    zh="文字中写明了收费及金额；大赛不向参赛团队收取任何费用，请删除。",
                    en="The text states a charge and its amount. The contest charges participants nothing: remove it.",
                )
            )
        elif wording is FeeWording.UNCLEAR:
            hints.append(
                FilingHint(
                    field=field,
                    zh="文字中提到收费或费用，未写明是否由参赛团队承担，请人工核对。",
                    en="The text mentions a charge and does not say who pays it: please check.",
                )
            )
    return faults, tuple(hints)
