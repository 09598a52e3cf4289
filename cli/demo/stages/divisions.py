"""Divisions apply, publish and open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dasai_client import models

from ..world import later
from .running import Demo, DemoError


def divisions(demo: Demo) -> None:
    """Let all divisions apply with their schemes, be approved, publish, and open by the clock (rules A3 to A5)."""
    apply_all(demo)
    open_all(demo, demo.plan.divisions)


def apply_all(
    demo: Demo, changes: Mapping[str, Mapping[str, Any]] | None = None, waiting: Collection[str] = ()
) -> None:
    """Let all divisions apply and, but for those `waiting`, be approved and publish; `changes` are of schemes, by division."""
    plan = demo.plan
    demo.move_to(plan.applies)
    places = list(enumerate(plan.divisions))

    def appoint_host(place: tuple[int, str]) -> None:
        _, code = place
        demo.hosts[code] = demo.staff(f"host-{code}", [{"role": "host", "division": code}], demo.secretariat)

    demo.each(places, appoint_host, "分赛主办方账号 hosts")
    first = plan.divisions[0]
    fee = plan.scheme(0, fees=[{"purpose": "报名费", "amount_fen": 10_000}])
    demo.refused("A3_FEE_STATED", lambda: demo.hosts[first].api.apply_for_division(first, {"scheme": fee}))

    def apply(place: tuple[int, str]) -> None:
        number, code = place
        host, secretariat = demo.hosts[code].api, demo.secretariat.api
        application: models.Application = {"scheme": plan.scheme(number, **(changes or {}).get(code, {}))}
        host.apply_for_division(code, application)
        if code in waiting:
            return
        if number % 8 == 3:
            secretariat.return_division(code, {"reasons": ["请补充评审细化方案说明。"]})
            if host.get_division(code)["state"] != "returned":
                raise DemoError(f"the scheme of {code} was not returned")
            host.apply_for_division(code, application)
            demo.count("退回 schemes returned", code)
            demo.occur("scheme returned")
        secretariat.approve_division(code, {})
        host.publish_scheme(code, {})
        demo.count("公布 schemes published", code)

    demo.each(places, apply, "申请与公布方案 applications")


def open_all(demo: Demo, codes: Collection[str]) -> None:
    """Move contest time to a minute after registration opens, and wait until these divisions are open."""
    demo.move_to(later(demo.plan.opens, minutes=1))

    def all_open() -> bool:
        known = demo.secretariat.pages(demo.secretariat.api.list_divisions, "divisions")
        return {division["code"] for division in known if division["state"] == "open"} >= set(codes)

    demo.until("all divisions open", all_open)
