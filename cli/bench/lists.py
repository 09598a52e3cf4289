"""`./dasai bench lists`: do pages of lists become slower as more is stored?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import typer
from rich.console import Console

from chassis.actor import Grant, Role
from chassis.edition.provinces import PROVINCES
from chassis.facts.schemes import Criterion
from chassis.facts.teams import Organisation, OrganisationKind, TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.mongo.connection import connect
from chassis.mongo.document import StoredDocument
from chassis.mongo.listing import DEFAULT_PAGE
from chassis.mongo.lists import Asked, Page, Part, moment
from chassis.mongo.store import Repository
from chassis.settings import settings
from cli.synthetic import PLACE, uscc
from services.accounts.deliveries import store as deliveries
from services.accounts.deliveries.model import Channel, Delivery, DeliveryState
from services.accounts.invitations import store as invitations
from services.accounts.invitations.model import Invitation
from services.publicity.notices import store as notices
from services.publicity.notices.events import NoticeKind
from services.publicity.notices.model.notice import Entry, Notice
from services.publicity.reports import store as reports
from services.publicity.reports.model.report import Report
from services.registration.activities import store as activities
from services.registration.activities.model import Activity, ActivityFacts, ActivityKind, SignUp
from services.registration.teams import store as teams
from services.registration.teams.model.composition import Composition
from services.registration.teams.model.team import Team, TeamState
from services.review.cases import store as cases
from services.review.cases.model.case import Case, CaseState
from services.scoring.sheets import store as sheets
from services.scoring.sheets.model.sheet import Scoresheet, SheetState

from .affiliation import database
from .bulk import bare, insert
from .figures import percentile

SIZES = (2_000, 20_000)
LARGE = 200_000
BATCH = 200
WARM = 3
DIVISION = "110000"
DIVISIONS = tuple(PROVINCES)
BEGAN = datetime(2024, 6, 3, 1, tzinfo=UTC)
# how many times slower the median page may be than at the least size
LIMIT = 2.5


@dataclass(frozen=True)
class Listed:
    """A list: the name that is printed, and how a page of it is read."""

    kind: str
    page: Callable[[Asked], Page[Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of what is listed: its documents, how to make one of its number, and its lists."""

    name: str
    document: type[StoredDocument]
    make: Callable[[int], dict[str, Any]]
    lists: tuple[Listed, ...]


def _listed(kind: str, repository: Repository[Any], parts: list[Part[Any]]) -> Listed:
    return Listed(kind, lambda asked: repository.listed(parts, asked))


def _kind(name: str, repository: Repository[Any], make: Callable[[int], Aggregate], *lists: Listed) -> Kind:
    return Kind(name, repository.document, lambda number: bare(make(number), repository.orders), lists)


def _id(number: int) -> str:
    return f"{number * 2654435761 % 2**32:032x}"


def _case(number: int) -> Case:
    """Return a case; a hundred are due at the same time, every fifth is decided, some wait."""
    state = (CaseState.ASSIGNED, CaseState.ASSIGNED, CaseState.ASSIGNED, CaseState.WAITING, CaseState.DECIDED)[
        number % 5
    ]
    due = BEGAN + timedelta(days=number * 7919 % 200) if state is not CaseState.WAITING else None
    organisation = Organisation(uscc=uscc("91", PLACE, number), name="合成公司", kind=OrganisationKind.ENTERPRISE)
    team = TeamFacts(
        team_id=f"{number:032x}",
        division_code=DIVISIONS[number % 32],
        team_name=f"合成{number}队",
        project_name=f"合成项目{number}",
        edition="2024",
        track="track-01",
        topic_id="topic",
        lead=organisation,
    )
    return Case(
        id=f"{number * 2654435761 % 2**32:032x}",
        state=state,
        division_code=team.division_code,
        team=team,
        reviewer_id=f"reviewer-{number % 400}" if state is not CaseState.WAITING else "",
        due_at=due,
    )


