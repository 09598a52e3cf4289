"""The pages' texts, links and vendored files hold together (K5)."""

from __future__ import annotations

import ast
import inspect
import re
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path

import pytest
from jinja2 import Environment

from chassis.permissions import PAGES
from cli.shots.pages import NO_PAGES, SHOTS
from cli.vendor import SOURCES, compare
from gateway.portals import words
from gateway.portals.pages import form_again
from gateway.portals.staff.rulings import RULES
from services.accounts.templates.model.template import WORDS

ROOT = Path(__file__).parents[2]
PORTALS = ROOT / "gateway" / "portals"
TEMPLATES = sorted((PORTALS / "templates").rglob("*.html"))
LEXER = Environment(autoescape=True)
HAN = re.compile("[\u4e00-\u9fff]")
LETTERS = re.compile("[A-Za-z]{2,}")
# what is the same in both languages
NAMES = {"SHA-256", "receipt-keys.json", "receipt.json", "English", "中文", "./dasai receipt verify receipt.json"}
# keys that are put together while a page is rendered: their beginnings
COMPOSED = re.compile(r't\(\s*"([a-z_.]+\.?)"\s*~')

OF_FORM_AGAIN = {name for name in inspect.signature(form_again).parameters if name != "values"}


def named_keys() -> tuple[set[str], set[str]]:
    """Return the keys that templates and Python name, and the beginnings of those that are put together."""
    whole, begun = set(), set()
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        whole |= set(re.findall(r"""\bt\(\s*['"]([a-z0-9_.]+)['"]\s*[,)]""", text))
        # either of two keys, by a condition
        whole |= set(re.findall(r"""['"]([a-z_]+\.[a-z0-9_.]+)['"]""", text)) & set(words.catalogue())
        begun |= set(COMPOSED.findall(text))
    for path in PORTALS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in words.catalogue():
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun |= {node.values[0].value} if str(node.values[0].value).endswith(".") else set()
    return whole, begun


def test_every_text_is_there_in_both_languages_with_the_same_values() -> None:
    """K5: Chinese in Chinese, English without Chinese characters, and each value that one names the other names."""
    faults = []
    for key, text in words.catalogue().items():
        if not text.zh.strip() or not text.en.strip() or HAN.search(text.en + text.one):
            faults.append(f"{key}: a language is missing")
        if LETTERS.search(re.sub(r"\{\w+\}|%\{\w+\}", "", text.zh)) and not HAN.search(text.zh):
            faults.append(f"{key}: not Chinese")
        named = text.values
        if named["zh"] != named["en"] or not named.get("one", set()) <= named["zh"]:
            faults.append(f"{key}: values differ: {named}")
    assert faults == []


def test_every_key_that_is_named_exists_and_every_text_is_used() -> None:
    whole, begun = named_keys()
    known = set(words.catalogue())
    assert {key for key in whole if "." in key} - known == set()
    assert {key for key in known if key not in whole and not key.startswith(tuple(begun))} == set()


