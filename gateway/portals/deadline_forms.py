"""Forms of pages by which something is done before a deadline: what was sent by them, to be sent again as it was (rule C9).

The page of an overloaded minute holds such a form with its arrival ticket, and sends it again by itself; identity numbers are
sealed in it (rule K4). A form with a password is none of these, because no page holds what was typed there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from markupsafe import Markup

from chassis.permissions import template_of
from gateway.arrival_tickets import digest_of, of_submission, operation_of
from gateway.problems import ProblemError

from .sealing import holder_of_seals, mark_of, seal, unseal

# the hidden field of the ticket
ARRIVAL = "arrival"
OBJECTION, SUBMISSION, OTHER = "objection", "submission", "other"
# by the path of a form: which words the page that waits says
KINDS = {
    "/consent": "consent",
    "/notices/{notice_id}/objection": OBJECTION,
    "/staff/cases/{case_id}/appeal": OTHER,
    "/staff/cases/{case_id}/decision": OTHER,
    "/staff/divisions/{code}/recommendation": OTHER,
    "/staff/divisions/{code}/recommendation/substitution": OTHER,
    "/staff/divisions/{code}/scheme": OTHER,
    "/staff/objections/{objection_id}/settlement": OTHER,
    "/staff/sheets/{sheet_id}": OTHER,
    "/teams/new": "registration",
    "/teams/{team_id}/appeal": "appeal",
    "/teams/{team_id}/consent-withdrawal": OTHER,
    "/teams/{team_id}/lead": OTHER,
    "/teams/{team_id}/name-claims/{claim_id}/answer": OTHER,
    "/teams/{team_id}/names": OTHER,
    "/teams/{team_id}/organisations": OTHER,
    "/teams/{team_id}/organisations/removal": OTHER,
    "/teams/{team_id}/passing-on-objection": OTHER,
    "/teams/{team_id}/representatives/new": "representative",
    "/teams/{team_id}/representatives/{place}": "representative",
    "/teams/{team_id}/representatives/{place}/removal": OTHER,
    "/teams/{team_id}/revival": OTHER,
    "/teams/{team_id}/submission": SUBMISSION,
    "/teams/{team_id}/supplements/{number}": "supplement",
    "/teams/{team_id}/withdrawal": "withdrawal",
}
# of a form with several buttons: the values of `act` by which something is done
_DOES = {"/consent": ("consent", "decline"), "/teams/new": ("register",)}
# what a form that submits holds: its ticket is asked for by the script of its page, which knows these (`arrival.js`)
_OF_SUBMISSION = {"draft_revision": re.compile(r"[0-9]{1,10}"), "key": re.compile(r"[!-~]{1,100}")}
_TICKET = re.compile(r"[!-~]{0,2000}")
# the field of an identity number that was typed, and the one that holds it sealed: a page has only that
_NUMBER, _SEALED = re.compile(r"((?:.*-)?)number"), re.compile(r"(?:.*-)?sealed")
_BUSY = (429, 503)
# who is asked to wait for longer reads so in the form, seconds
_LONGEST_WAIT = 60
_SOON = 5


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it was sent: which, its address without the language, its fields, and the ticket with which it came."""

    kind: str
    path: str
    operation: str
    digest: str
    fields: tuple[tuple[str, str], ...]
    arrival: str

    @property
    def is_of_nobody(self) -> bool:
        """Return True if nobody is to know who sent it (rule F8)."""
        return self.kind == OBJECTION

    def hidden(self, arrival: str) -> Markup:
        """Return the fields of the form that sends it again with a ticket."""
        line = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup("\n").join(line.format(*field) for field in (*self.fields, (ARRIVAL, arrival)))


def sent_form(request: Request) -> SentForm | None:
    """Return the form by which a request does something before a deadline; None if it is another request, or damaged."""
    if request.method != "POST" or request.headers.get("hx-request") == "true":
        return None
    template = template_of(request.method, request.url.path)
    kind = KINDS.get(template or "")
    body: bytes = getattr(request.state, "body", b"")
    if kind is None or template is None or not body:
        return None
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    given = dict(pairs)
    arrival = given.get(ARRIVAL, "")
    # browsers send the lines of a text with CR and LF, and a page holds them with LF alone
    fields = tuple((name, value.replace("\r\n", "\n")) for name, value in pairs if name != ARRIVAL)
    does = given.get("act", "") in _DOES[template] if template in _DOES else True
    if not does or not _TICKET.fullmatch(arrival):
        return None
    if kind == SUBMISSION:
        if not all(form.fullmatch(given.get(name, "")) for name, form in _OF_SUBMISSION.items()):
            return None
        operation, digest = of_submission(request.url.path, given["draft_revision"], given["key"])
        return SentForm(kind, request.url.path, operation, digest, fields, arrival)
    holder = holder_of_seals(request)
    fields = _sealed(fields, holder)
    stated = [(name, _marked(value, holder) if _SEALED.fullmatch(name) else value) for name, value in fields]
    digest = digest_of(urlencode(stated).encode())
    return SentForm(kind, request.url.path, operation_of(request), digest, fields, arrival)


def _sealed(fields: tuple[tuple[str, str], ...], holder: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form with each identity number that was typed sealed, instead of the one that was sealed before."""
    typed = {_NUMBER.sub(r"\1sealed", name): value for name, value in fields if value and _NUMBER.fullmatch(name)}
    others = tuple(field for field in fields if field[0] not in typed and not _NUMBER.fullmatch(field[0]))
    return (*others, *((name, seal(value, holder)) for name, value in typed.items()))


def _marked(text: str, holder: str) -> str:
    """Return what a ticket says of a sealed number: the same however often it is sealed, and nothing to guess it by."""
    number = unseal(text, holder)
    return mark_of(number, holder) if number else text


def wait_of(problem: ProblemError) -> int:
    """Return in how many seconds a form is to be sent again because the platform is busy or away; 0 if it is not for that."""
    if problem.status not in _BUSY:
        return 0
    seconds = int(problem.headers.get("Retry-After", str(_SOON)))
    return seconds if seconds <= _LONGEST_WAIT else 0
