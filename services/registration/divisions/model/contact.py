"""The public contact of the office that runs a division, which its scheme may give (rule A5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .. import rules
from .filing_faults import FilingFault, FilingHint

_TELEPHONE = re.compile(r"(?:\+86[ -]?)?[0-9(（][0-9()（） -]{5,22}[0-9](?:转[0-9]{1,6})?")
_MOBILE = re.compile(r"(?:\+86)?1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
# the most characters of each field
MOST = {"office": 100, "telephone": 100, "email": 254, "address": 200, "hours": 100}
_MOST_NUMBERS = 3


@dataclass(frozen=True, kw_only=True)
class DivisionContact:
    """An office with at least a telephone number or an e-mail address; mirrors `dasai.common.v1.DivisionContact`."""

    office: str
    telephone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""

    def texts(self) -> list[tuple[str, str]]:
        """Return every field with its path in the scheme, to be checked as texts that are published."""
        return [(f"contact.{name}", getattr(self, name)) for name in MOST]

    @property
    def numbers(self) -> list[str]:
        """Return the telephone numbers, each by itself."""
        return [number.strip() for number in self.telephone.split("、")] if self.telephone.strip() else []


def contact_faults(contact: DivisionContact | None) -> Iterator[FilingFault]:
    """Yield the faults of a contact, each at its field; none if there is no contact: no rule asks for one."""
    if contact is None:
        return
    for field, text in contact.texts():
        most = MOST[field.removeprefix("contact.")]
        if len(text) > most:
            yield _fault(field, f"最多{most}个字符。", f"At most {most} characters.")
    if not contact.office.strip():
        yield _fault("contact.office", "请填写联系部门的名称。", "Give the name of the office.")
    if not contact.numbers and not contact.email.strip():
        yield _fault(
            "contact.telephone",
            "联系电话和电子邮箱请至少填写一项。",
            "Give a telephone number or an e-mail address.",
        )
    if len(contact.numbers) > _MOST_NUMBERS or not all(_TELEPHONE.fullmatch(number) for number in contact.numbers):
        yield _fault(
            "contact.telephone",
            f"请填写带区号的单位电话，如“010-00000000”，最多{_MOST_NUMBERS}个，用顿号分隔。",
            f"Give the office's number with its area code, such as 010-00000000; at most {_MOST_NUMBERS}, joined by 、.",
        )
    if contact.email.strip() and not _EMAIL.fullmatch(contact.email):
        yield _fault(
            "contact.email",
            "电子邮箱地址有误，请核对。",
            "Not an e-mail address: check it, for example name@example.org.",
        )


def contact_hints(contact: DivisionContact | None) -> Iterator[FilingHint]:
    """Yield a hint for whoever decides if there is no contact, or if a number is a person's rather than an office's."""
    if contact is None:
        yield FilingHint(
            field="contact",
            zh="方案未列公开联系方式，建议主办方补充，以便社会公众咨询。",
            en="The scheme gives no public contact: ask the host to add one, so that people know whom to ask.",
        )
    elif any(_MOBILE.fullmatch(re.sub(r"[ ()（）-]", "", number)) for number in contact.numbers):
        yield FilingHint(
            field="contact.telephone",
            zh="联系电话为手机号码，请核对是否为单位公开电话，不宜公布个人号码。",
            en="The telephone number is a mobile one: check that it is the office's; a person's own should not be published.",
        )


def _fault(field: str, zh: str, en: str) -> FilingFault:
    return FilingFault(code=rules.A5_SCHEME_INVALID, field=field, zh=zh, en=en)
