"""Word lists (rules B9, K1)."""

from __future__ import annotations

from dasai.registration.v1 import names_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FORBIDDEN

from . import store, wire
from .checks import is_about_data, lexicon_in_force


def list_word_lists(actor: Actor) -> names_pb2.ListWordListsResponse:
    """Every word list with its versions, for the secretariat and hosts (rules B9, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    lists = sorted(store.word_lists.every(), key=lambda one: one.id)
    return names_pb2.ListWordListsResponse(lists=map(wire.word_list_view, lists))


def screen_name(text: str, actor: Actor) -> names_pb2.ScreenNameResponse:
    """What a name would meet with; nothing is kept (rule B9)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    return wire.screening_view(text, lexicon_in_force().find(text), about_data=is_about_data(text))
