"""Divisions apply, publish and open."""

from __future__ import annotations

from ..world import later
from .running import Demo, DemoError


def divisions(demo: Demo) -> None:
    """Let all divisions apply with their schemes, be approved, publish, and open by the clock (rules A3 to A5)."""
    plan = demo.plan
    demo.move_to(plan.applies)
    places = list(enumerate(plan.divisions))

    def appoint_host(place: tuple[int, str]) -> None:
        _, code = place
        demo.hosts[code] = demo.staff(f"host-{code}", [{"role": "host", "division": code}], demo.secretariat)

    demo.each(places, appoint_host, "分赛主办方账号 hosts")
    first = plan.divisions[0]
    fee = plan.scheme(0, fees=[{"purpose": "报名费", "amount_fen": 10_000}])
    demo.refused(
        "A3_FEE_STATED", lambda: demo.hosts[first].put(f"/api/v1/divisions/{first}/application", {"scheme": fee})
    )

    def apply(place: tuple[int, str]) -> None:
        number, code = place
        address = f"/api/v1/divisions/{code}"
        demo.hosts[code].put(f"{address}/application", {"scheme": plan.scheme(number)})
        if number % 8 == 3:
            demo.secretariat.post(f"{address}/return", {"reasons": ["请补充评审细化方案说明。"]})
            if demo.hosts[code].get(address)["state"] != "returned":
                raise DemoError(f"the scheme of {code} was not returned")
            demo.hosts[code].put(f"{address}/application", {"scheme": plan.scheme(number)})
            demo.count("退回 schemes returned", code)
            demo.occur("scheme returned")
        demo.secretariat.post(f"{address}/approval")
        demo.hosts[code].post(f"{address}/publication")
        demo.count("公布 schemes published", code)

    demo.each(places, apply, "申请与公布方案 applications")
    demo.move_to(later(plan.opens, minutes=1))

    def all_open() -> bool:
        known = demo.secretariat.every("/api/v1/divisions", "divisions")
        return len(known) == len(places) and all(division["state"] == "open" for division in known)

    demo.until("all divisions open", all_open)
