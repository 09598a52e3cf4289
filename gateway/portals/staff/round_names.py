"""What pages call a round and a panel: their division, track and stage, by their identifiers (rules E1, E2)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.edition.current import edition
from chassis.edition.parts import Track
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.problems import ProblemError

FINAL = "final"


@dataclass(frozen=True, slots=True)
class PanelName:
    """A panel of experts: `division` is the division's code, empty for the final."""

    panel_id: str
    division: str = ""


@dataclass(frozen=True, slots=True)
class RoundName:
    """A round: its panel, and its track of the edition."""

    round_id: str
    panel: PanelName
    track: Track

    @property
    def division(self) -> str:
        """Return the division's code, empty in the final."""
        return self.panel.division


def panel_named(panel_id: str) -> PanelName:
    """Return the name of a panel; raises ProblemError NOT_FOUND if the edition has no such panel."""
    code = panel_id.removeprefix("division-")
    if panel_id == FINAL:
        return PanelName(FINAL)
    if code != panel_id and code in {division.code for division in edition().divisions}:
        return PanelName(panel_id, code)
    raise ProblemError.of(Refusal(NOT_FOUND, {"what": "panel"}))


def round_named(round_id: str) -> RoundName:
    """Return the name of a round; raises ProblemError NOT_FOUND if the edition has no such round."""
    for track in edition().tracks:
        panel_id = round_id.removesuffix(f"-{track.code}")
        if panel_id != round_id:
            return RoundName(round_id, panel_named(panel_id), track)
    raise ProblemError.of(Refusal(NOT_FOUND, {"what": "round"}))
