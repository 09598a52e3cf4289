"""Read word lists, and screen a name by them (rules B9, K1)."""

from __future__ import annotations

from dasai.registration.v1 import names_pb2

from chassis.actor import Actor
from chassis.permissions import registration as permissions

from . import store, wire
from .checks import is_about_data, lexicon_in_force


def list_word_lists(actor: Actor) -> names_pb2.ListWordListsResponse:
    """Return every word list with its versions, to the secretariat and hosts (rules B9, K1)."""
    permissions.LIST_WORD_LISTS.require(actor)
    lists = sorted(store.word_lists.every(), key=lambda word_list: word_list.id)
    return names_pb2.ListWordListsResponse(lists=map(wire.word_list_view, lists))


def get_word_list(name: str, actor: Actor) -> names_pb2.WordListContent:
    """Return the words of a list in force, to the secretariat (rules B9, K1, K3)."""
    permissions.GET_WORD_LIST.require(actor)
    word_list = store.word_lists.look(name)
    words = store.words_in_force(name, word_list.versions[-1].digest)
    return wire.content_view(name, words)


def screen_name(text: str, actor: Actor) -> names_pb2.ScreenNameResponse:
    """Return the hits in a name, to the secretariat and hosts; nothing is stored (rules B9, K1)."""
    permissions.SCREEN_NAME.require(actor)
    return wire.screening_view(text, lexicon_in_force().find(text), about_data=is_about_data(text))
