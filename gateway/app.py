"""The gateway as an application: it stamps arrival, limits, authenticates, translates and renders. It holds no contest rule."""

from __future__ import annotations

import importlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI

from chassis.settings import settings

from . import problems
from .admission.address import OwnAddress, allowed_hosts
from .admission.admit import Admit, export
from .admission.forwarded import Forwarded, Proxies
from .admission.gradient import GradientLimit
from .admission.head import HeadAsGet
from .admission.limiter import Limiter
from .admission.middleware import LimitBody, Stamp
from .api.document import DESCRIPTION, describe
from .arrival_tickets import arrive_by_ticket
from .auth.cookies import SESSION, name_of
from .auth.middleware import Authenticate
from .auth.sessions import Sessions
from .busy_tickets import offer
from .clock_offset import ClockWatch, readiness
from .copies.middleware import FromCopies
from .copies.versions import PublicVersions
from .deadline_metrics import DeadlineWatch
from .form_tickets import arrive_by_form
from .observe import Observe
from .overload import refusing
from .pools import LoopWatch
from .portals.assets import Assets
from .portals.busy import problem_or_waiting
from .portals.language import ByPrefix
from .portals.unread import note_unread
from .rpc import close_channels
from .settings import GatewaySettings, gateway_settings
from .ticket_notes import TicketNotes, write_to_accounts

ROUTERS = (
    "gateway.api.accounts.accounts",
    "gateway.api.accounts.sessions",
    "gateway.api.accounts.tokens",
    "gateway.api.accounts.sign_on",
    "gateway.api.accounts.invitations",
    "gateway.api.accounts.second_factors",
    "gateway.api.accounts.arrival_tickets",
    "gateway.api.accounts.email_confirmations",
    "gateway.api.accounts.password_resets",
    "gateway.api.accounts.messages",
    "gateway.api.accounts.announcements",
    "gateway.api.accounts.personal_data",
    "gateway.api.registration.editions",
    "gateway.api.registration.divisions",
    "gateway.api.registration.activities",
    "gateway.api.registration.organisations",
    "gateway.api.registration.affiliations",
    "gateway.api.registration.names",
    "gateway.api.registration.teams",
    "gateway.api.registration.claims",
    "gateway.api.registration.declarations",
    "gateway.api.registration.dossiers",
    "gateway.api.registration.figures",
    "gateway.api.registration.materials",
    "gateway.api.registration.submissions",
    "gateway.api.registration.supplements",
    "gateway.api.lists",
    "gateway.api.review.desks",
    "gateway.api.review.cases",
    "gateway.api.review.recommendations",
    "gateway.api.review.national_check",
    "gateway.api.scoring.panels",
    "gateway.api.scoring.rounds",
    "gateway.api.scoring.rankings",
    "gateway.api.scoring.sheets",
    "gateway.api.scoring.local_awards",
    "gateway.api.publicity.notices",
    "gateway.api.publicity.objections",
    "gateway.api.publicity.evidence",
    "gateway.api.publicity.reports",
    "gateway.api.publicity.awards",
    "gateway.api.publicity.logo_authorisations",
    "gateway.api.trail",
    "gateway.api.operations",
    "gateway.portals.public.home",
    "gateway.portals.public.divisions",
    "gateway.portals.public.tracks",
    "gateway.portals.public.activities",
    "gateway.portals.public.notices",
    "gateway.portals.public.results",
    "gateway.portals.public.certificates",
    "gateway.portals.public.logo_use",
    "gateway.portals.public.reports",
    "gateway.portals.public.help",
    "gateway.portals.public.receipts",
    "gateway.portals.public.verifier",
    "gateway.portals.public.trail",
    "gateway.portals.public.api_docs",
    "gateway.portals.account.sign_in",
    "gateway.portals.account.invitations",
    "gateway.portals.account.security",
    "gateway.portals.account.sign_on",
    "gateway.portals.account.account",
    "gateway.portals.account.own_account",
    "gateway.portals.account.messages",
    "gateway.portals.participant.new_team",
    "gateway.portals.participant.organisations",
    "gateway.portals.participant.colleagues",
    "gateway.portals.participant.confirmation",
    "gateway.portals.participant.representatives",
    "gateway.portals.participant.leaving",
    "gateway.portals.participant.teams",
    "gateway.portals.participant.declaration",
    "gateway.portals.participant.material",
    "gateway.portals.participant.submission",
    "gateway.portals.participant.answers",
    "gateway.portals.staff.home",
    "gateway.portals.staff.divisions",
    "gateway.portals.staff.scheme",
    "gateway.portals.staff.activities",
    "gateway.portals.staff.figures",
    "gateway.portals.staff.teams",
    "gateway.portals.staff.team",
    "gateway.portals.staff.second_factor_resets",
    "gateway.portals.staff.accounts",
    "gateway.portals.staff.invitations",
    "gateway.portals.staff.imports",
    "gateway.portals.staff.name_claims",
    "gateway.portals.staff.dossiers",
    "gateway.portals.staff.announcements",
    "gateway.portals.staff.deliveries",
    "gateway.portals.staff.cases",
    "gateway.portals.staff.case",
    "gateway.portals.staff.desks",
    "gateway.portals.staff.national_check",
    "gateway.portals.staff.sheets",
    "gateway.portals.staff.panels",
    "gateway.portals.staff.rounds",
    "gateway.portals.staff.local_awards",
    "gateway.portals.staff.recommendation",
    "gateway.portals.staff.finalists",
    "gateway.portals.staff.notices",
    "gateway.portals.staff.objections",
    "gateway.portals.staff.reports",
    "gateway.portals.staff.awards",
    "gateway.portals.staff.logo_authorisations",
    "gateway.portals.staff.operations",
)
PROBES = ("gateway.api.probe",)
# in a rehearsal only
REHEARSED = ("gateway.portals.styleguide",)


