"""Items that must still be handed in before a team can submit (rule C4)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.refusal import Term


@dataclass(frozen=True, kw_only=True)
class Missing:
    """An item that is missing before the team can submit."""

    kind: str
    # its id for programs: of a section, a kind of evidence, or a co-organisation's code
    name: Term

    @property
    def item(self) -> str:
        """Return the item's id among those of its kind."""
        return self.name.fact
