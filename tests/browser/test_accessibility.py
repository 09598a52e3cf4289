"""Measure what axe does not: contrast of the focus, zoom, narrow screens, forced colours, reduced motion (WCAG 2.2 AA).

The measures are taken in the page: by each stop of the Tab key, from the computed colours of what has the focus and of what is
around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.browser.conftest import PASSWORD, Contest

pytestmark = [pytest.mark.browser, pytest.mark.parts]
Opened = Callable[..., AbstractContextManager[Page]]
# so many stops of the Tab key are measured on a page; none of the sample has more
MOST_STOPS = 150
LEAST_CONTRAST = 3.0
BACKGROUND = "overview.background"

# what each measure needs: an element that has the focus, what shows it, and the contrast of two colours (WCAG 2.2)
TOOLS = """
window.measures = (() => {
  const channels = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const parsed = colour => {
    const [red, green, blue, alpha = 1] = channels(colour);
    const most = colour.startsWith('color(') ? 1 : 255;
    return {rgb: [red, green, blue].map(value => value / most), alpha};
  };
  const luminance = rgb => {
    const [red, green, blue] = rgb.map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const around = element => {
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      const {rgb, alpha} = parsed(getComputedStyle(outer).backgroundColor);
      if (alpha > 0.99) return rgb;
    }
    return [1, 1, 1];
  };
  // a drawn radio button or box is a pseudo-element of its label
  const parts = element => {
    const label = element.matches('input[type=radio], input[type=checkbox]') ? element.nextElementSibling : null;
    return [[element, null], [element, '::before'], [element, '::after'], ...(label ? [[label, '::before']] : [])];
  };
  const look = element => {
    const shown = {};
    parts(element).forEach(([of, pseudo], place) => {
      const style = getComputedStyle(of, pseudo);
      if (pseudo && style.content === 'none') return;
      const put = (name, width, colour) => {
        const {rgb, alpha} = parsed(colour);
        if (width >= 2 && alpha > 0.5) shown[`${place} ${name} ${width}`] = rgb;
      };
      if (style.outlineStyle !== 'none') put('outline', parseFloat(style.outlineWidth), style.outlineColor);
      put('background', 99, style.backgroundColor);
      for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
        if (style[`border${side}Style`] !== 'none') {
          put(`border${side}`, parseFloat(style[`border${side}Width`]), style[`border${side}Color`]);
        }
      }
      const shadows = style.boxShadow === 'none' ? [] : style.boxShadow.split(/,(?![^(]*\\))/);
      shadows.forEach((shadow, number) => {
        const colour = shadow.match(/(rgba?|color)\\([^)]*\\)/)[0];
        const lengths = channels(shadow.replace(colour, '').replace('inset', '')).map(Math.abs);
        put(`shadow${number}`, Math.max(lengths[0], lengths[1]) + (lengths[3] || 0), colour);
      });
    });
    return shown;
  };
  const named = element => `${element.tagName.toLowerCase()}${element.id ? '#' + element.id : ''}.${element.className}`
    + ` "${(element.innerText || element.name || '').trim().slice(0, 30)}"`;
  return {parsed, contrast, around, look, named, before: new Map()};
})();
"""
# notes how everything looks without the focus
NOTE_LOOKS = """() => {
  if (document.activeElement) document.activeElement.blur();
  for (const element of document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex], [contenteditable]')) {
    measures.before.set(element, measures.look(element));
  }
}"""
# what the focus changes, as the greatest contrast of it with what is around; and whether there is an outline
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || !measures.before.has(element)) return null;
  const before = measures.before.get(element), now = measures.look(element), around = measures.around(element);
  const changed = Object.keys(now).filter(name => String(now[name]) !== String(before[name]));
  const label = element.matches('input[type=radio], input[type=checkbox]') ? element.nextElementSibling : null;
  const outlines = [[element, null], ...(label ? [[label, '::before']] : [])].map(([of, pseudo]) => {
    const style = getComputedStyle(of, pseudo);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && measures.parsed(style.outlineColor).alpha > 0.5
      && measures.contrast(measures.parsed(style.outlineColor).rgb, around) >= 3;
  });
  return {
    name: measures.named(element),
    place: [...measures.before.keys()].indexOf(element),
    contrast: Math.max(1, ...changed.map(name => measures.contrast(now[name], around))),
    outlined: outlines.some(Boolean),
  };
}"""
# what is wider than the screen, or reaches over its edge outside of a part that scrolls by itself
OVER_THE_EDGE = """() => {
  const most = document.documentElement.clientWidth, faults = [];
  if (document.documentElement.scrollWidth > most) faults.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('main *, header *, footer *, nav *')) {
    const box = element.getBoundingClientRect();
    const scrolls = element.closest('.dasai-scroll, pre, .govuk-visually-hidden, [hidden], svg');
    if (box.width && box.right > most + 1 && !scrolls && getComputedStyle(element).clipPath === 'none'
        && !element.closest('thead')) {
      faults.push(measures.named(element));
    }
  }
  return faults;
}"""
# buttons that nothing tells from text around them where colours are the reader's own
BARE_BUTTONS = """() => [...document.querySelectorAll('button, .govuk-button, input[type=submit]')].filter(button => {
  if (!button.getClientRects().length || button.closest('.govuk-visually-hidden') || button.matches('.govuk-visually-hidden')) {
    return false;
  }
  const style = getComputedStyle(button);
  const bordered = ['Top', 'Right', 'Bottom', 'Left'].every(side => style[`border${side}Style`] !== 'none'
    && parseFloat(style[`border${side}Width`]) >= 1
    && measures.contrast(measures.parsed(style[`border${side}Color`]).rgb, measures.around(button)) >= 3
    && measures.parsed(style[`border${side}Color`]).alpha > 0.5);
  return !bordered && !style.textDecorationLine.includes('underline');
}).map(measures.named)"""
# what moves by itself or on the way to another state
MOVING = """() => {
  const faults = [];
  for (const element of document.querySelectorAll('*')) {
    for (const pseudo of [null, '::before', '::after']) {
      const style = getComputedStyle(element, pseudo);
      const lasts = times => times.split(',').some(time => parseFloat(time) > 0);
      if (style.animationName !== 'none' && lasts(style.animationDuration)) faults.push('animation: ' + measures.named(element));
      if (style.transitionProperty !== 'none' && lasts(style.transitionDuration)) {
        faults.push('transition: ' + measures.named(element));
      }
      if (style.scrollBehavior === 'smooth') faults.push('scrolls smoothly: ' + measures.named(element));
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def addresses(contest: Contest) -> dict[str, tuple[str, str]]:
    """Return the sample: by its name, who opens a page, if anybody has to sign in, and its address."""
    user = contest.participant("accessible")
    team = contest.team(user, 715_000)
    team_id = team["facts"]["team_id"]
    topic = team["facts"]["topic_id"]
    host = f"pages-{contest.division}"
    return {
        "home": ("", "/"),
        "sign-in": ("", "/sign-in"),
        "division": ("", f"/divisions/{contest.division}"),
        "report": ("", "/reports/new"),
        "team": ("accessible", f"/teams/{team_id}"),
        "registration": ("accessible", f"/teams/new?division={contest.division}&topic={topic}"),
        "representative": ("accessible", f"/teams/{team_id}/representatives/1"),
        "consent": ("accessible", "/consent"),
        "editor": ("accessible", f"/teams/{team_id}/declaration/{BACKGROUND}"),
        "material": ("accessible", f"/teams/{team_id}/material"),
        "staff-list": (host, "/staff/teams"),
        "scheme": (host, f"/staff/divisions/{contest.division}/scheme"),
    }


SAMPLE = [
    *("home", "editor", "staff-list"),
    *(
        pytest.param(name, marks=pytest.mark.long)
        for name in (
            *("sign-in", "registration", "division", "report", "team", "material", "scheme"),
            *("representative", "consent"),
        )
    ),
]
each_page = pytest.mark.parametrize("name", SAMPLE)


@pytest.fixture(scope="module")
def opened(browser: Browser, contest: Contest, addresses: dict[str, tuple[str, str]]) -> Opened:
    """Return what opens a page of the sample, with scripts, in a window with the options; each account signs in once."""
    signed_in: dict[str, StorageState] = {"": {"cookies": [], "origins": []}}

    @contextmanager
    def open_page(name: str, **options: Any) -> Iterator[Page]:
        who, address = addresses[name]
        wanted = {
            "viewport": {"width": 1280, "height": 900},
            "locale": "zh-CN",
            "base_url": contest.stack.url,
            **options,
        }
        context = browser.new_context(**wanted, storage_state=signed_in.get(who))
        try:
            page = context.new_page()
            if who not in signed_in:
                page.goto("/sign-in")
                page.fill("#login", who)
                page.fill("#password", PASSWORD)
                page.press("#password", "Enter")
                page.wait_for_url(re.compile(r"/(me|work/.*)$"))
                signed_in[who] = context.storage_state()
            assert page.goto(address).ok
            page.wait_for_load_state("networkidle")
            page.evaluate(TOOLS)
            yield page
        finally:
            context.close()

    return open_page


def stops(page: Page) -> list[dict[str, Any]]:
    """Return what each stop of the Tab key shows, once around the page."""
    page.evaluate(NOTE_LOOKS)
    focused_controls: list[dict[str, Any]] = []
    places: set[int] = set()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["place"] in places:
            return focused_controls
        places.add(focused["place"])
        focused_controls.append(focused)
    raise AssertionError(f"more than {MOST_STOPS} stops")


@each_page
def test_the_focus_is_seen_beside_what_is_around_it(opened: Opened, name: str) -> None:
    """WCAG 1.4.11, 2.4.7: what the focus changes has a contrast of at least 3:1."""
    with opened(name) as page:
        controls = stops(page)
        assert len(controls) > 5
        assert [
            (each["name"], round(each["contrast"], 2)) for each in controls if each["contrast"] < LEAST_CONTRAST
        ] == []


@each_page
@pytest.mark.parametrize("width", [pytest.param(640, marks=pytest.mark.long), 320])
def test_nothing_is_cut_off_when_it_is_enlarged(opened: Opened, name: str, width: int) -> None:
    """WCAG 1.4.4, 1.4.10: at 200 % and at 400 % of a window 1280 pixels wide nobody scrolls sideways."""
    enlarged = {"viewport": {"width": width, "height": 900 * width // 1280}, "device_scale_factor": 1280 / width}
    with opened(name, **enlarged) as page:
        assert page.evaluate("innerWidth") == width
        assert page.evaluate(OVER_THE_EDGE) == []


@each_page
def test_colours_may_be_the_readers_own(opened: Opened, name: str) -> None:
    """Forced colours: the focus has an outline, and a button a border, or the line of a link."""
    with opened(name, forced_colors="active") as page:
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(BARE_BUTTONS) == []
        assert [each["name"] for each in stops(page) if not each["outlined"]] == []


@each_page
def test_nothing_moves_for_who_asks_for_that(opened: Opened, name: str) -> None:
    """WCAG 2.3.3: without movement where the reader's system says so."""
    with opened(name, reduced_motion="reduce") as page:
        assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
        assert page.evaluate(MOVING) == []


