"""The form by which a team registers: what was typed, its rows, and the request that it makes (rules B1, B2, B4, B5, B10, K4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import teams_pb2

from chassis.kernel.refusal import FieldFault
from chassis.text.identity import mask_number, normalised_number
from gateway.api.body import fill
from gateway.api.registration.teams import NewTeam
from gateway.problems import ProblemError

from ..forms import body_of, number_typed
from ..sealing import seal, unseal

LEAD = "lead"
# how the path of a representative's field begins
_PEOPLE = "representatives["
# which field of the form a fault of the API's body is about
FIELDS = {
    "lead": "lead-uscc",
    "lead.uscc": "lead-uscc",
    "lead.name": "lead-name",
    "lead.kind": "lead-kind",
    "co_organisations[*]": "partner-*-uscc",
    "co_organisations[*].uscc": "partner-*-uscc",
    "co_organisations[*].name": "partner-*-name",
    "co_organisations[*].kind": "partner-*-kind",
    "representatives[*]": "person-*-name",
    "representatives[*].name": "person-*-name",
    "representatives[*].identity_kind": "person-*-kind",
    "representatives[*].identity_number": "person-*-number",
    "representatives[*].organisation_uscc": "person-*-organisation",
}
CODES = {
    "B9": "project_name",
    "B10": "declared_true",
    "K4_CONSENT_MISSING": "identity_consent",
    "B4": "person-0-name",
    "B8": "lead-uscc",
    "B3": "lead-uscc",
}
# what a field that was left empty is called
_NAMES = {
    "project_name": ("项目名称", "the name of the project"),
    "team_name": ("团队名称", "the name of the team"),
    "uscc": ("统一社会信用代码", "the credit code"),
    "name": ("单位名称", "the name"),
    "kind": ("单位类型", "the kind"),
    "identity_kind": ("证件类型", "the kind of identity paper"),
    "identity_number": ("证件号码", "the number of the identity paper"),
}
# what whoever left a box unticked is asked for
_BOXES = {
    "identity_consent": (
        "请确认参赛代表已对处理其证件号码作出单独同意。",
        "Confirm that the representatives have consented to the processing of their identity numbers.",
    ),
    "declared_true": ("请承诺所提交的信息真实、准确、完整。", "Declare that everything you submit is true."),
}
_LONGEST = 400
# the field that each row of the form has: person-0-name
_NAME_OF_ROW = re.compile(r"(?P<kind>[a-z]+)-(?P<place>[0-9]{1,2})-name")


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as it was typed."""

    uscc: str = ""
    name: str = ""
    kind: str = ""

    def body(self) -> dict[str, str]:
        """Return it as the API takes it."""
        return {"uscc": self.uscc, "name": self.name.strip(), "kind": self.kind}

    def given(self, path: str) -> dict[str, str]:
        """Return its values by their paths in the API's body."""
        return {f"{path}{name}": value for name, value in vars(self).items()}


@dataclass(frozen=True)
class PersonRow:
    """A representative as it was typed; `organisation` is `lead` or the place of a co-organisation.

    `is_other` says that it is somebody else than the account's holder, who has the same name.
    """

    name: str = field(default="", repr=False)
    kind: str = ""
    number: str = field(default="", repr=False)
    organisation: str = LEAD
    is_other: bool = False

    def given(self, path: str) -> dict[str, str]:
        """Return its values by their paths in the API's body."""
        return {f"{path}name": self.name, f"{path}identity_kind": self.kind, f"{path}identity_number": self.number}

    @property
    def masked(self) -> str:
        """Return the number as pages show it; empty if none was typed."""
        number = normalised_number(self.number)
        return mask_number(number) if number else ""


