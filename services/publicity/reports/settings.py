"""Identity papers, as the edition has them (rule H2)."""

from __future__ import annotations

from chassis.edition import Edition
from chassis.text.identity import IdentityForm


def identity_forms(edition: Edition) -> dict[str, tuple[IdentityForm, ...]]:
    """Return the forms that numbers have, by the edition's kinds of identity paper: as for representatives."""
    return {kind.id: tuple(IdentityForm(form) for form in kind.forms) for kind in edition.identity_kinds}
