"""The calls of the proof: each route of the table with the ids of an object, bodies from the examples of the API's document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chassis.actor import Actor, Grant, Role
from chassis.facts.roles import may_grant
from chassis.permissions import Form, Operation, Page, Target, publicity, registration, review, scoring
from chassis.permissions.table import ROUTES
from cli.demo.stages import Demo
from cli.synthetic import small_pdf

from .world import Side, World, activity_body

_PARAMETER = re.compile(r"{([a-z_]+)}")
# an object of a kind that this world has none of
_NOTHING = "6f2b1c7e-0000-4000-8000-00000000dead"
_TUS = {"Tus-Resumable": "1.0.0"}
# of objects that only one side has, by the beginning of the path: what an id means there
_ELSEWHERE = {
    "/api/v1/certificates/{code}": {"code": "verification_code"},
    "/api/v1/receipts/{number}": {"number": "receipt"},
    "/api/v1/reports/{report_id}/evidence/{evidence_id}": {"evidence_id": "report_evidence_id"},
    "/api/v1/teams/{team_id}/co-organisations/{uscc}": {"uscc": "partner_uscc"},
    "/api/v1/teams/{team_id}/co-organisations/{uscc}/invitation": {"uscc": "partner_uscc"},
    "/api/v1/teams/{team_id}/accounts/{account_id}": {"account_id": "partner_id"},
}
# of which there is nothing yet in this world, or nothing for everybody who may ask
_NOT_YET = (
    registration.GET_ORGANISATION,
    review.GET_RECOMMENDATION,
    review.GET_FINALISTS,
    scoring.GET_RANKING,
    scoring.GET_LOCAL_AWARDS,
)
# decisions on what a division has filed, and the form in which this world's objects are asked for
_OF_FILINGS = (registration.RETURN_DIVISION, registration.APPROVE_DIVISION)
_FORMS: dict[Page, Form] = {
    registration.RETURN_DIVISION: Form.NEW_VERSION,
    registration.APPROVE_DIVISION: Form.NEW_VERSION,
    registration.COMPARE_VERSIONS: Form.SUBMITTED,
    registration.LIST_NAME_CLAIMS: Form.OF_DIVISION,
    # as the document's example settles it
    publicity.SETTLE_OBJECTION: Form.DISMISSED,
}
_SERVICE = "registration"
_OF_NO_DIVISION = {"number", "service", "list_name", "subject"}
_OF_TEAMS = ("team_id", "case_id", "upload_id")


@dataclass(frozen=True)
class Call:
    """A request that each caller sends: its row of the table, and the object that it is about."""

    route: str
    row: Page
    path: str
    thing: str
    target: Callable[[Actor], Target]
    side: Side | None = None
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    # the object is there, so that nobody who may see it is answered that it is not
    exists: bool = True
    # no division is named: the operation may then be about what is the caller's own, or be refused as about none
    names_none: bool = False
    # a list that comes in pages
    in_pages: bool = False

    @property
    def method(self) -> str:
        """Return the HTTP method."""
        return self.route.partition(" ")[0]

    @property
    def reads(self) -> bool:
        """Return True if it changes nothing."""
        return self.method in ("GET", "HEAD", "OPTIONS")

    @property
    def service(self) -> str:
        """Return the service of the operation; empty for a page."""
        return self.row.rpc.split(".")[1] if isinstance(self.row, Operation) else ""

    def sent(self) -> str:
        """Return all that the request says."""
        return " ".join((self.path, json.dumps([self.query, self.body], ensure_ascii=False), str(self.headers)))


class Calls:
    """Makes the calls from the API's document and the world."""

    def __init__(self, world: World, document: dict[str, Any], sides: Sequence[Side] = ()) -> None:
        self._world, self._document = world, document
        self._sides = sides or world.sides

    def all(self, pattern: str = "") -> Iterator[Call]:
        """Yield the calls of every route with this in its address or its operation's name."""
        for route, row in ROUTES.items():
            named = f"{route} {row.name if isinstance(row, Operation) else ''}".lower()
            if "/probe" in route or pattern.lower() not in named:
                continue
            yield from self._of_route(route, row)

    def _of_route(self, route: str, row: Page) -> Iterator[Call]:
        method, template = route.split(" ", 1)
        described = self._document["paths"].get(template, {}).get(method.lower(), {})
        filters = {each["name"] for each in described.get("parameters", ()) if each["in"] == "query"}
        for side in self._sides:
            call = self._call(route, row, side, described)
            if call.side is None and side is not self._sides[0]:
                continue  # about no object: the same call
            yield call
            if template.endswith(("/export", "/file")) and "format" in filters:
                yield from (
                    replace(call, query={"format": each}, thing=f"{call.thing} {each}") for each in ("csv", "xlsx")
                )
            yield from self._filtered(call, side, filters)
            if template.endswith("/difference/{right}"):
                yield replace(call, path=re.sub(r"/1/difference/2$", "/0/difference/2", call.path), thing="draft",
                              target=_of_form(call.target, Form.DRAFT), exists=False)  # fmt: skip
            if template.endswith("/scheme-versions/{version}"):
                path = call.path.rpartition("/")[0] + f"/{side.ids['filed_version']}"
                yield replace(call, path=path, thing=f"waiting version of {side.code}", exists=False)
        if "/divisions/{code}" in template and (method == "GET" or row in _OF_FILINGS):
            yield self._of_waiting(route, row)

    def _filtered(self, call: Call, side: Side, filters: set[str]) -> Iterator[Call]:
        """Yield the call of a list with each filter that names something of a division."""
        if not call.reads or call.side is not None:
            return
        for each in self._sides:
            division = _list_of(each, _FORMS.get(call.row))
            values = {
                "division_code": each.code,
                "division": each.code,
                "team_id": each.ids["team_id"],
                "account_id": each.ids["account_id"],
                "organiser_id": f"division-{each.code}",
                "query": each.texts["team_id lead"][:12],
            }
            for name in sorted(filters & values.keys()):
                named = name in ("division_code", "division")
                target = division if named else call.target
                yield replace(call, query={name: values[name]}, target=target, thing=f"{name} of {each.code}",
                              exists=False, names_none=not named)  # fmt: skip

    def _of_waiting(self, route: str, row: Page) -> Call:
        """Return the call about the division whose scheme is not known yet."""
        waiting = self._world.waiting
        path = route.split(" ", 1)[1].replace("{code}", waiting.code).replace("{version}", "1")
        target = Target(division=waiting.code, form=Form.APPLICATION if row in _OF_FILINGS else None)
        body = {"reasons": ["材料不完整。"]} if row is registration.RETURN_DIVISION else {}
        call = Call(route, row, path, f"waiting division {waiting.code}", lambda _: target, waiting, exists=False)
        return call if call.reads else replace(call, body=body)

    def _call(self, route: str, row: Page, side: Side, described: dict[str, Any]) -> Call:
        template = route.split(" ", 1)[1]
        names = _PARAMETER.findall(template)
        ids = self._ids(side, template)
        path = template
        for name in names:
            path = path.replace(f"{{{name}}}", ids.get(name, _NOTHING))
        exists = all(name in ids for name in names) and row not in _NOT_YET
        named = {each["name"] for each in described.get("parameters", ())}
        target = _of_form(_own, _FORMS.get(row))
        call = Call(route, row, path, "", target, exists=exists, in_pages="page_token" in named)
        call = self._with_body(call, side, described)
        about = bool(set(names) & (ids.keys() - _OF_NO_DIVISION)) or side.code in call.sent()
        about = about or side.ids["team_id"] in call.sent()
        if about:
            form = Form.OF_TEAM if template.endswith("{team_id}/name-claims") else _FORMS.get(row)
            call = replace(call, side=side, thing=side.code, target=_of_form(_target_of(template, side), form))
        else:
            call = replace(call, names_none=call.reads)
        if "purpose" in named:
            call = replace(call, query={"purpose": "核实举报人身份"})
        return call

    def _ids(self, side: Side, template: str) -> dict[str, str]:
        ids = dict(side.ids) | {"partner_id": side.people["partner"].account_id, "service": _SERVICE}
        for name, other in _ELSEWHERE.get(template, {}).items():
            if other in ids:
                ids[name] = ids[other]
            else:
                ids.pop(name, None)
        if template.startswith("/api/v1/identities/"):
            ids.pop("provider_id", None)
        if template.startswith("/api/v1/lists/"):
            ids["list_name"] = "reviewers"
        if template.startswith("/api/docs/"):
            ids["subject"] = "teams"
        return ids

    def _with_body(self, call: Call, side: Side, described: dict[str, Any]) -> Call:
        content = described.get("requestBody", {}).get("content", {})
        if not content:
            if not call.service and not call.path.startswith("/api/"):
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                return call if call.reads else replace(call, content=b"", headers=form)
            if "material-uploads" in call.path and call.method == "POST":
                # by POST clients do what they can't do otherwise
                sent = self._with_file(replace(call, route=call.route.replace("POST", "PATCH")), side)
                return replace(sent, route=call.route, headers=sent.headers | {"X-HTTP-Method-Override": "PATCH"})
            if "material-uploads" in call.path or call.path.endswith("/material"):
                return replace(call, headers=dict(_TUS))
            return call if call.reads or call.method == "DELETE" else replace(call, body={})
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            sent = self._with_file(call, side)
            media_type = next(iter(content))
            return replace(sent, headers=sent.headers | {"Content-Type": media_type})
        name = schema.get("$ref", "").rpartition("/")[2]
        examples = self._document["components"]["schemas"].get(name, {}).get("examples", [{}])
        # what is imported holds for everybody: no team of this world is to be in it
        fields = {} if name in ("CreditListImport", "AffiliationImport") else self._fields(side)
        body = _filled(examples[0], fields)
        return replace(call, body=self._own_words(name, body, side, self._world.demo))

    def _with_file(self, call: Call, side: Side) -> Call:
        if call.path.endswith("/report-evidence"):
            name = "filename 5ZCI5oiQLnBkZg=="
            return replace(call, content=small_pdf("Evidence"), headers={
                "Content-Type": "application/octet-stream", "Upload-Metadata": name})  # fmt: skip
        piece = self._world.demo.plan.synthetic.evidence(900 + side.place, side.ids["uscc"])[0]
        headers = piece.headers()
        if call.method == "PATCH":
            headers = {**_TUS, "Upload-Offset": "1", "Content-Type": headers["Content-Type"]}
        return replace(call, content=piece.content, headers=headers)

    def _fields(self, side: Side) -> dict[str, str]:
        ids = side.ids
        return {name: ids[name] for name in ("team_id", "sheet_id", "topic_id", "track", "uscc") if name in ids} | {
            "account_id": ids["account_id"],
            "reviewer_id": ids["reviewer_id"],
            "division_code": side.code,
            "division": side.code,
            "lost_team_id": ids["team_id"],
            "substitute_team_id": ids["scored_team_id"],
            "team_ids": ids["scored_team_id"],
            "disqualified_team_ids": ids["team_id"],
            "evidence_id": ids["report_evidence_id"],
            "tracks": ids["track"],
        }

    def _own_words(self, name: str, body: Any, side: Side, demo: Demo) -> Any:
        """Return the body with what an example can't know: dates that are to come, a team nobody has, a division's scheme."""
        plan, ids = demo.plan, side.ids
        if name in ("Application", "NewSchemeVersion"):
            return body | {"scheme": plan.scheme(side.place)}
        if name in ("NewActivity", "ActivityChange"):
            return activity_body(plan.opens) | ({"reason": "时间调整。"} if name == "ActivityChange" else {})
        if name == "NewTeam":
            fresh = plan.synthetic.registration(700 + side.place * 3 + 1, side.code, ids["topic_id"], people=1)
            return fresh | {"co_organisations": []}
        if name == "DraftSave":
            sections = [{"id": ids["section"], "text": "合成内容。"}]
            return body | {"sections": sections, "draft_revision": int(ids["revision"])}
        if name in ("NewLead", "StatedOrganisation"):
            return body | {"uscc": ids["partner_uscc"]}
        if name == "ClaimDecision":  # upheld, it would disqualify the team that others go on with
            return body | {"upheld": False}
        if name == "Reviewers":
            return {"reviewers": [{"account_id": ids["reviewer_id"]}]}
        return body


