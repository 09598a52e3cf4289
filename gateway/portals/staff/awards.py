"""Awards and certificates of the final, and what finalists are entitled to, as staff see them (rules G2 to G4, H1, H4, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from dasai.publicity.v1 import awards_pb2, awards_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import FieldFault
from chassis.permissions.publicity import ANNOUNCE_WINNERS, GRANT_SPECIAL_AWARD
from chassis.refusals import NOT_FOUND
from gateway.api.body import to_message
from gateway.api.publicity import awards as api
from gateway.api.publicity import notices
from gateway.api.review.national_check import get_finalists
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, fault_of, form_key, number_typed, problem_of, refuse_all
from ..pages import form_again, render
from ..public.notices import by_track
from .homes import home_of_page
from .rulings import path_of_team
from .tasks import Task, finds_tasks

router = Router(include_in_schema=False)
ROLES = (Role.SECRETARIAT, Role.COMMITTEE)
STATES = ("proposed", "confirmed", "withheld", "revoked")
ENTITLEMENT_STATES = ("active", "ended")
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form()]
_PATH = "/staff/awards"
_DIGITS = 6


def _awards() -> awards_pb2_grpc.AwardsAsyncStub:
    return awards_pb2_grpc.AwardsStub(channel("publicity"))


@finds_tasks(Role.SECRETARIAT)
async def winners_to_announce(request: Request, grant: Grant) -> Sequence[Task]:
    """Return the task to announce the winners, once every track's final is ranked (rules G2, H1)."""
    message = awards_pb2.AnnounceWinnersRequest(dry_run=True)
    try:
        await call(_awards().AnnounceWinners, message, request, key=form_key())
    except ProblemError as problem:
        if problem.status == 503:
            raise
        return ()  # announced before, or not to be announced yet
    return (Task("staff_awards.task_announce", f"{_PATH}/announcement"),)


