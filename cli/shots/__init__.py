"""`./dasai shots`: a picture of every page and state, with what axe finds wrong beside it, for people to look at."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.stack import browser
from cli.stack.program import ROOT, StackProblem

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from .shot import Shot
    from .world import World

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
# every rule that axe has, also those that are good practice only
_RUN = """() => axe.run(document).then(found => found.violations.map(fault => ({
  id: fault.id, impact: fault.impact, help: fault.help,
  nodes: fault.nodes.map(node => ({html: node.html.slice(0, 300), why: node.failureSummary})),
})))"""
# the names of the fields to which a summary of errors leads, if they do not stand in the page in that order, or are not in it
_DISORDER = """() => {
  const names = [...document.querySelectorAll(".govuk-error-summary a")].map(link => link.hash.slice(1));
  const fields = names.map(name => document.getElementById(name));
  const follows = (field, before) => before.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING || field === before;
  return fields.every((field, at) => field && (at === 0 || follows(field, fields[at - 1]))) ? [] : names;
}"""
_WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
# how long a step on the way to a state may take, milliseconds
_PATIENCE = 20_000
# colours of a picture of the guides
_COLOURS = 64
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@dataclass(frozen=True)
class Medium:
    """A screen or a sheet of paper, with its width in pixels and the language of the page on it."""

    name: str
    width: int
    prefix: str = ""
    printed: bool = False


MEDIA = (
    Medium("1280", 1280),
    Medium("390", 390),
    Medium("320", 320),
    Medium("print", 673, printed=True),  # A4 between our margins
    Medium("en-1280", 1280, "/en"),
    Medium("en-390", 390, "/en"),
    Medium("en-320", 320, "/en"),
)


@dataclass(frozen=True)
class Taken:
    """A picture, and what is wrong with the page."""

    shot: str
    medium: str
    file: str
    faults: Sequence[dict[str, Any]] = field(default_factory=tuple)


def shots(
    folder: Annotated[Path, typer.Option("--into", help="存放图片的目录 · where the pictures go")] = Path(
        "build/shots"
    ),
    only: Annotated[
        str,
        typer.Option(
            "--only", help="只拍名称以此开头的，逗号分隔 · only those whose name begins so, separated by commas"
        ),
    ] = "",
    media: Annotated[str, typer.Option("--media", help="逗号分隔 · separated by commas")] = "",
    guides: Annotated[
        bool,
        typer.Option(
            "--guides",
            help="更新操作指南中的图片，可用--only限定指南 · renew the pictures of the guides alone, or of those of --only",
        ),
    ] = False,
) -> None:
    """为每个页面、每种状态截图，附axe检查结果，生成index.html；有问题时以1退出。

    Make a picture of every page and state with axe's result beside it, and index.html; exit with 1 if axe found anything.
    """
    from playwright.sync_api import sync_playwright

    from .pages import SHOTS
    from .world import prepared

    if guides:
        renew_guides(tuple(only.split(",")))
        return
    chosen = [shot for shot in SHOTS if shot.name.startswith(tuple(only.split(",")))]
    wanted = [medium for medium in MEDIA if not media or medium.name in media.split(",")]
    if not chosen or not wanted:
        raise StackProblem("没有这样的页面", "there is no such page")
    folder.mkdir(parents=True, exist_ok=True)
    chromium = browser.locate()
    os.environ.update(chromium.env)
    played = any(shot.played for shot in chosen)
    with (
        tempfile.TemporaryDirectory() as scratch,
        prepared(Path(scratch), played=played) as world,
        sync_playwright() as playwright,
    ):
        running = playwright.chromium.launch(executable_path=chromium.program, args=list(_QUIET))
        taken: list[Taken] = []
        for picture in take(running, world, chosen, wanted, folder):
            taken.append(picture)
            # there is something to look at before the last of a thousand pictures is made
            _write_results(folder, taken)
            for fault in picture.faults:
                typer.echo(f"{picture.file}: {fault['id']} ({fault['impact']})")
        running.close()
    faults = sum(len(each.faults) for each in taken)
    typer.echo(f"{folder / 'index.html'}：{len(taken)}张图片，{faults}处问题 · {len(taken)} pictures, {faults} faults")
    if faults:
        raise typer.Exit(1)


def _write_results(folder: Path, taken: Sequence[Taken]) -> None:
    (folder / "index.html").write_text(index_page(taken), encoding="utf-8")
    (folder / "axe.json").write_text(json.dumps([vars(each) for each in taken], ensure_ascii=False, indent=1))


def renew_guides(only: tuple[str, ...]) -> None:
    """Make the pictures of the guides whose names begin so anew: each page in the guide's language, as wide as a document's."""
    from playwright.sync_api import sync_playwright

    from .guides import PICTURES, WIDTH
    from .pages import SHOTS
    from .world import prepared

    by_name = {shot.name: shot for shot in SHOTS}
    pictures = [picture for picture in PICTURES if picture.guide.startswith(only)]
    if not pictures:
        raise StackProblem("没有这样的指南", "there is no such guide")
    chromium = browser.locate()
    os.environ.update(chromium.env)
    with (
        tempfile.TemporaryDirectory() as scratch,
        prepared(Path(scratch), every=True, played=any(by_name[each.shot].played for each in pictures)) as world,
        sync_playwright() as playwright,
    ):
        running = playwright.chromium.launch(executable_path=chromium.program, args=list(_QUIET))
        for language, prefix in (("zh", ""), ("en", "/en")):
            for picture in pictures:
                shot = by_name[picture.shot]
                context = running.new_context(
                    base_url=world.stack.url,
                    locale="zh-CN",
                    viewport={"width": WIDTH, "height": picture.height},
                    storage_state=_signed_in(running, world, shot.who) if shot.who else None,
                )
                page = context.new_page()
                page.goto(prefix + shot.path.format(**world.names))
                page.wait_for_load_state("networkidle")
                file = picture.file(language)
                file.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=file)
                _make_small(file)
                context.close()
                typer.echo(f"{file.relative_to(ROOT)}")
        running.close()


def _make_small(file: Path) -> None:
    """Write a picture of a page again with as few colours as it has at a glance, a third of the bytes."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(_COLOURS)
    few.save(file, optimize=True)