def _filled(value: Any, fields: dict[str, str], key: str = "") -> Any:
    """Return an example with the ids of the world in place of its own."""
    if isinstance(value, dict):
        return {name: _filled(part, fields, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, fields, key) for part in value]
    return fields.get(key, value) if isinstance(value, str) else value


def _own(actor: Actor) -> Target:
    """Return what somebody asks for who names no object: what is its own."""
    return Target(
        division=next(iter(sorted(actor.divisions)), ""),
        team_accounts=(actor.account_id,),
        lead_accounts=(actor.account_id,),
        assignee=actor.account_id,
        holder=actor.account_id,
        administered=True,
    )


def _target_of(template: str, side: Side) -> Callable[[Actor], Target]:
    """Return what the table knows of the object that a path names."""
    people = side.people
    team = Target(division=side.code, team_accounts=side.team_accounts, lead_accounts=side.lead_accounts)

    if template.endswith("/search"):
        return _list_of(side)

    def target(actor: Actor) -> Target:
        if "{kept_id}" in template:
            return replace(team, holder=people["partner"].account_id)
        if "{claim_id}" in template and "{team_id}" in template:
            return team
        if "{case_id}" in template:
            return replace(team, assignee=people["reviewer"].account_id)
        if "{sheet_id}" in template or template.endswith("/recusals"):
            expert = people["expert"].account_id if "expert" in people else ""
            return Target(division=side.code, assignee=expert)
        if any(f"{{{name}}}" in template for name in _OF_TEAMS):
            return replace(team, holder=actor.account_id)
        if any(f"{{{name}}}" in template for name in ("message_id", "session_id", "token_id")):
            return Target(holder=people["lead"].account_id)
        if template.startswith("/api/v1/sign-ups") or "{activity_id}" in template:
            return Target(division=side.code, holder=actor.account_id)
        if "{account_id}" in template:
            return Target(administered=may_grant(actor.grants, Grant(Role.EXPERT, side.code)))
        if "{invitation_id}" in template:
            return Target(administered=may_grant(actor.grants, Grant(Role.REVIEWER, side.code)))
        return Target(
            division=side.code,
            holder=actor.account_id,
            administered=may_grant(actor.grants, Grant(Role.REVIEWER, side.code)),
            team_accounts=side.team_accounts,
            lead_accounts=side.lead_accounts,
        )

    return target


def _of_form(target: Callable[[Actor], Target], form: Form | None) -> Callable[[Actor], Target]:
    """Return the target in a form of the operation."""
    return lambda actor: replace(target(actor), form=form)


def _list_of(side: Side, form: Form | None = None) -> Callable[[Actor], Target]:
    """Return what a list of a division is about: the division, and of it what is the caller's own."""
    return lambda actor: Target(
        form=form,
        division=side.code,
        assignee=actor.account_id,
        holder=actor.account_id,
        administered=_administers_in(actor, side.code),
    )


def _administers_in(actor: Actor, division: str) -> bool:
    """Return True unless the caller administers accounts of other divisions alone, as their host."""
    return not actor.has(Role.HOST) or actor.has(Role.HOST, division)