@dataclass(frozen=True)
class Entry:
    """The values of the form."""

    division: str = ""
    topic: str = ""
    team_name: str = ""
    project_name: str = ""
    lead: OrganisationRow = OrganisationRow()
    partners: tuple[OrganisationRow, ...] = ()
    people: tuple[PersonRow, ...] = (PersonRow(),)
    declared_true: bool = False
    identity_consent: str = ""
    contest_reason: str = ""

    def changed_by(self, act: str) -> Entry:
        """Return the form after one of its buttons added or removed a row: `add-person`, `remove-partner-0`."""
        if act == "add-person":
            return replace(self, people=(*self.people, PersonRow(kind=self.people[-1].kind if self.people else "")))
        if act == "add-partner":
            return replace(self, partners=(*self.partners, OrganisationRow()))
        verb, _, place = act.rpartition("-")
        number = number_typed(place)
        if number is None:
            return self
        if verb == "remove-person" and len(self.people) > 1:
            return replace(self, people=_without(self.people, number))
        if verb == "remove-partner":
            return replace(
                self,
                partners=_without(self.partners, number),
                people=tuple(
                    replace(person, organisation=_moved(person.organisation, number)) for person in self.people
                ),
            )
        return self

    def without_numbers(self, problem: ProblemError) -> Entry:
        """Return the form without the numbers that were refused, which are to be typed again."""
        refused = {fault.field for fault in problem.faults}
        return replace(
            self,
            people=tuple(
                replace(person, number="") if f"representatives[{place}].identity_number" in refused else person
                for place, person in enumerate(self.people)
            ),
        )

    def of_each_person(self, problem: ProblemError) -> ProblemError:
        """Return a refusal that says whose fault each of a representative is; the form's own words say it already."""
        empty = {fault.field for fault in self._empty()}
        problem.faults = [fault if fault.field in empty else _of_person(fault) for fault in problem.faults]
        return problem

    def organisation_of(self, person: PersonRow) -> OrganisationRow:
        """Return the organisation that a representative belongs to; an empty one if it was removed."""
        if person.organisation == LEAD:
            return self.lead
        place = number_typed(person.organisation)
        return self.partners[place] if place is not None and place < len(self.partners) else OrganisationRow()

    def values(self, holder: str) -> dict[str, Any]:
        """Return the values of the form's fields for the page; identity numbers are sealed for a holder (rule K4)."""
        values: dict[str, Any] = {
            "team_name": self.team_name,
            "project_name": self.project_name,
            "contest_reason": self.contest_reason,
            "declared_true": "yes" if self.declared_true else "",
            "identity_consent": self.identity_consent,
        }
        for prefix, organisation in (
            (LEAD, self.lead),
            *((f"partner-{i}", row) for i, row in enumerate(self.partners)),
        ):
            values |= {f"{prefix}-{name}": value for name, value in vars(organisation).items()}
        for place, person in enumerate(self.people):
            values |= {
                f"person-{place}-name": person.name,
                f"person-{place}-kind": person.kind,
                f"person-{place}-sealed": seal(person.number, holder) if person.number else "",
                f"person-{place}-organisation": person.organisation,
                f"person-{place}-other": "yes" if person.is_other else "",
            }
        return values

    def body(self, track: str) -> NewTeam:
        """Return the request for the API; raise ProblemError with each field that can't be."""
        return body_of(
            NewTeam,
            division_code=self.division,
            track=track,
            topic_id=self.topic,
            team_name=self.team_name,
            project_name=self.project_name,
            lead=self.lead.body(),
            co_organisations=[partner.body() for partner in self.partners],
            representatives=self._stated_people,
            declared_true=self.declared_true,
            contest_reason=self.contest_reason,
            identity_consent=self.identity_consent,
        )

    def to_judge(self, track: str) -> teams_pb2.RegisterTeamRequest:
        """Return the request for registration's judgement on all that was typed, however much is missing.

        The team is not declared true in it, so that it is refused in any case (rule B10).
        """
        return teams_pb2.RegisterTeamRequest(
            division_code=self.division,
            track=track,
            topic_id=self.topic,
            team_name=self.team_name,
            project_name=self.project_name,
            lead=fill(contest_pb2.Organisation(), **self.lead.body()),
            co_organisations=[fill(contest_pb2.Organisation(), **partner.body()) for partner in self.partners],
            representatives=[fill(teams_pb2.NewRepresentative(), **person) for person in self._stated_people],
            contest_reason=self.contest_reason,
            identity_consent=self.identity_consent,
        )

    @property
    def _stated_people(self) -> list[dict[str, Any]]:
        return [
            {
                "name": person.name.strip(),
                "identity_kind": person.kind,
                "identity_number": person.number,
                "organisation_uscc": self.organisation_of(person).uscc,
                "is_account_holder": False if person.is_other else None,
            }
            for person in self.people
        ]

    def faults(self, track: str) -> list[FieldFault]:
        """Return what needs no service to be refused: the fields that were left empty, and what the API can't take."""
        faults = self._empty()
        empty = {fault.field for fault in faults}
        try:
            self.body(track)
        except ProblemError as problem:
            faults += [fault for fault in problem.faults if fault.field not in empty]
        return faults

    def _empty(self) -> list[FieldFault]:
        """Return a fault for each field that was left empty."""
        faults = empty_fields({"project_name": self.project_name, "team_name": self.team_name})
        faults += empty_fields(self.lead.given("lead."), ("牵头单位", "the lead organisation"))
        for i, partner in enumerate(self.partners):
            of = (f"第{i + 1}家联合单位", f"co-organisation {i + 1}")
            faults += empty_fields(partner.given(f"co_organisations[{i}]."), of)
        for i, person in enumerate(self.people):
            of = (f"第{i + 1}位参赛代表", f"representative {i + 1}")
            faults += empty_fields(person.given(f"representatives[{i}]."), of)
        declared = "yes" if self.declared_true else ""
        return faults + empty_fields({"identity_consent": self.identity_consent, "declared_true": declared})