def take(
    running: Browser, world: World, chosen: Sequence[Shot], media: Sequence[Medium], folder: Path
) -> Iterator[Taken]:
    """Make the pictures, and yield each with its faults."""
    states = {who: _signed_in(running, world, who) for who in {shot.who for shot in chosen} if who}
    for medium in media:
        contexts: dict[str, BrowserContext] = {}
        for shot in chosen:
            if shot.who not in contexts:
                contexts[shot.who] = running.new_context(
                    base_url=world.stack.url,
                    locale="zh-CN",
                    viewport={"width": medium.width, "height": 900},
                    storage_state=states.get(shot.who),
                )
            page = contexts[shot.who].new_page()
            page.set_default_timeout(_PATIENCE)
            page.goto(medium.prefix + shot.path.format(**world.names))
            faults = _brought_into_state(page, shot)
            if medium.printed:
                page.emulate_media(media="print")
            file = f"{shot.name}-{medium.name}.png"
            page.screenshot(path=folder / file, full_page=True, timeout=120_000)
            yield Taken(shot.name, medium.name, file, faults + faults_of(page, printed=medium.printed))
            page.close()
        for context in contexts.values():
            context.close()


def _brought_into_state(page: Page, shot: Shot) -> list[dict[str, Any]]:
    """Bring a page into the state of its shot; return the fault if that was not possible, so that the others are made."""
    from playwright.sync_api import Error

    try:
        if shot.act is not None:
            shot.act(page)
    except Error as error:
        why = error.message.splitlines()[-1]
        return [{"id": "state", "impact": "serious", "help": "not in its state", "nodes": [{"html": why}]}]
    return []


def faults_of(page: Page, *, printed: bool = False) -> list[dict[str, Any]]:
    """Return what axe finds wrong with a page, of any impact; if it is wider than the screen; if its errors are out of order."""
    # paper has no landmarks to go to, and what is only for screens is not on it
    found: list[dict[str, Any]] = []
    if not printed:
        page.evaluate(f"() => {{ {AXE.read_text()} }}")
        found += filter(None, map(_without_false_alarm, page.evaluate(_RUN)))
    if page.evaluate(_WIDER):
        found.append({"id": "width", "impact": "serious", "help": "wider than the screen", "nodes": []})
    if disorder := page.evaluate(_DISORDER):
        nodes = [{"html": name} for name in disorder]
        found.append({"id": "errors", "impact": "serious", "help": "errors not in their fields' order", "nodes": nodes})
    return found


def _without_false_alarm(fault: dict[str, Any]) -> dict[str, Any] | None:
    """Return a fault but for the button by which GOV.UK Frontend chooses files, or None if it is about nothing else.

    axe joins the three parts of its text without blanks, so that they differ from its name, in which they have some.
    """
    if fault["id"] != "label-content-name-mismatch":
        return fault
    nodes = [node for node in fault["nodes"] if "govuk-file-upload-button" not in node["html"]]
    return {**fault, "nodes": nodes} if nodes else None


def _signed_in(running: Browser, world: World, who: str) -> Any:
    """Return the cookies of an account that has signed in."""
    from .world import PASSWORD

    context = running.new_context(base_url=world.stack.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", who)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    state = context.storage_state()
    context.close()
    return state


def index_page(taken: Sequence[Taken]) -> str:
    """Return a page that shows all pictures, a row for each shot, with the faults below each."""
    media = list(dict.fromkeys(each.medium for each in taken))
    rows = []
    for name in dict.fromkeys(each.shot for each in taken):
        cells = {each.medium: each for each in taken if each.shot == name}
        rows.append(
            f"<tr><th scope='row'>{escape(name)}</th>"
            + "".join(f"<td>{_cell(cells.get(m))}</td>" for m in media)
            + "</tr>"
        )
    heads = "".join(f"<th scope='col'>{escape(medium)}</th>" for medium in media)
    style = (
        "body{font:14px/1.6 sans-serif} td,th{vertical-align:top;border:1px solid #ccc;padding:4px;text-align:left}"
        "img{width:220px;display:block} .bad{color:#b3261e}"
    )
    return (
        f"<!doctype html><html lang='zh-CN'><meta charset='utf-8'>"
        f"<title>页面截图 · pictures of pages</title><style>{style}</style>"
        f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></html>"
    )


def _cell(taken: Taken | None) -> str:
    if taken is None:
        return ""
    picture = (
        f"<a href='{escape(taken.file)}'><img loading='lazy' alt='{escape(taken.file)}' src='{escape(taken.file)}'></a>"
    )
    faults = "".join(
        f"<li class='bad'>{escape(fault['id'])} ({escape(str(fault['impact']))}): {escape(fault['help'])}"
        + "".join(f"<br><code>{escape(node['html'])}</code>" for node in fault["nodes"][:3])
        + "</li>"
        for fault in taken.faults
    )
    return picture + (f"<ul>{faults}</ul>" if faults else "axe: 0")