def test_each_measure_notices_a_fault(opened: Opened) -> None:
    """Without a ring, with a wide part, with a bare button, with a movement."""
    with opened("sign-in", forced_colors="active") as page:
        assert page.evaluate(BARE_BUTTONS) == []
        page.evaluate(
            "document.querySelector('main button[type=submit]').style.setProperty('border', '0', 'important')"
        )
        assert len(page.evaluate(BARE_BUTTONS)) == 1
    with opened("sign-in") as page:
        assert page.evaluate(OVER_THE_EDGE) == []
        page.evaluate(
            """() => {
              const set = (element, style) => Object.entries(style).forEach(([name, value]) =>
                element.style.setProperty(name, value, 'important'));
              const field = document.querySelector('#login'), button = document.querySelector('main button[type=submit]');
              set(field, {outline: '3px solid #fd0', 'box-shadow': 'none', border: '2px solid #888'});
              set(button, {transition: 'color 1s'});
              set(document.querySelector('h1'), {width: '3000px'});
            }"""
        )
        over = page.evaluate(OVER_THE_EDGE)
        assert over[0] == "the page scrolls sideways"
        assert [each for each in over if each.startswith("h1")] != []
        assert [each for each in page.evaluate(MOVING) if each.startswith("transition: button")] != []
        weak = [each["name"] for each in stops(page) if each["contrast"] < LEAST_CONTRAST]
        assert [each.split(".")[0] for each in weak] == ["input#login"]
