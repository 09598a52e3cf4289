"""Requests for supplementary material as messages, with their state in a sentence (rule C11)."""

from __future__ import annotations

from dasai.registration.v1 import supplements_pb2

from chassis.edition.current import edition
from chassis.kernel.clock import beijing_en, beijing_zh
from chassis.mapping import to_message

from ..teams.model.supplements import Supplement, SupplementState


def supplement_view(supplement: Supplement) -> supplements_pb2.Supplement:
    """Return a request for supplementary material with its state in words."""
    due_zh, due_en = beijing_zh(supplement.due_at), beijing_en(supplement.due_at)
    lapse = edition().supplements.lapse
    words = {
        SupplementState.ASKED: (
            f"请在{due_zh}前补充材料。{lapse.zh}。",
            f"Answer by {due_en}. {lapse.en}.",
        ),
        SupplementState.ANSWERED: ("补充材料已提交。", "Answered."),
        SupplementState.LAPSED: (
            f"补充材料已于{due_zh}截止。{lapse.zh}。",
            f"The time was over at {due_en}. {lapse.en}.",
        ),
        SupplementState.SUPERSEDED: (
            "此后提交了新版本，无须再补充；如仍需补充，审查员会重新提出。",
            "A newer version was submitted since, so nothing is to be supplied; review asks again if it needs to.",
        ),
    }
    zh, en = words[supplement.state]
    return to_message(supplement, supplements_pb2.Supplement, words_zh=zh, words_en=en)