@router.get(_PATH)
async def staff_awards(
    request: Request,
    track: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the awards by the numbers of their certificates, of a track and a state or all."""
    track = track if track in {each.code for each in edition().tracks} else ""
    state = state if state in STATES else ""
    answers = await asyncio.gather(
        api.list_awards(request, track=track, state=state, page_token=page, page_size=50),  # type: ignore[arg-type]
        notices.list_notices(request, kind="winners", page_size=1, brief=True),
    )
    actor, listed, announced = actor_of(request), as_json(answers[0]), as_json(answers[1])["summaries"]
    granted = [] if announced else as_json(await api.get_special_awards(request))["awards"]
    values: Shown = {
        "granted": granted,
        "announced": announced[0] if announced else None,
        "awards": listed["awards"],
        "next_page": listed["page"]["next_page_token"],
        "asked": {"track": track, "state": state, "page": page},
        "states": STATES,
        "pages_of": {award["recipient_id"]: path_of_team(award["recipient_id"], request) for award in listed["awards"]},
        "may_announce": not announced and ANNOUNCE_WINNERS.is_open_to(actor),
        "may_grant": not announced and GRANT_SPECIAL_AWARD.is_open_to(actor),
        "home": home_of_page(request, *ROLES),
        "done": done_of(request),
    }
    return render(request, "staff/awards.html", part="list", **values)


@router.get(f"{_PATH}/announcement")
async def announcement_page(request: Request) -> Response:
    """Return the form to announce the winners: what is added to the notice, and the places that are not given."""
    return render(request, "staff/winners.html", key=form_key(), home=home_of_page(request, *ROLES), places=_places())


@router.post(f"{_PATH}/announcement")
async def announce_winners(request: Request, act: Field = "", statement: Words = "", key: Field = "") -> Response:
    """Show the list and its notice as the public will read it; announce them if that is confirmed (rules G2, H1)."""
    form = await request.form()
    given: Shown = {name: str(value)[:20_000] for name, value in form.items() if isinstance(value, str)}
    key = form_key(key)
    if act == "edit":
        values: Shown = {"home": home_of_page(request, *ROLES), "places": _places(), "key": key}
        return render(request, "staff/winners.html", form=PageForm(given), **values)
    try:
        message = await _announcement(given, request, dry_run=act != "announce")
        # what is looked at has a key of its own: announcing the same later is another command
        answer = await call(_awards().AnnounceWinners, message, request, key=form_key() if message.dry_run else key)
    except ProblemError as problem:
        values = {"home": home_of_page(request, *ROLES), "places": _places(), "key": form_key(key, problem)}
        fields = {
            f"vacant[{number}].{field}": f"{each.name}-reason" if field == "reason" else each.name
            for number, each in enumerate(_vacant(given))
            for field in ("track", "prize", "places", "reason")
        }
        return form_again(request, "staff/winners.html", problem, given=given, fields=fields, **values)
    shown = as_json(answer)
    if act == "announce":
        return led_to(f"{_PATH}", "winners_announced")
    kept = {name: value for name, value in given.items() if name not in ("act", "key")}
    checked: Shown = {"notice": shown["notice"], "groups": by_track(shown["notice"]), "kept": kept, "key": key}
    return render(request, "staff/announcement_check.html", home=home_of_page(request, *ROLES), **checked)


class _Vacant:
    """Places of a prize of a track that a form leaves vacant; `name` is its field for how many."""

    def __init__(self, track: str, prize: str, places: str, reason: str) -> None:
        self.track, self.prize, self.places, self.reason = track, prize, places, reason

    @property
    def name(self) -> str:
        """Return the name of the field that says how many places."""
        return f"vacant-{self.track}-{self.prize}"


def _places() -> list[Shown]:
    """Return the tracks with their prizes, as the form offers them to be left vacant."""
    return [
        {
            "track": track,
            "prizes": [
                {"name": _Vacant(track.code, prize.id, "", "").name, "prize": prize}
                for prize in edition().prizes.per_track
            ],
        }
        for track in edition().tracks
    ]


def _vacant(given: Mapping[str, str]) -> list[_Vacant]:
    """Return the places that a form leaves vacant, in the order of the edition."""
    every = [
        _Vacant(track.code, prize.id, given.get(name, "").strip(), given.get(f"{name}-reason", "").strip())
        for track in edition().tracks
        for prize in edition().prizes.per_track
        for name in (_Vacant(track.code, prize.id, "", "").name,)
    ]
    return [each for each in every if each.places not in ("", "0") or each.reason]


async def _announcement(
    given: Mapping[str, str], request: Request, *, dry_run: bool
) -> awards_pb2.AnnounceWinnersRequest:
    """Return the request of a form; raises ProblemError with each field at fault.

    What is no number of places goes as none: the service refuses that at its field, with all that is wrong with other places.
    """
    vacant = [
        {"track": each.track, "prize": each.prize, "places": _number(each.places), "reason": each.reason}
        for each in _vacant(given)
    ]
    try:
        body = body_of(api.WinnersAnnouncement, statement=given.get("statement", ""), vacant=vacant, dry_run=dry_run)
    except ProblemError as unreadable:  # what the service refuses of the places is told with it
        judged = awards_pb2.AnnounceWinnersRequest(dry_run=True)
        for each in vacant:
            judged.vacant.add(**each)
        judging = call(_awards().AnnounceWinners, judged, request, key=form_key())
        await refuse_all(unreadable.faults, judging, refused_by="")
        raise
    return to_message(body, awards_pb2.AnnounceWinnersRequest())


def _number(typed: str) -> int:
    """Return the number of places that was typed; 0 for anything that is none or above each quota."""
    return number_typed(typed, _DIGITS) or 0


@router.get(f"{_PATH}/special")
async def special_page(request: Request) -> Response:
    """Return the form to grant a special award."""
    return await _special(request)


@router.post(f"{_PATH}/special")
async def grant_special_award(
    request: Request,
    prize: Field = "",
    team_id: Field = "",
    division: Field = "",
    contest: Field = "",
    organiser_name: Field = "",
    key: Field = "",
) -> Response:
    """Grant a special award to a finalist or to an organiser (rule G2)."""
    given = {
        "prize": prize,
        "team_id": team_id,
        "division": division,
        "contest": contest,
        "organiser_name": organiser_name,
    }
    try:
        if problem := problem_of(_special_faults(given)):
            raise problem
        to_organiser = not _is_for_team(prize)
        body = body_of(
            api.NewSpecialAward,
            prize=prize,
            team_id="" if to_organiser else team_id,
            organiser_id=(division or contest.strip()) if to_organiser else "",
            organiser_name=organiser_name if to_organiser and not division else "",
        )
        await call(
            _awards().GrantSpecialAward, to_message(body, awards_pb2.GrantSpecialAwardRequest()), request, key=key
        )
    except ProblemError as problem:
        return await _special(request, problem, given, key)
    return led_to(_PATH, "special_award_granted")


def _is_for_team(prize: str) -> bool:
    """Return True unless a special award is for organisers."""
    return all(each.id != prize or each.given_to != "organiser" for each in edition().prizes.special)


def _special_faults(given: Mapping[str, str]) -> list[FieldFault]:
    """Return the faults of a form for a special award: who receives it must be said, in the one way that fits the award.

    It can't be taken back: nothing that is filled in is passed over in silence.
    """
    if all(each.id != given["prize"] for each in edition().prizes.special):
        return [fault_of("prize", "staff_awards.missing.prize")]
    filled = {name for name in ("team_id", "division", "contest", "organiser_name") if given[name].strip()}
    if _is_for_team(given["prize"]):
        missing, unfit, key = "" if "team_id" in filled else "team_id", filled - {"team_id"}, "for_project"
    elif "division" in filled:
        missing, unfit, key = "", filled - {"division"}, "for_organiser"
    else:
        missing, unfit, key = "" if "contest" in filled else "division", filled & {"team_id"}, "for_organiser"
    faults = [fault_of(missing, f"staff_awards.missing.{missing}")] if missing else []
    return [*faults, *(fault_of(name, f"staff_awards.{key}.{name}") for name in given if name in unfit)]


async def _special(
    request: Request, problem: ProblemError | None = None, given: Mapping[str, str] | None = None, key: str = ""
) -> Response:
    finalists = [team for team, struck in await _finalists(request) if not struck]
    values: Shown = {"finalists": finalists, "home": home_of_page(request, *ROLES)}
    if problem is None:
        return render(request, "staff/special_award.html", key=form_key(), **values)
    given = given or {}
    of_organiser = "division" if given.get("division") else "contest"
    recipient = "team_id" if _is_for_team(given.get("prize", "")) else of_organiser
    return form_again(
        request,
        "staff/special_award.html",
        problem,
        given=given,
        fields={"organiser_id": recipient},
        codes={
            "G2_UNKNOWN": "prize",
            "G2_QUOTA": "prize",
            "G2_ALREADY_ANNOUNCED": "prize",
            "G2_ALREADY": recipient,
            "G2_NOT": recipient,
        },
        key=form_key(key, problem),
        **values,
    )


async def _finalists(request: Request) -> list[tuple[Shown, bool]]:
    """Return the teams that ever entered the finalists' list, by track, and if each was struck; raises ProblemError.

    There are none as long as there is no list.
    """
    try:
        listed = as_json(await get_finalists(request))["listed"]
    except ProblemError as problem:
        if problem.code == NOT_FOUND.name:
            return []
        raise
    order = {track.code: number for number, track in enumerate(edition().tracks)}
    teams = [(each["finalist"]["team"], bool(each.get("struck_at"))) for each in listed]
    return sorted(teams, key=lambda each: (order.get(each[0]["track"], len(order)), each[0]["team_name"]))


@router.get("/staff/entitlements")
async def staff_entitlements(
    request: Request,
    state: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the finalists with what each is entitled to, the newest entitlement first (rule G4)."""
    state = state if state in ENTITLEMENT_STATES else ""
    listed, finalists = await asyncio.gather(
        api.list_entitlements(request, state=state, page_token=page, page_size=50),  # type: ignore[arg-type]
        _finalists(request),
    )
    shown = as_json(listed)
    values: Shown = {
        "entitled": shown["teams"],
        "next_page": shown["page"]["next_page_token"],
        "teams": {team["team_id"]: team for team, _ in finalists},
        "pages_of": {each["team_id"]: path_of_team(each["team_id"], request) for each in shown["teams"]},
        "asked": {"state": state, "page": page},
        "states": ENTITLEMENT_STATES,
        "home": home_of_page(request, *ROLES),
    }
    return render(request, "staff/entitlements.html", part="list", **values)
