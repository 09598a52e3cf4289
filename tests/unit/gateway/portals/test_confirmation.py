"""The page that asks before an act that no click undoes (B2, C7, K1, K5)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gateway.portals import language, words
from gateway.portals.participant.confirmation import ACTS, Question
from tests.unit.gateway.portals.test_pages import page_of

OWN = SimpleNamespace(address="/teams/t")
TEAM = {"facts": {"team_name": "合成队"}}


@pytest.mark.parametrize("shown_in", ["zh", "en"])
@pytest.mark.parametrize(("page", "texts"), [act[:2] for act in ACTS.values()])
def test_k5_each_question_says_what_will_happen_and_leads_back(
    page: str, texts: str, shown_in: language.Language
) -> None:
    """K5: with its title, each of its effects, the deadline and a form with the fields of the act, in both languages."""
    key = f"confirmation.{texts}"
    effects = [name.rpartition(".")[2] for name in words.catalogue() if name.startswith(f"{key}.")]
    effects = [name for name in effects if name not in ("title", "about", "submit")]
    question = Question("合成单位", tuple(effects), "/lead", {"uscc": "A&B"}, until="2024-06-20T01:00:00Z")
    values = {"own": OWN, "team": TEAM, "act": key, "back": f"/teams/t{page}", "question": question}
    shown = page_of("participant/confirmation.html", shown_in, **values)
    said = [str(words.text_in(shown_in, f"{key}.{name}")) for name in ("title", "submit", "about", *effects)]
    assert len(effects) >= 2
    assert [text for text in said if text not in shown] == []
    prefix = "/en" if shown_in == "en" else ""
    assert f'action="{prefix}/teams/t/lead"' in shown
    assert shown.count(f'href="{prefix}/teams/t{page}"') == 2
    assert 'name="uscc" value="A&amp;B"' in shown
    assert ("2024年6月20日 9:00" in shown) is (shown_in == "zh")


def test_k5_what_is_not_possible_now_has_no_button() -> None:
    """K5: the page says so, and leads back."""
    values = {"own": OWN, "team": TEAM, "act": "confirmation.lead_taking", "back": "/teams/t/organisations"}
    shown = page_of("participant/confirmation.html", "zh", **values, question=None)
    assert "当前不能办理该事项" in shown
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
