"""Events that authorisations of the logo raise; each mirrors a message of `dasai.publicity.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogoUse:
    """A use of the logo: by which body, for what, and from which day to which, both included, in Beijing time (J3).

    Days are written as 2024-07-01. `body_uscc` is empty for a body that has no unified social credit code.
    """

    body_name: str
    body_uscc: str
    scope: str
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class LogoUseAuthorised:
    """The committee authorised a use of the logo (J3)."""

    authorisation_id: str
    number: str
    use: LogoUse


@dataclass(frozen=True, slots=True)
class LogoAuthorisationWithdrawn:
    """The committee withdrew an authorisation before its last day was over (J3)."""

    authorisation_id: str
    number: str
    reason: str
