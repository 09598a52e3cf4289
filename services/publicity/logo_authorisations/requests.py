"""Requests of people about authorisations of the logo; they mirror those of `dasai.publicity.v1.LogoAuthorisations`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GrantLogoAuthorisation:
    """The committee authorises a body to use the logo (J3); `body_uscc` is empty if the body has no credit code."""

    body_name: str
    body_uscc: str
    scope: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class WithdrawLogoAuthorisation:
    """The committee withdraws an authorisation (J3)."""

    authorisation_id: str
    reason: str
