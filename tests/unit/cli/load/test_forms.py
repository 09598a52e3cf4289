"""What a client without scripts sends of a page's form."""

from __future__ import annotations

import httpx
import pytest

from cli.load.visitors.forms import FormMissingError, Page

PAGE = """<!doctype html><html><body>
<form action="/search?x=1"><input name="q"></form>
<form id="again" method="post" action="/teams/t1/submission?done=1" data-arrival="POST /teams/t1/submission">
<input type="hidden" name="key" value="k-1"><input type="hidden" name="arrival" value="">
<input name="title" value="甲 &amp; 乙"><textarea name="text">
first
second</textarea>
<input type="checkbox" name="declared" value="yes"><input type="checkbox" name="kept" value="1" checked>
<select name="kind"><option value="">choose</option><option value="b" selected>B</option></select>
<select name="first"><option value="one">1</option><option value="two">2</option></select>
<input type="file" name="file"><button name="act" value="go">go</button><input type="submit" name="act2" value="go">
</form></body></html>"""


def page(text: str = PAGE, **headers: str) -> Page:
    """Return a page with this text."""
    return Page("/teams/t1/submission", httpx.Response(503, text=text, headers=headers))


def test_fields_are_sent_as_they_are_filled_in_and_boxes_if_they_are_ticked() -> None:
    form = page().form("/teams/t1/submission")
    assert (form.action, form.attributes["data-arrival"]) == ("/teams/t1/submission", "POST /teams/t1/submission")
    # as in a browser a line break right after <textarea> is no part of the text
    assert form.values == {
        "key": "k-1",
        "arrival": "",
        "title": "甲 & 乙",
        "text": "first\nsecond",
        "kept": "1",
        "kind": "b",
        "first": "one",
    }


def test_a_form_is_found_by_its_address_or_its_id() -> None:
    assert page().form(identifier="again") == page().form("/teams/t1/submission")
    assert page().form("/search").values == {"q": ""}


@pytest.mark.parametrize("text", [PAGE, "", "<p>closed</p>"])
def test_a_page_without_the_form_says_so(text: str) -> None:
    with pytest.raises(FormMissingError, match="has no form editor-form"):
        page(text).form(identifier="editor-form")


def test_somebody_ticks_a_box_by_its_name() -> None:
    assert page().choice("declared") == "yes"
    with pytest.raises(FormMissingError):
        page().choice("text")


def test_a_busy_page_says_how_long_to_wait() -> None:
    assert (page(**{"Retry-After": "7"}).wait, page().wait, page().status) == ("7", "", 503)
