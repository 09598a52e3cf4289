"""Rich text kept safe (rule C4)."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.registration.declarations.adapters.rich_text import TAGS, clean, visible

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


@pytest.mark.parametrize(
    "page",
    [
        *("<ul><li>" * 5000, "<strong>" * 5000 + "x", "<table>" * 3000, "<p><em>" * 5000, "<s>" * 5000 + "x"),
        *("<math>" + "<msup><mi>x</mi>" * 5000, "<math>" + "<msqrt>" * 3000 + "x", "<div><b>" * 3000 + "x"),
    ],
)
def test_c4_deep_nesting_ends(page: str) -> None:
    """C4: a page made to exhaust its reader comes to an end, safe."""
    assert Seen(clean(page)).tags <= TAGS


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + "".join(f"<b a{n}>" for n in range(1500)) + "</p>" + "<p>x" * 4000,
        "<b><i><u><em><strong>" * 20 + "<p>x" * 4000,
        "<b><div>" * 1500 + "</b>" * 1500 + "<p>x" * 3000,
        "<sup><b><i><u><em></sup>x" * 1000,
        "<table>" + "<b>x" * 3000,
        "<table><tr>" + "<td><b>x" * 3000,
    ],
    ids=["many", "deep", "across blocks", "across inline", "out of a table", "cells"],
)
def test_c4_emphasis_that_nobody_ends_does_not_multiply(page: str) -> None:
    """C4, C9: a page of 30 kB once became a hundred thousand times as many elements, in registration's memory."""
    assert len(clean(page)) <= 25 * len(page)


@pytest.mark.parametrize(
    ("page", "safe"),
    [
        ("<p><b>甲</p><p>乙</b>丙</p>", "<p><strong>甲</strong></p><p><strong>乙</strong>丙</p>"),
        ("<b><p>甲</p><p>乙</p></b>丙", "<p><strong>甲</strong></p><p><strong>乙</strong></p>丙"),
        ("<b>甲<i>乙</b>丙</i>丁", "<strong>甲<em>乙</em></strong><em>丙</em>丁"),
        ("<b>甲<b>乙</b>丙</b>丁", "<strong>甲乙丙</strong>丁"),
        ("<b><i><u><em><strong>甲</strong></em></u></i>乙</b>丙",
         "<strong><em><u>甲</u></em>乙</strong>丙"),
        ("<b hidden>甲</b>乙", "乙"),
        ('<b style="text-decoration:line-through">甲<i>乙</b>丙</i>', "<em>丙</em>"),
        ("<s>甲<s>乙</s>丙</s>丁", "丁"),
        ("<s>甲<strike>乙</s>丙</strike>丁", "丁"),
        ("<b>甲<strong>乙</b>丙</strong>丁", "<strong>甲乙</strong><strong>丙</strong>丁"),
        ("<s><p>甲</p><p>乙</p></s>丙", "<p></p><p></p>丙"),
        ('<p title="a>b">甲</p>', None),
        ("1 < 2，<b>3 <4</b>", "1 &lt; 2，<strong>3 &lt;4</strong>"),
        ("甲<!--乙-->丙<!-->丁<?xml version='1'?><![if !supportLists]>戊<![endif]>", "甲丙丁戊"),
        ("甲<style>p{}</style>乙<script>if (a<b) c()</script>丙", "甲乙丙"),
    ],
)  # fmt: skip
def test_c4_emphasis_applies_to_the_words_that_it_applied_to(page: str, safe: str | None) -> None:
    """C4: across paragraphs and out of order; what is struck stays out, whatever it spans."""
    assert clean(page) == safe or safe is None
    assert clean(clean(page)) == clean(page)