class Shown(HTMLParser):
    """What a template says by itself: its text, and attributes that are read out or shown; its links and elements."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._inside: list[str] = []
        self.feed("\0".join(text for _, kind, text in LEXER.lex(path.read_text(encoding="utf-8")) if kind == "data"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside.append(tag)
        for name, value in attrs:
            if name in ("aria-label", "title", "placeholder", "alt", "data-label"):
                self.handle_data(value or "")
            if name in ("href", "action", "formaction", "hx-get", "hx-post", "hx-put"):
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        parts = [] if self._inside else data.replace("\0", "\n").split("\n")
        self.words += [
            part.strip() for part in parts if part.strip() not in NAMES and (HAN.search(part) or LETTERS.search(part))
        ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_by_itself(path: Path) -> None:
    """K5: every word that a reader sees comes from the catalogue or from data: else one language would be missing."""
    assert Shown(path).words == []


def test_each_rule_by_which_something_is_lost_has_its_words_on_the_pages() -> None:
    """Those that a message says, and those that the form of a ruling offers; another code is shown as it is."""
    for code in {*WORDS["rule"], *WORDS["finding"], *RULES}:
        assert words.rule(code) != code
    assert words.rule("C10_<CHANGED>") == "C10_&lt;CHANGED&gt;"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_link_keeps_the_language(path: Path) -> None:
    """An address of ours is made by `url`, except what has no language: files and the API."""
    ours = [address for address in Shown(path).links if address.startswith("/")]
    assert [address for address in ours if not address.startswith(("/static/", "/api/v1"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_navigation_of_its_own(path: Path) -> None:
    """K5: a page's one `nav` is the main navigation, so that it is found at once; lists inside a page are `inline_list`.

    The ways back and on (breadcrumbs, pages of a list) are components of GOV.UK Frontend, which name their own.
    """
    assert [element for element, attributes in Shown(path).elements if is_navigation(element, attributes)] == []


def test_a_navigation_in_a_template_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<nav aria-label="{{ t("x.y") }}"></nav><div role="navigation"></div><ul role="list"></ul>')
    assert [element for element, attributes in Shown(path).elements if is_navigation(element, attributes)] == [
        "nav",
        "div",
    ]


def is_navigation(element: str, attributes: dict[str, str | None]) -> bool:
    return element == "nav" or attributes.get("role") == "navigation"


def test_vendored_files_are_those_of_the_manifest() -> None:
    """No file was changed by hand, none is missing or too much, and none is older than what it is built from."""
    assert compare() == []


def test_macros_and_style_sheet_are_of_one_version() -> None:
    """ADR 34: the macros of Jinja are written for this version of GOV.UK Frontend."""
    fitting = {"4.1.0": "6.3.0"}
    package = (SOURCES / "package.json").read_text()
    assert f'"govuk-frontend": "{fitting[version("govuk-frontend-jinja")]}"' in package


def test_every_page_has_a_shot() -> None:
    """K5: each route that answers with a page is looked at; nothing is listed that is no route."""
    routes = {row.removeprefix("GET ") for page in PAGES for row in page.routes if row.startswith("GET ")}
    pages = {route for route in routes if not route.startswith("/api/v1")} - NO_PAGES
    assert {shot.route for shot in SHOTS} - {""} == pages
    assert routes >= NO_PAGES
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


def test_words_for_screen_readers_alone_say_their_language_too() -> None:
    """K5: a name that people wrote is marked as Chinese on an English page, also where only a screen reader reads it."""
    hidden = re.compile(r'govuk-visually-hidden"> ?\{\{ ([^}]+?) \}\}')
    found = [(path.name, words) for path in TEMPLATES for words in hidden.findall(path.read_text(encoding="utf-8"))]
    assert len(found) > 10
    assert [words for words in found if not re.match(r"t\(", words[1]) and "|" not in words[1]] == []


def taken_names(source: str) -> list[str]:
    """Return the values that a module spreads into `form_again` under a name that is a parameter of it already."""
    tree = ast.parse(source)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    found = []
    for function in functions.values():
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "form_again":
                continue
            spread = {node for each in call.keywords if each.arg is None for node in ast.walk(each.value)}
            # what a variable of the function holds, and what a function of the module returns
            names = {node.id for node in spread if isinstance(node, ast.Name)}
            assigned = (
                node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
            )
            for node in assigned:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if names & {getattr(target, "id", "") for target in targets}:
                    spread |= set(ast.walk(node.value))  # type: ignore[arg-type]
            names |= {node.id for node in spread if isinstance(node, ast.Name)}
            returned = (node for name in names & functions.keys() for node in ast.walk(functions[name]))
            spread |= {node for each in returned if isinstance(each, ast.Return) for node in ast.walk(each)}
            keys = {
                key.value
                for node in spread
                if isinstance(node, ast.Dict)
                for key in node.keys
                if isinstance(key, ast.Constant)
            }
            found += sorted(keys & OF_FORM_AGAIN)
    return found


def test_no_value_of_a_form_takes_the_name_of_a_parameter() -> None:
    """A form that is shown again with a value named `fields` would be an error of the server; a planted one is found."""
    found = {path.name: taken_names(path.read_text(encoding="utf-8")) for path in PORTALS.rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}
    planted = """
def _values(unit):
    return {"unit": unit, "fields": ()}

async def post(request):
    values = {**_values(1), "given": {}}
    return form_again(request, "x.html", None, codes={"K1": "x"}, **values)
"""
    assert taken_names(planted) == ["fields", "given"]


def given_twice(source: str) -> list[int]:
    """Return the lines that make a body of the API of a mapping and of other values, which may have the same name."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "body_of"
        if len(call.keywords) > 1 and any(each.arg is None for each in call.keywords)
    ]


def test_no_value_of_a_body_can_be_given_twice() -> None:
    """A name in a mapping and beside it would be an error of the server; a planted one is found."""
    found = {path.name: given_twice(path.read_text(encoding="utf-8")) for path in PORTALS.rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert given_twice("body_of(Body, **given, hours=1)\nbody_of(Body, **given)\nbody_of(Body, a=1, b=2)") == [1]
