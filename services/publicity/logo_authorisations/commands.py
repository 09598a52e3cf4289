"""Grant authorisations of the logo and withdraw them, for the committee (rule J3)."""

from __future__ import annotations

from dasai.publicity.v1 import logo_authorisations_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.edition.published import require_no_identity_numbers, require_publishable
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import RefusedTogether, refuse_unless
from chassis.permissions import publicity as permissions
from chassis.staff import require_no_own

from . import requests, rules, store, wire
from .events import LogoUse
from .model import LogoAuthorisation, checked_use


@idempotent(creates=store.authorisations)
def grant_logo_authorisation(
    identifier: str, request: requests.GrantLogoAuthorisation, actor: Actor, at: Instant
) -> logo_authorisations_pb2.LogoAuthorisation:
    """Authorise a body to use the logo, which is public at once (rule J3); refuse all that is wrong with the request together."""
    permissions.GRANT_LOGO_AUTHORISATION.require(actor)
    use = LogoUse(
        body_name=request.body_name,
        body_uscc=request.body_uscc,
        scope=request.scope,
        first_day=request.first_day,
        last_day=request.last_day,
    )
    together = RefusedTogether()
    with together.at():
        use = checked_use(use, at)
    with together.at():
        require_publishable(body_name=request.body_name, scope=request.scope)
    with together.at("body_uscc"):
        # by its name alone nobody sees whose organisation a body is, and who looks up its code would not find this
        known = "" if use.body_uscc else store.code_of(use.body_name)
        refuse_unless(not known, rules.J3_USCC_OMITTED, uscc=known)
    with together.at("body_uscc"):
        require_no_own(actor.account_id, rules.J3_OWN_ORGANISATION, (request.body_uscc,))
    together.refuse()
    number = store.next_number(edition().id)
    authorisation = LogoAuthorisation.grant(identifier, number, use, by=actor.account_id, at=at)
    answer = wire.authorisation_view(authorisation, at)
    store.add(authorisation, answer=answer)
    return answer


@idempotent
def withdraw_logo_authorisation(
    request: requests.WithdrawLogoAuthorisation, actor: Actor, at: Instant
) -> logo_authorisations_pb2.LogoAuthorisation:
    """Withdraw an authorisation at once (rule J3). The public learns that it is withdrawn; the reason stays on record."""
    permissions.WITHDRAW_LOGO_AUTHORISATION.require(actor)
    require_no_identity_numbers(reason=request.reason)
    authorisation = store.authorisations.get(request.authorisation_id)
    require_no_own(actor.account_id, rules.J3_OWN_ORGANISATION, (authorisation.use.body_uscc,))
    authorisation.withdraw(request.reason, by=actor.account_id, at=at)
    answer = wire.authorisation_view(authorisation, at)
    store.authorisations.save(authorisation, answer=answer)
    return answer
