"""Files of every kind that a team submits, and what a page shows of each to whoever judges it (rules C5 to C7, H2)."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from cli.synthetic import Piece
from tests.film import HEIGHT, WIDTH, film
from tests.unit.inspection.files import image, office

SECONDS = 2
_PICTURE, _FILM, _MANUAL = "系统界面.png", "运行演示.mp4", "操作手册.docx"
_PATIENCE = 20_000.0  # milliseconds: a document is fetched, read and drawn


def further_material(index: int, owner: str) -> tuple[Piece, ...]:
    """Return a picture, a film and what no browser shows, of the team of an index; no two teams have the same."""
    about = f"<text>{index}</text>".encode()
    return (
        Piece("manual", _PICTURE, owner, image("PNG", (100 + index % 100, 60))),
        Piece("video", _FILM, owner, film(SECONDS, number=index % 100)),
        Piece("manual", _MANUAL, owner, office("docx", main=b"<document>" + about + b"</document>")),
    )


def names_of_files(page: Page) -> Locator:
    """Return the links to the files that a page lists; each shows its file in the page."""
    return page.locator(".dasai-material__name a")


def shows_documents(page: Page, *, scripts: bool) -> None:
    """Require that the first document is drawn in the page; without scripts it is offered for download."""
    names = names_of_files(page)
    listed = names.all_inner_texts()
    names.first.click()
    expect(page.locator("#file h3")).to_have_text(listed[0])
    assert names.all_inner_texts() == listed
    if scripts:
        expect(page.locator("#file canvas[data-drawn]").first).to_be_visible(timeout=_PATIENCE)
    else:
        expect(page.locator("#file [data-pdf]")).to_be_visible()
    _is_downloaded_whole(page)


def shows_further_material(page: Page) -> None:
    """Require that picture and film are drawn in the page, the film by ranges and played by keyboard; the rest is downloaded."""
    names_of_files(page).filter(has_text=_PICTURE).click()
    picture = page.locator("#file img")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalHeight", 60)
    _plays(page)
    names_of_files(page).filter(has_text=_MANUAL).click()
    expect(page.locator("#file h3")).to_have_text(_MANUAL)
    assert page.locator("#file").locator("img, video, canvas, iframe, object, embed").count() == 0
    _is_downloaded_whole(page)


def _plays(page: Page) -> None:
    """Require that the film is asked for by a range, is loaded under the page's policy, and plays to its end."""
    with page.expect_response(lambda response: response.request.resource_type == "media") as answered:
        names_of_files(page).filter(has_text=_FILM).click()
    answer = answered.value
    size = answer.headers["content-length"]
    assert (answer.status, answer.headers["content-range"]) == (206, f"bytes 0-{int(size) - 1}/{size}")
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("video/mp4", "nosniff")
    shown = page.locator("#file video")
    for name, value in (("videoWidth", WIDTH), ("videoHeight", HEIGHT), ("duration", SECONDS), ("error", None)):
        expect(shown).to_have_js_property(name, value)
    assert shown.evaluate("film => film.readyState") >= 1  # that it is known how long it is and how large
    assert shown.evaluate("film => film.currentTime") == 0  # nothing begins by itself
    shown.focus()
    page.keyboard.press("Space")
    expect(shown).to_have_js_property("ended", True, timeout=_PATIENCE)
    part = page.request.get(answer.url, headers={"Range": "bytes=4-11"})
    assert (part.status, part.body(), part.headers["content-range"]) == (206, b"ftypisom", f"bytes 4-11/{size}")
    beyond = page.request.get(answer.url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")


def _is_downloaded_whole(page: Page) -> None:
    """Require that the page offers the file that it shows for download."""
    address = page.locator("#file a[download]").get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-disposition"].split(";")[0]) == (200, "attachment")