@pytest.mark.parametrize(
    ("page", "safe", "words"),
    [
        ("<div>上年营收 100</div><div>200 万元为补贴</div>",
         "<p>上年营收 100</p><p>200 万元为补贴</p>", "上年营收 100\n200 万元为补贴"),
        ("<h1>一</h1>甲<h2>二</h2><h5>五</h5>", "<h3>一</h3>甲<h3>二</h3><h4>五</h4>", "一\n甲\n二\n五"),
        ("<b>粗</b><i>斜</i><ins>加</ins>", "<strong>粗</strong><em>斜</em><u>加</u>", "粗斜加"),
        ("<dl><dt>营收</dt><dd>100</dd><dt>利润</dt><dd>20</dd></dl>",
         "<p>营收</p><p>100</p><p>利润</p><p>20</p>", "营收\n100\n利润\n20"),
        ("甲<hr>乙<hr/>丙", "甲<p>乙</p><p>丙</p>", "甲\n乙\n丙"),
        ("<section>甲<div>乙</div>丙</section>丁", "<p>甲</p><p>乙</p><p>丙</p><p>丁</p>", "甲\n乙\n丙\n丁"),
        ("<p><b>甲<div>乙</div></b></p>", None, "甲\n乙"),
        ("<ul><li><div>甲</div><div>乙</div></li></ul>", "<ul><li><p>甲</p><p>乙</p></li></ul>", "甲\n乙"),
        ("<table><caption>表</caption><tr><td><div>1</div></td><td>2</td></tr></table>", None, "表\n1\n2"),
        ("<figure><img src=x><figcaption>图</figcaption></figure><pre>a\n  b</pre>", None, "图\na\nb"),
        ("甲<div></div><div> </div>乙", "甲<p>乙</p>", "甲\n乙"),
        ("甲<span>乙</span><font>丙</font>", "甲乙丙", "甲乙丙"),
    ],
)  # fmt: skip
def test_c4_what_stood_on_a_line_of_its_own_still_does(page: str, safe: str | None, words: str) -> None:
    """C4: two numbers on two lines are never one number in what is signed; headings and emphasis get the tag there is."""
    assert clean(page) == safe or safe is None
    assert visible(clean(page)) == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<s>500万元</s>50万元", "50万元"),
        ("<del>500万元</del><ins>50万元</ins>", "50万元"),
        ("<strike><b>500</b>万元</strike>50万元", "50万元"),
        ('<span style="color:red;text-decoration: line-through">500万元</span>50万元', "50万元"),
        ('<p style="display:none">模板提示</p><p>正文</p>', "正文"),
        ("<title>文档1</title><p>正文</p>", "正文"),
        ("<xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml>正文", "正文"),
        ("<!--[if gte mso 9]><xml><w:Zoom>0</w:Zoom></xml><![endif]--><p>正文<o:p></o:p></p>", "正文"),
        ("<html><head><title>文档1</title><style>p{}</style></head><body><p>正文</p></body></html>", "正文"),
    ],
)
def test_c4_struck_and_hidden_words_are_not_signed(page: str, words: str) -> None:
    """C4: what is struck out stays out, and what a word processor says of the document is none of the declaration."""
    assert visible(clean(page)) == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("10<sup>9</sup>次", "10^9次"),
        ("10<sup>-3</sup>", "10^-3"),
        ("x<sup>n+1</sup>", "x^(n+1)"),
        ('10<span style="vertical-align: super">9</span>', "10^9"),
        ("H<sub>2</sub>O、CO<sub>2</sub>", "H2O、CO2"),
        ("1<sub>2</sub>、T<sub>max</sub>", "1_2、T_max"),
        ("1<sup>st</sup> 数据<sup>[1]</sup> 品牌<sup>®</sup>", "1st 数据[1] 品牌®"),
        ("<sup>1</sup>注", "1注"),
        ("<math><msup><mn>10</mn><mn>9</mn></msup></math>次", "10^9次"),
        (
            "<math><mi>y</mi><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>",
            "y=(a+b)/2",
        ),
        ("<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", "√(x+1)"),
        ("<math><mroot><mi>x</mi><mn>3</mn></mroot></math>", "√[3]x"),
        ("<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup><mo>&lt;</mo><mn>1</mn></math>", "x_i^2<1"),
        (
            "<math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover></math>",
            "∑_(i=1)^n",
        ),
        ("<math><semantics><mi>y</mi><annotation encoding='application/x-tex'>y</annotation></semantics></math>", "y"),
        ("<mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "x^2"),
        ("<math><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", "(a, b)"),
    ],
)
def test_c4_formulas_and_powers_keep_their_meaning(page: str, words: str) -> None:
    """C4: 10 to the power of 9 is not 109, and a formula does not vanish."""
    assert visible(clean(page)) == words
    assert visible(clean(clean(page))) == words


def test_c4_texts_of_earlier_releases_can_be_told_from_changed_ones() -> None:
    """C4: an editor gives back the text that it was given with the rich form."""
    assert visible("<p>10<sup>9</sup></p>", marked=False) == "109"
