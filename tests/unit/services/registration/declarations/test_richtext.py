"""Rich text kept safe (rule C4)."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.registration.declarations.adapters import TAGS, clean, visible

NASTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">', "</a>", "<svg><p>",
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<style>p{background:url(//x)}</style>", "<!-- hidden -->", "<!--[if IE]>x<![endif]-->", '<p style="x:expression(1)">',
    '<p onclick="a()">', "<iframe src='data:text/html,x'>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<template><script>x</script></template>",
    "<table><tr><td>", "</td></tr></table>", "<strong><p>", "<ul><li>", "</li></ul>", "<p>", "</p>", "<em>", "</em>",
    "<textarea></p><script>", "<xmp><p title='</xmp><img src=x>'>", "<base href=//x>", "<meta http-equiv=refresh content=0>",
    "&lt;script&gt;", "&#60;img src=x onerror=a&#62;", "<![CDATA[<script>]]>", "<?xml x?>", "<plaintext>", "<select><option>",
    "数据要素", "a < b", "<", ">", "&", '"', "\x00", "<p/", "<tr><em>", "<h3>题<h4>", "<br>",
)  # fmt: skip
PAGES = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=12).map("".join)
WORDS = st.text(alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Lo", "Nd", "Po")), min_size=1, max_size=20)


class Seen(HTMLParser):
    """A parser that collects everything in a page that is not words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.others: list[object] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.others += attrs

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


@given(PAGES)
@example("<p title='</noscript><img src=x onerror=alert(1)>' lang='zh'>")
def test_c4_nothing_that_runs_survives(page: str) -> None:
    """C4: of any page only tags of the list are left, without attributes, comments or declarations."""
    seen = Seen(clean(page))
    assert seen.tags <= TAGS
    assert seen.others == []


@given(PAGES)
def test_c4_cleaning_again_changes_nothing(page: str) -> None:
    """C4: what is stored is what was shown; and a form that changes when read again is how filters are got round."""
    safe = clean(page)
    assert clean(safe) == safe


@given(
    st.lists(WORDS, min_size=1, max_size=6),
    st.sampled_from(["p", "li", "h3", "span", "div", "a", "font", "blockquote"]),
)
def test_c4_words_of_ordinary_input_are_never_lost(texts: list[str], tag: str) -> None:
    """C4: whatever tag words stand in, taken off or kept, they stay."""
    page = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in texts)
    assert "".join(visible(clean(page)).split("\n")) == "".join(texts)


def test_c4_the_form_of_a_section() -> None:
    """C4: paragraphs, headings, lists, tables and emphasis are kept; words stand on lines, cells apart."""
    page = (
        "<h3>架构</h3><p>三层<strong>架构</strong>：a &lt; b</p><ul><li>采集</li><li>治理</li></ul>"
        "<table><tbody><tr><td>年</td><td>值</td></tr></tbody></table>"
    )
    assert clean(page) == page
    assert visible(page) == "架构\n三层架构：a < b\n采集\n治理\n年\t值"


@pytest.mark.parametrize("page", ["<ul><li>" * 5000, "<strong>" * 5000 + "x", "<table>" * 3000, "<p><em>" * 5000])
def test_c4_deep_nesting_ends(page: str) -> None:
    """C4: a page made to exhaust its reader comes to an end, safe."""
    assert Seen(clean(page)).tags <= TAGS
