"""The progress of the check for duplicates with a recommended project (rule F5)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant

from .duplicates import Traits


@dataclass(kw_only=True)
class CheckedProject(Aggregate):
    """A recommended project with the traits by which it is compared, identified by its team.

    Of two projects the one that became known or changed later is compared with the other: so each pair is compared once both
    are checked. `material` says which form of the project this is: a new submission, or new hashes of its people, is another.
    """

    material: str
    # if it is not compared with all others yet: so stored that one equality finds those, and none after the check
    waits: bool = False
    traits: Traits | None = None
    # the last project that it was compared with: the check goes by team ids
    compared_to: str = ""
    checked_at: Instant | None = None

    def begin(self, material: str) -> None:
        """Let the project be compared with all others, in this form."""
        self.material, self.waits, self.traits, self.compared_to = material, True, None, ""

    def proceed(self, traits: Traits, compared_to: str) -> None:
        """Keep how far the comparison of this form has come."""
        self.traits, self.compared_to = traits, compared_to

    def finish(self, traits: Traits, *, at: Instant) -> None:
        """Keep that the project is compared with all others."""
        self.traits, self.compared_to, self.waits, self.checked_at = traits, "", False, at

    def rest(self) -> None:
        """Forget the project, which is not recommended any more; if it is again, it is compared anew."""
        self.material, self.waits, self.traits, self.compared_to = "", False, None, ""