def _team(number: int) -> Team:
    """Return a team; registered a second after the one before."""
    organisation = Organisation(uscc=uscc("91", PLACE, number), name="合成公司", kind=OrganisationKind.ENTERPRISE)
    name = "".join(chr(0x4E00 + number * factor % 500) for factor in (1, 31, 7))
    return Team(
        id=f"{number * 2654435761 % 2**32:032x}",
        edition="2024",
        division_code=DIVISIONS[number % 32],
        track=f"track-{number % 12:02}",
        topic_id="topic",
        team_name=f"{name}队",
        project_name=f"{name[::-1]}项目",
        state=TeamState.SUBMITTED if number % 3 else TeamState.REGISTERED,
        composition=Composition(lead=organisation),
        registered_at=BEGAN + timedelta(seconds=number),
        registration_closes=BEGAN + timedelta(days=40),
        submission_closes=BEGAN + timedelta(days=50),
        salt=f"{number:032x}",
    )


def _notice(number: int) -> Notice:
    """Return a notice of ten entries that opened an hour after the one before."""
    kinds = tuple(NoticeKind)
    entry = Entry(team_id="t", team_name="合成队", project_name="合成项目", division_code=DIVISIONS[number % 32])
    return Notice(
        id=f"{number * 2654435761 % 2**32:032x}",
        kind=kinds[number % len(kinds)],
        subject_id=f"{number}",
        title="合成公告",
        text="合成文本。",
        entries=tuple(replace(entry, team_id=f"{number}-{place}") for place in range(10)),
        opens_at=BEGAN + timedelta(hours=number),
    )


def _sheet(number: int) -> Scoresheet:
    """Return a sheet of one of 20 experts, so that each has more than a page; two of three are submitted."""
    return Scoresheet(
        id=_id(number),
        round_id=f"division-{DIVISIONS[number % 32]}-track-01",
        account_id=f"expert-{number % 20}",
        team_id=f"{number:032x}",
        project_name="合成项目",
        rubric=(Criterion(id="value", name="价值", weight="1"),),
        scale="100",
        state=SheetState.SUBMITTED if number % 3 else SheetState.DRAFT,
    )


def _activity(number: int) -> Activity:
    """Return an activity that begins an hour after the one before."""
    begins = BEGAN + timedelta(hours=number)
    facts = ActivityFacts(
        kind=ActivityKind.EXCHANGE,
        title="合成活动",
        place="合成会议中心",
        begins=begins,
        ends=begins + timedelta(hours=2),
        sign_up_closes=begins,
        capacity=100,
    )
    return Activity(id=_id(number), division_code=DIVISIONS[number % 32], facts=facts, published_at=BEGAN)


def _sign_up(number: int) -> SignUp:
    """Return a sign-up for one of ten activities."""
    return SignUp(
        id=_id(number),
        activity_id=f"activity-{number % 10}",
        account_id=f"account-{number}",
        held_place=f"activity-{number % 10}/{number:07}",
        signed_up_at=BEGAN + timedelta(seconds=number),
    )


def _invitation(number: int) -> Invitation:
    """Return an invitation of an expert; one of ten is open for long, and one of two was accepted."""
    lasts = timedelta(days=36_500) if number % 10 == 0 else timedelta(days=7)
    return Invitation(
        id=_id(number),
        code_hash=f"{number:064x}",
        grants=(Grant(Role.EXPERT, DIVISIONS[number % 32]),),
        invited_by="inviter",
        invited_at=BEGAN + timedelta(minutes=number),
        expires_at=BEGAN + timedelta(minutes=number) + lasts,
        account_id=f"account-{number}" if number % 2 else "",
    )


def _report(number: int) -> Report:
    """Return a report about one of 20 teams."""
    return Report(
        id=_id(number),
        team_id=f"team-{number % 20}",
        text="合成文本。",
        evidence=(),
        filed_at=BEGAN + timedelta(minutes=number),
        tracking_hash=f"{number:064x}",
    )


def _delivery(number: int) -> dict[str, Any]:
    """Return the document of a delivery; one of 20 failed, the others were sent."""
    return deliveries.document_of(
        Delivery(
            id=_id(number),
            message_id=f"message-{number}",
            account_id=f"account-{number % 4_000}",
            channel=Channel.MAIL,
            template="any",
            state=DeliveryState.SENT if number % 20 else DeliveryState.FAILED,
            # the database deletes what is older than half a year
            queued_at=datetime.now(UTC) - timedelta(seconds=number),
            due_at=None,
        )
    )


