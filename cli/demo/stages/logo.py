"""The committee authorises hosts to use the logo, and withdraws an authorisation; the public looks both up."""

from __future__ import annotations

from datetime import timedelta

from dasai_client import models

from chassis.kernel.clock import beijing_date

from .running import Demo, DemoError

_DAYS = 150
_AUTHORISED = 2


def logo(demo: Demo) -> None:
    """Authorise the hosts of two divisions, withdraw one authorisation, and look both up as the public (rule J3)."""
    hosts = [demo.plan.scheme(place)["organising_bodies"][0] for place in range(_AUTHORISED)]
    now = demo.clock.now()
    uses: list[models.NewLogoAuthorisation] = [
        {
            "body_name": host["name"],
            "body_uscc": host["uscc"],
            "scope": "分赛宣传活动、网站、印刷品。",
            "first_day": beijing_date(now),
            "last_day": beijing_date(now + timedelta(days=_DAYS)),
        }
        for host in hosts
    ]
    demo.refused("K1_FORBIDDEN", lambda: demo.secretariat.api.grant_logo_authorisation(uses[0]))
    reversed_term: models.NewLogoAuthorisation = {
        **uses[0],
        "first_day": uses[0]["last_day"],
        "last_day": uses[0]["first_day"],
    }
    demo.refused("J3_TERM_REVERSED", lambda: demo.committee.api.grant_logo_authorisation(reversed_term))
    kept, withdrawn = (demo.committee.api.grant_logo_authorisation(use) for use in uses)
    _expect(demo, kept["number"], "in_force")
    _expect(demo, kept["use"]["body_name"], "in_force")
    demo.occur("logo use authorised")
    _expect(demo, withdrawn["use"]["body_uscc"], "in_force")
    reason: models.LogoAuthorisationWithdrawal = {"reason": "超出授权范围使用标识（合成）。"}
    demo.committee.api.withdraw_logo_authorisation(withdrawn["authorisation_id"], reason)
    _expect(demo, withdrawn["use"]["body_uscc"], "withdrawn")
    demo.occur("logo authorisation withdrawn")


def _expect(demo: Demo, text: str, state: str) -> None:
    """Raise DemoError unless the public finds one authorisation by this text, in this state."""
    states = [each["state"] for each in demo.public.api.look_up_logo_use(text=text)["authorisations"]]
    if states != [state]:
        raise DemoError(f"the authorisation of the logo is looked up as {states}, not {state}")