def create_app() -> Any:
    """Return the ASGI application with its middleware."""
    limits = gateway_settings()
    app = application(limits)
    limiter = limiter_of(limits)
    export(limiter)
    inner = LimitBody(
        Admit(app, limiter, refusing(app)),
        max_bytes=limits.max_body_bytes,
        max_depth=limits.max_json_depth,
        seconds=limits.body_seconds,
    )
    copies = FromCopies(
        inner,
        app,
        app.state.public_versions,
        settings().clock,
        session_cookie=app.state.session_cookie,
        most_bytes=limits.public_copy_bytes,
        away_seconds=limits.public_copy_away_seconds,
    )
    observed = Observe(OwnAddress(copies, allowed_hosts(settings(), limits)))
    stamped = Stamp(HeadAsGet(observed), settings().clock, tls=limits.cookies_are_secure)
    return Forwarded(ByPrefix(stamped), Proxies(limits.trusted_proxies))


def limiter_of(limits: GatewaySettings) -> Limiter:
    """Return what says who is served, by these settings."""
    limit = GradientLimit(
        first=limits.admission_first,
        least=min(limits.admission_least, limits.admission_most),
        most=limits.admission_most,
        goal=limits.admission_goal_seconds,
        clock=time.monotonic,
    )
    return Limiter(limit, time.monotonic)


def application(limits: GatewaySettings) -> FastAPI:
    """Return the routes of API and portals, with authentication; `openapi()` of it is the API's document."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.sessions = Sessions(limits)
        app.state.sessions.start()
        app.state.ticket_notes = TicketNotes(write_to_accounts, is_ending=readiness.is_ending.is_set)
        app.state.ticket_notes.start()
        app.state.public_versions.start()
        watches = (ClockWatch(), DeadlineWatch(), LoopWatch())
        for watch in watches:
            watch.start()
        yield
        # first, for little is left of the drain time, and what is lost of the others is of no account
        await app.state.ticket_notes.close()
        for watch in watches:
            await watch.close()
        await app.state.public_versions.close()
        await app.state.sessions.close()
        await close_channels()

    app = FastAPI(
        title="Dasai",
        version="1",
        description=DESCRIPTION,
        # the portals serve document and page, under our own policy
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        # `problems` leads from a page with a slash behind it to the page, and programs are told that the address is wrong
        redirect_slashes=False,
        dependencies=[Depends(arrive_by_ticket), Depends(arrive_by_form)],
    )
    app.state.public_versions = PublicVersions()
    app.state.session_cookie = name_of(SESSION, secure=limits.cookies_are_secure)
    problems.install(app, problem_or_waiting, offer)
    app.add_middleware(Authenticate)
    names = [*ROUTERS, *(PROBES if settings().probe else ()), *(REHEARSED if settings().clock_file else ())]
    for name in names:
        shared = [Depends(note_unread)] if name.startswith("gateway.portals.") else []
        app.include_router(importlib.import_module(name).router, dependencies=shared)
    app.mount("/static", Assets(), name="static")
    describe(app, [name for name in names if name.startswith("gateway.api.")], limits)
    return app