def _more_kinds() -> Iterator[Kind]:
    yield _kind(
        "sheets",
        sheets.sheets,
        _sheet,
        _listed("评分表 sheets: of an expert", sheets.sheets, sheets.listed_parts("expert-7", "", "")),
        _listed("评分表 sheets: of an expert, to do", sheets.sheets, sheets.listed_parts("expert-7", "", "draft")),
    )
    by_beginning = activities.listed_part("", BEGAN + timedelta(days=20), None, newest=False)
    of_division = activities.listed_part(DIVISION, None, None, newest=True)
    yield _kind(
        "activities",
        activities.activities,
        _activity,
        _listed("活动 activities: from a day on", activities.activities, [by_beginning]),
        _listed("活动 activities: of a division, newest first", activities.activities, [of_division]),
    )
    yield _kind(
        "sign-ups",
        activities.sign_ups,
        _sign_up,
        _listed("报名 sign-ups: of an activity", activities.sign_ups, [activities.signed_up_part("activity-3")]),
    )
    host, now = (Grant(Role.HOST, DIVISION),), BEGAN + timedelta(days=400)
    yield _kind(
        "invitations",
        invitations.invitations,
        _invitation,
        *(
            _listed(f"邀请 invitations: {title}", invitations.invitations, invitations.listed_parts(host, state, now))
            for title, state in (("of a division", ""), ("open", "open"), ("expired", "expired"))
        ),
    )
    yield _kind(
        "reports",
        reports.reports,
        _report,
        _listed("举报 reports: all", reports.reports, [reports.listed_part("", "", "")]),
        _listed("举报 reports: about a team", reports.reports, [reports.listed_part("", "team-7", "")]),
    )
    yield Kind(
        "deliveries",
        deliveries.DeliveryDocument,
        _delivery,
        (
            Listed("发送 deliveries: all", lambda asked: deliveries.listed("", "", asked)),
            Listed("发送 deliveries: failed", lambda asked: deliveries.listed("failed", "", asked)),
        ),
    )


def _kinds() -> tuple[Kind, ...]:
    due = cases.BY_DUE_DATE

    def of_cases(kind: str, **part: Any) -> Listed:
        return _listed(f"案件 cases: {kind}", cases.cases, [Part(due, **part)])

    def of_teams(kind: str, **wanted: str) -> Listed:
        return _listed(f"团队 teams: {kind}", teams.teams, teams.listed_parts(**wanted))

    def of_notices(title: str, **values: str) -> Listed:
        return _listed(f"公告 notices: {title}", notices.notices, [Part(notices.NEWEST, values)])

    return (
        _kind(
            "cases",
            cases.cases,
            _case,
            *(
                of_cases("all"),
                of_cases("by state", values={"state": "waiting"}),
                of_cases("by division", values={"division": DIVISION}),
                of_cases("by division and state", values={"division": DIVISION, "state": "assigned"}),
                of_cases("by reviewer", values={"reviewer": "reviewer-7"}),
                of_cases("overdue", values={"state": "assigned"}, until=moment(BEGAN + timedelta(days=90))),
            ),
        ),
        _kind(
            "teams",
            teams.teams,
            _team,
            *(
                of_teams("all"),
                of_teams("by state", state="submitted"),
                of_teams("by track", track="track-03"),
                of_teams("by division", division=DIVISION),
                of_teams("by division and state", division=DIVISION, state="registered"),
                of_teams("by a beginning", beginning=chr(0x4E00 + 7)),
                of_teams("by a beginning in a division", division=DIVISION, beginning=chr(0x4E00)),
            ),
        ),
        _kind("notices", notices.notices, _notice, of_notices("all"), of_notices("by kind", kind="winners")),
        *_more_kinds(),
    )


_CHOSEN = typer.Option([], "--kind", help="仅测这些种类，如sheets · measure these kinds alone, as sheets")


