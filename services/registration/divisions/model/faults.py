"""All that is wrong with what a host files, told at once (rules A2, A3, A5, A6, J1, J2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chassis.kernel.refusal import Code, FieldFault, refuse

from .. import rules
from .fees import FeeFinding, find_fee


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A field at fault: under which code, where, and what is wrong and how to mend it."""

    code: Code
    field: str
    zh: str
    en: str
    # for the code's text where this fault gives it: the track or topic that is unknown or closed
    fact: str = ""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Something that a machine can't judge: told to whoever decides, and no refusal."""

    field: str
    zh: str
    en: str


# what a text that hosts publish is held against, beside fees: the edition's names (rules J1, J2); it is passed in
TextCheck = Callable[[str, str], Iterable[Fault]]


def no_check(field: str, text: str) -> Iterable[Fault]:
    """Holds a text against nothing."""
    return ()


def refuse_faults(faults: Sequence[Fault], code: Code) -> None:
    """Refuse with every fault where there is any, under the gravest of their codes, `code` being the least grave."""
    if not faults:
        return
    grave = (
        rules.A3_FEE_STATED,
        rules.A2_UNKNOWN_TRACK,
        rules.A1_CLOSED,
        rules.J1_NAME_ALTERED,
        rules.J2_ORGANISERS_NOT_WHOLE,
    )
    chosen = next((one for one in grave if any(fault.code == one for fault in faults)), code)
    fact = next((fault.fact for fault in faults if fault.code == chosen), "")
    told = [FieldFault(fault.field, fault.zh, fault.en) for fault in faults]
    refuse(chosen, faults=told, count=len(told), track=fact)


def text_faults(texts: Iterable[tuple[str, str]], check_text: TextCheck) -> tuple[list[Fault], tuple[Hint, ...]]:
    """What is wrong with texts that a host publishes, by field path: fees, and names that are altered (rules A3, J1, J2)."""
    given = tuple(texts)
    faults, hints = fee_faults(given)
    return [*faults, *(fault for field, text in given for fault in check_text(field, text))], hints


def fee_faults(texts: Iterable[tuple[str, str]]) -> tuple[list[Fault], tuple[Hint, ...]]:
    """Fees that hide in texts, by field path: those stated are faults, those unclear are hints (rule A3)."""
    faults, hints = [], []
    for field, text in texts:
        found = find_fee(text)
        if found is FeeFinding.STATED:
            faults.append(
                Fault(
                    code=rules.A3_FEE_STATED,
                    field=field,
                    zh="文字中写明了收费及金额；大赛不向参赛团队收取任何费用，请删除。",
                    en="The text states a charge and its amount; the contest charges participants nothing: remove it.",
                )
            )
        elif found is FeeFinding.UNCLEAR:
            hints.append(
                Hint(
                    field=field,
                    zh="文字中提到收费或费用，未写明是否由参赛团队承担，请人工核对。",
                    en="The text speaks of a charge and leaves open who bears it: look at it.",
                )
            )
    return faults, tuple(hints)
