"""The reporter: a real name with an identity document, sealed and kept apart from the report (H2, K4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.refusal import FieldFault, Term, enumerated, refuse, refuse_unless
from chassis.text.identity import IdentityForm, form_of, normalised_number
from chassis.text.visible import unseen_place, visible_length

from .. import rules

LONGEST_NAME = 100
SHORTEST_CONTACT = 5


_PARTS = {
    "real_name": ("真实姓名", "real name"),
    "identity_kind": ("证件类型", "kind of identity document"),
    "identity_number": ("证件号码", "number of the identity document"),
    "contact": ("联系方式", "contact"),
}


@dataclass(frozen=True, slots=True)
class Reporter:
    """The person who reports. Never part of a report's state: it is sealed and kept apart (H2, K4)."""

    real_name: str
    # by its id in the edition
    identity_kind: str
    identity_number: str
    contact: str
    # the account that was signed in when the report was filed; empty if none was
    account_id: str = ""

    def __repr__(self) -> str:
        return "Reporter(sealed)"  # so that no trace or log can show a person

    def checked(self, forms: Mapping[str, tuple[IdentityForm, ...]], at: Instant) -> Reporter:
        """Return the same in the form in which it is kept (H2); `forms` are those of numbers, by the edition's kinds of papers.

        Refuse H2_ANONYMOUS if a part is missing, H2_UNREADABLE for what nobody can read, else H2_IDENTITY_INVALID.
        """
        name, contact = " ".join(self.real_name.split()), " ".join(self.contact.split())
        number = normalised_number(self.identity_number)
        complete = {
            "real_name": visible_length(name) > 0,
            "identity_kind": bool(self.identity_kind),
            "identity_number": bool(number),
            "contact": visible_length(contact) >= SHORTEST_CONTACT,
        }
        missing = [field for field, is_complete in complete.items() if not is_complete]
        form = form_of(forms.get(self.identity_kind, ()), number, at.astimezone(BEIJING).date())
        if missing:
            terms = [Term(field, *_PARTS[field]) for field in missing]
            faults = [_missing(field) for field in missing]
            if self.identity_kind and number and form is None:
                invalid = rules.H2_IDENTITY_INVALID
                faults.append(FieldFault("reporter.identity_number", invalid.zh, invalid.en))
            refuse(rules.H2_ANONYMOUS, faults=faults, missing=enumerated(terms))
        require_readable({"reporter.real_name": self.real_name.strip(), "reporter.contact": self.contact.strip()})
        fits = len(name) <= LONGEST_NAME and len(contact) <= LONGEST_NAME
        refuse_unless(fits and form is not None, rules.H2_IDENTITY_INVALID)
        return Reporter(name, self.identity_kind, number, contact, self.account_id)


def _missing(field: str) -> FieldFault:
    zh, en = _PARTS[field]
    if field == "contact":
        return FieldFault(
            "reporter.contact",
            f"举报须实名：请填写{zh}，至少{SHORTEST_CONTACT}个字符。",
            f"A report is made under a real name: give a {en} of at least {SHORTEST_CONTACT} characters.",
        )
    verb = "选择" if field == "identity_kind" else "填写"
    return FieldFault(
        f"reporter.{field}", f"举报须实名：请{verb}{zh}。", f"A report is made under a real name: give the {en}."
    )


def require_readable(texts: dict[str, str], *, lines: bool = False) -> None:
    """Refuse H2_UNREADABLE if a text, by its field, has characters that no reader sees; `lines` allows line breaks."""
    faults = [
        FieldFault(field, f"第{place}个字符不可见，请删除。", f"Character {place} can't be seen: remove it.")
        for field, text in texts.items()
        if (place := unseen_place(text, lines=lines))
    ]
    if faults:
        refuse(rules.H2_UNREADABLE, faults=faults)