def lists(
    pages: int = typer.Option(40, min=20, max=10_000, help="每个列表测量的页数 · pages measured of each list"),
    large: bool = typer.Option(False, "--large", help="另测20万条 · measure 200,000 documents too"),
    chosen: list[str] = _CHOSEN,
) -> None:
    """载入2000和20000条（--large：另加20万条）各类数据，测量列表首页与后续各页；与同时测得的标尺相比慢于2.5倍即以1退出。

    Store 2,000, then 20,000 (--large: 200,000) of each kind, time first and later pages of their lists; exits 1 if a median,
    measured by the yardstick of the same moments, is more than 2.5 times as long as at 2,000.
    """
    console = Console()
    times: dict[str, list[float]] = {}
    with database() as name:
        console.print(f"数据库 database server: {name}")
        kinds = {kind.name: kind for kind in _kinds()}
        for name in chosen or kinds:
            if name not in kinds:
                raise typer.BadParameter(f"{name}: {', '.join(kinds)}", param_hint="--kind")
            kind = kinds[name]
            kind.document.ensure_indexes()
            yardstick = _yardstick(kind)
            stored = 0
            for size in (*SIZES, *([LARGE] if large else [])):
                began = time.perf_counter()
                _load(kind, stored, size)
                stored = size
                console.print(f"{size:,} {kind.name}, {time.perf_counter() - began:.0f} s")
                for each in kind.lists:
                    _measure(console, each, pages, times, yardstick)
    slower = [each for each, medians in times.items() if max(medians) > LIMIT * medians[0]]
    if slower:
        console.print(f"[red]✗ 随数量变慢 slower with more: {', '.join(slower)}[/red]")
        raise typer.Exit(1)


def store(service: str, kinds: str, count: int) -> None:
    """Store so many of each of these kinds (`teams,activities`) in a service's database, as the settings of a stack name it."""
    client = connect(settings(), service)
    known = {kind.name: kind for kind in _kinds()}
    for name in kinds.split(","):
        _load(known[name], 0, count)
    client.close()


def _load(kind: Kind, first: int, end: int) -> None:
    collection = kind.document.collection()
    for start in range(first, end, BATCH):
        numbers = range(start, min(start + BATCH, end))
        insert(collection, [kind.make(number) for number in numbers])


def _yardstick(kind: Kind) -> Callable[[], float]:
    """Return what reads fifty documents by their identifiers, as many as a page has, and says how long that took, seconds.

    That takes as long however many are stored, so what it takes more is the machine's: pages are compared by it.
    """
    collection = kind.document.collection()
    wanted = {"_id": {"$in": [kind.make(number)["_id"] for number in range(DEFAULT_PAGE)]}}

    def read() -> float:
        began = time.perf_counter()
        list(collection.find(wanted))
        return time.perf_counter() - began

    return read


def _measure(
    console: Console, each: Listed, pages: int, times: dict[str, list[float]], yardstick: Callable[[], float]
) -> None:
    """Time the first page, then later ones up to the last, and counting; print the medians, and note those of full pages.

    A page that is not full is quicker: at 2,000 documents a list of one division ends on its first pages. What is noted is in
    yardsticks, read by turns with the pages.
    """
    read = {"首页 first page": [yardstick()], "后续 later pages": [yardstick()]}
    first: list[float] = []
    later: list[float] = []
    full: dict[str, list[float]] = {}
    token = ""
    for place in range(-WARM, pages):
        began = time.perf_counter()
        page = each.page(Asked())
        read["首页 first page"].append(yardstick())
        if place >= 0:
            first.append(time.perf_counter() - began)
            if page.next_token:
                full.setdefault("首页 first page", []).append(first[-1])
    while len(later) < pages:
        began = time.perf_counter()
        token = each.page(Asked(token)).next_token
        later.append(time.perf_counter() - began)
        read["后续 later pages"].append(yardstick())
        if token:
            full.setdefault("后续 later pages", []).append(later[-1])
    began = time.perf_counter()
    counted = each.page(Asked(size=1, count=True))
    total = f"{counted.total}{'+' if counted.total_is_more else ''} {(time.perf_counter() - began) * 1000:.0f} ms"
    words = []
    for name, taken in (("首页 first page", first), ("后续 later pages", later)):
        p50, p99 = (percentile(taken, part) * 1000 for part in (0.5, 0.99))
        if name in full:
            times.setdefault(f"{each.kind}, {name}", []).append(
                percentile(full[name], 0.5) / percentile(read[name], 0.5)
            )
        words.append(
            f"{name} p50 {p50:.1f} p99 {p99:.1f} ms ({p50 / 1000 / percentile(read[name], 0.5):.2f} 标尺 yardsticks)"
        )
    console.print(f"  {each.kind}: {', '.join(words)}, 计数 count {total}", soft_wrap=True)