def _of_person(fault: FieldFault) -> FieldFault:
    """Return a fault that says which representative it is about, if it is about one."""
    place, closed, _ = fault.field.removeprefix(_PEOPLE).partition("]")
    number = number_typed(place)
    if number is None or not (fault.field.startswith(_PEOPLE) and closed):
        return fault
    return FieldFault(fault.field, f"第{number + 1}位参赛代表：{fault.zh}", f"Representative {number + 1}: {fault.en}")


def empty_fields(given: Mapping[str, str], of: tuple[str, str] = ("", "")) -> list[FieldFault]:
    """Return a fault for each field that was left empty, by its path; `of` says whose fields they are, in both languages."""
    whose_zh, whose_en = (f"{of[0]}的", f" of {of[1]}") if of[0] else ("", "")
    faults = []
    for path, value in given.items():
        if value.strip():
            continue
        name = path.rpartition(".")[2]
        if name in _BOXES:
            faults.append(FieldFault(path, *_BOXES[name]))
            continue
        person = path.startswith("representatives") and name == "name"
        zh, en = ("姓名", "the name") if person else _NAMES[name]
        asked_zh, asked_en = ("请选择", "Choose") if name.endswith("kind") else ("请填写", "Give")
        faults.append(FieldFault(path, f"{asked_zh}{whose_zh}{zh}。", f"{asked_en} {en}{whose_en}."))
    return faults


def entry_of(form: Mapping[str, Any], holder: str, most: int) -> Entry:
    """Return what a posted form holds, with at most so many rows of a kind; its numbers are sealed for the holder."""

    def given(name: str) -> str:
        value = form.get(name, "")
        return value[:_LONGEST] if isinstance(value, str) else ""

    def organisation(prefix: str) -> OrganisationRow:
        return OrganisationRow(given(f"{prefix}-uscc"), given(f"{prefix}-name"), given(f"{prefix}-kind"))

    def person(place: int) -> PersonRow:
        prefix = f"person-{place}"
        return PersonRow(
            name=given(f"{prefix}-name"),
            kind=given(f"{prefix}-kind"),
            number=given(f"{prefix}-number").strip() or unseal(given(f"{prefix}-sealed"), holder),
            organisation=given(f"{prefix}-organisation") or LEAD,
            is_other=given(f"{prefix}-other") == "yes",
        )

    return Entry(
        division=given("division"),
        topic=given("topic"),
        team_name=given("team_name"),
        project_name=given("project_name"),
        lead=organisation(LEAD),
        partners=tuple(organisation(f"partner-{place}") for place in range(_rows(form, "partner", most))),
        people=tuple(person(place) for place in range(max(_rows(form, "person", most), 1))),
        declared_true=given("declared_true") == "yes",
        identity_consent=given("identity_consent"),
        contest_reason=str(form.get("contest_reason", "")).replace("\r\n", "\n"),
    )


def _rows(form: Mapping[str, Any], kind: str, most: int) -> int:
    """Return how many rows of a kind a form has: one more than the highest place."""
    matches = (_NAME_OF_ROW.fullmatch(name) for name in form)
    places = [int(match["place"]) + 1 for match in matches if match and match["kind"] == kind]
    return min(max(places, default=0), most)


def _without(rows: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    return tuple(row for number, row in enumerate(rows) if number != place)


def _moved(organisation: str, removed: int) -> str:
    """Return where a representative belongs once a co-organisation is removed: to the lead, if it was that one."""
    place = number_typed(organisation)
    if place is None or place == removed:
        return LEAD
    return str(place - 1) if place > removed else organisation
