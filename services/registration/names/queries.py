"""Read word lists, and screen a name by them (rules B9, K1)."""

from __future__ import annotations

from dasai.registration.v1 import names_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FORBIDDEN

from . import store, wire
from .checks import is_about_data, lexicon_in_force


def list_word_lists(actor: Actor) -> names_pb2.ListWordListsResponse:
    """Return every word list with its versions, to the secretariat and hosts (rules B9, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    lists = sorted(store.word_lists.every(), key=lambda word_list: word_list.id)
    return names_pb2.ListWordListsResponse(lists=map(wire.word_list_view, lists))


def screen_name(text: str, actor: Actor) -> names_pb2.ScreenNameResponse:
    """Return the hits in a name, to the secretariat and hosts; nothing is stored (rules B9, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    return wire.screening_view(text, lexicon_in_force().find(text), about_data=is_about_data(text))
