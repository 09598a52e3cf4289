"""Public pages are answered from copies: whose they are, how long they are right, and how often they are made."""

from __future__ import annotations

import asyncio
import gzip
from datetime import timedelta

import pytest

from chassis.permissions import ROUTES
from chassis.permissions.statuses import statuses_of
from gateway.copies.copy import FRESH, STALE, Copy, Key, accepts_gzip, is_copied, matches
from gateway.copies.shelf import Shelf
from gateway.copies.table import COPIED, copied_template
from tests.unit.gateway.copies.stage import HTML, NOW, PAGE, Stage


def test_a_copy_is_made_once_and_sent_whole_packed_or_as_unchanged() -> None:
    """Length, tag and caching are right of each representation; the policy of the page stays with it."""
    stage = Stage()

    async def steps() -> None:
        plain, packed = await stage.get(), await stage.get(accept_encoding="br, gzip")
        assert (plain.status, plain.body, gzip.decompress(packed.body)) == (200, PAGE, PAGE)
        for answer in (plain, packed):
            assert answer.headers[b"content-length"] == str(len(answer.body)).encode()
            assert answer.headers[b"cache-control"] == FRESH
            assert answer.headers[b"vary"] == b"Accept-Encoding, Authorization, Cookie, HX-Request"
            assert answer.headers[b"content-security-policy"] == b"default-src 'none'"
        assert packed.headers[b"content-encoding"] == b"gzip"
        assert plain.headers[b"etag"] != packed.headers[b"etag"]
        for answer, accepted in ((plain, "identity"), (packed, "gzip")):
            again = await stage.get(accept_encoding=accepted, if_none_match=answer.headers[b"etag"].decode())
            assert (again.status, again.body, again.headers[b"etag"]) == (304, b"", answer.headers[b"etag"])
            # a browser takes it for the page's from now on: with the policy of errors no script would run
            assert again.headers[b"content-security-policy"] == answer.headers[b"content-security-policy"]
            assert again.headers[b"vary"] == answer.headers[b"vary"]
        other = await stage.get(accept_encoding="gzip", if_none_match=plain.headers[b"etag"].decode())
        assert other.status == 200

    stage.run(steps)
    assert len(stage.scopes) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "dasai_device=1; dasai_session=secret"},
        {"cookie": "__Host-dasai_session=secret"},
        {"authorization": "Bearer secret"},
        {"authorization": "Basic secret"},
    ],
)
def test_who_may_be_signed_in_is_neither_answered_from_a_copy_nor_copied(headers: dict[str, str]) -> None:
    """K4: neither before nor after somebody else has read the page; and caches before the gateway are told so."""
    stage = Stage()

    async def steps() -> None:
        stage.body = b"<p>own</p>"
        assert (await stage.get(**headers)).body == b"<p>own</p>"
        stage.body = PAGE
        assert (await stage.get()).body == PAGE
        stage.body = b"<p>own</p>"
        answer = await stage.get(**headers)
        assert (answer.body, b"cache-control" in answer.headers) == (b"<p>own</p>", False)
        assert b"Cookie" in answer.headers[b"vary"]
        assert (await stage.get()).body == PAGE

    stage.run(steps)
    assert len(stage.scopes) == 3


def test_nothing_of_a_visitor_is_in_the_request_that_a_copy_is_made_of() -> None:
    """K4: no header, address or identifier, so that no page can hold one."""
    stage = Stage()

    async def steps() -> None:
        await stage.get(
            host="evil.example",
            cookie="dasai_device=token",
            accept_language="en",
            dasai_device="token",
            referer="https://elsewhere.example",
            idempotency_key="key",
            traceparent="00-1-1-01",
            x_forwarded_for="192.0.2.7",
        )

    stage.run(steps)
    (scope,) = stage.scopes
    assert [name for name, _ in scope["headers"]] == [b"host", b"accept"]
    assert (scope["client"], scope["server"], scope["headers"][0][1]) == (None, None, b"localhost")
    assert scope["state"].keys() == {"language", "request_id", "arrived_at", "traceparent"}
    assert scope["state"]["request_id"] != "a visitor's"


@pytest.mark.parametrize(
    ("status", "more", "body"),
    [
        (200, [(b"set-cookie", b"dasai_session=1")], PAGE),
        (200, [(b"Set-Cookie", b"a=1")], PAGE),
        (200, [(b"cache-control", b"no-store")], PAGE),
        (200, [(b"clear-site-data", b"*")], PAGE),
        (200, [], b'<form class="a" method="post"><input name="key"></form>'),
        (200, [], b"<FORM METHOD='POST'></FORM>"),
        (303, [(b"location", b"/")], b""),
        (404, [], PAGE),
        (503, [], PAGE),
    ],
)
def test_an_answer_that_may_be_of_one_visitor_is_never_a_copy(
    status: int, more: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """K4: with a cookie, with a form that is sent, of another status: each visitor has the own answer."""
    assert not is_copied(status, [*HTML, *more], body)
    stage = Stage(status=status, headers=[*HTML, *more], body=body)

    async def steps() -> None:
        for _ in range(2):
            answer = await stage.get()
            assert (answer.status, answer.body) == (status, body)
            assert answer.headers.get(b"cache-control") != FRESH

    stage.run(steps)
    # each time in vain, and then for the visitor
    assert [scope["client"] for scope in stage.scopes] == [None, ("192.0.2.7", 1)] * 2


def test_a_page_without_a_part_that_is_away_is_no_copy() -> None:
    """The home page is shown without its notices while publicity is away, but not kept so."""
    stage = Stage(gap=True)

    async def steps() -> None:
        assert b"cache-control" not in (await stage.get()).headers

    stage.run(steps)
    assert len(stage.scopes) == 2


def test_language_query_and_part_make_copies_of_their_own() -> None:
    """What a page shows depends on them, and on nothing else of a request."""
    stage = Stage()

    async def steps() -> None:
        for _ in range(2):
            await stage.get()
            await stage.get(language="en")
            await stage.get(query=b"track=a")
            await stage.get(hx_request="true")
            await stage.get(hx_request="true", hx_history_restore_request="true")  # the whole page
            await stage.get(path="/notices")

    stage.run(steps)
    made = [
        (each["path"], each["state"]["language"], each["query_string"], len(each["headers"])) for each in stage.scopes
    ]
    assert made == [
        ("/results", "zh", b"", 2),
        ("/results", "en", b"", 2),
        ("/results", "zh", b"track=a", 2),
        ("/results", "zh", b"", 3),
        ("/notices", "zh", b"", 2),
    ]


def test_h4_what_was_taken_back_is_not_sent_any_more() -> None:
    """H4: as soon as a service says another version; what another service says changes nothing."""
    stage = Stage()

    async def steps() -> None:
        await stage.get()
        stage.versions["registration"] = "2"
        await stage.settle()
        await stage.get()
        assert len(stage.scopes) == 1
        stage.versions["publicity"], stage.body = "2", b"<p>annulled</p>"
        await stage.settle()
        assert (await stage.get()).body == b"<p>annulled</p>"
        # a page that is gone
        stage.versions["publicity"], stage.status = "3", 404
        await stage.settle()
        assert (await stage.get()).status == 404
        stage.away = True
        stage.steady += 2
        assert (await stage.get()).status == 404

    stage.run(steps)


def test_what_changes_while_a_copy_is_made_outdates_it() -> None:
    """The version counts that was heard before the services were asked for what the page shows."""
    stage = Stage(seconds=0.05)

    async def steps() -> None:
        first = asyncio.create_task(stage.get())
        await asyncio.sleep(0.01)
        stage.versions["publicity"], stage.body = "2", b"<p>new</p>"
        await stage.settle()
        assert (await first).body == PAGE
        assert (await stage.get()).body == b"<p>new</p>"

    stage.run(steps)


def test_a_thousand_requests_of_a_page_make_it_once() -> None:
    """The others wait for it; so they do when it has changed."""
    stage = Stage(seconds=0.02)

    async def steps() -> None:
        answers = await asyncio.gather(*(stage.get() for _ in range(1000)))
        assert ({answer.body for answer in answers}, len(stage.scopes)) == ({PAGE}, 1)
        stage.versions["publicity"], stage.body = "2", b"<p>new</p>"
        await stage.settle()
        answers = await asyncio.gather(*(stage.get() for _ in range(1000)))
        assert ({answer.body for answer in answers}, len(stage.scopes)) == ({b"<p>new</p>"}, 2)

    stage.run(steps)
    assert stage.direct == 1  # the second time it did not wait for admission


def test_searches_wait_for_admission_each_time() -> None:
    """There are as many as anybody likes, so a search that is known goes no other way than a new one."""
    stage = Stage()

    async def steps() -> None:
        await stage.get(query=b"q=a")
        stage.versions["publicity"] = "2"
        await stage.settle()
        await stage.get(query=b"q=a")

    stage.run(steps)
    assert (len(stage.scopes), stage.direct) == (2, 0)


def test_what_no_version_is_known_of_is_not_kept() -> None:
    """A service that has none, or is of a release before; those who wait at the same time share the answer, caches don't."""
    stage = Stage(asked=("publicity", "accounts"))

    async def steps() -> None:
        for _ in range(2):
            assert (await stage.get()).headers[b"cache-control"] == STALE

    stage.run(steps)
    assert len(stage.scopes) == 2


def test_a_page_that_says_the_time_is_made_anew_beside_and_never_sent_when_its_words_are_over() -> None:
    """A4: a countdown is a second old where many read it, and a deadline that has passed is told at once."""
    stage = Stage(follows_clock=True, until=NOW + timedelta(seconds=4))

    async def steps() -> None:
        await stage.get()
        stage.steady += 0.9
        await stage.get()
        assert len(stage.scopes) == 1
        stage.steady += 0.2
        stage.body = b"<p>3 s</p>"
        await stage.settle()
        assert (await stage.get()).body == PAGE
        await asyncio.sleep(0.01)
        assert (await stage.get()).body == b"<p>3 s</p>"
        stage.body, stage.until = b"<p>over</p>", None
        stage.steady += 3
        await stage.settle()
        assert (await stage.get()).body == b"<p>over</p>"

    stage.run(steps)


def test_a_page_is_made_anew_after_ten_seconds_and_when_contest_time_jumps() -> None:
    """What changes by the clock alone is never older; in a rehearsal the clock is moved."""
    stage = Stage()

    async def steps() -> None:
        await stage.get()
        stage.steady += 9
        await stage.settle()
        await stage.get()
        assert len(stage.scopes) == 1
        stage.steady += 2
        await stage.settle()
        await stage.get()
        assert len(stage.scopes) == 2
        stage.jumped = timedelta(days=1)
        await stage.get()
        assert len(stage.scopes) == 3

    stage.run(steps)


def test_several_lines_of_a_header_count_as_one() -> None:
    """RFC 9110, section 5.3: gzip that one line refuses is not taken for the `*` of another."""
    stage = Stage()

    async def steps() -> None:
        plain = await stage.get(accept_encoding="gzip;q=0", Accept_Encoding="*")
        assert (plain.status, plain.body) == (200, PAGE)
        tag = plain.headers[b"etag"].decode()
        assert (await stage.get(if_none_match=tag, If_None_Match='"other"')).status == 304

    stage.run(steps)


def test_what_staff_did_by_a_gateway_is_seen_by_it_at_once() -> None:
    """H4: whoever takes something back and looks again does not see it."""
    stage = Stage()

    async def steps() -> None:
        await stage.get()
        stage.versions["publicity"], stage.body = "2", b"<p>corrected</p>"
        await stage.get(path="/api/v1/notices/1", method="POST")
        assert (await stage.get()).body == b"<p>corrected</p>"

    stage.run(steps)


def test_copies_take_no_more_than_their_memory() -> None:
    """K4: whatever people search for: those that were asked for last stay, and one alone never takes all."""
    shelf = Shelf(100_000)
    copies = [_copy(b"q=%d" % number, b"x" * 1000) for number in range(200)]
    for copy in copies:
        shelf.put(copy)
        assert shelf.find(copies[0].key) is copies[0]
    assert 80_000 < shelf.bytes <= 100_000
    assert shelf.find(copies[-1].key) is copies[-1]
    assert shelf.find(copies[1].key) is None
    shelf.put(_copy(b"large", bytes(range(256)) * 100))
    assert shelf.find(Key("zh", "/results", b"large", False)) is None
    for copy in copies:
        shelf.drop(copy.key)
    assert (shelf.bytes, len(shelf)) == (0, 0)


def _copy(query: bytes, body: bytes) -> Copy:
    return Copy(Key("zh", "/results", query, False), "/results", list(HTML), body, {}, 0.0, NOW, None, False)


def test_without_memory_nothing_is_copied() -> None:
    """The setting 0 turns copies off."""
    stage = Stage(most_bytes=0)

    async def steps() -> None:
        for _ in range(2):
            assert b"etag" not in (await stage.get()).headers

    stage.run(steps)
    assert len(stage.scopes) == 2


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (b"", False),
        (b"gzip", True),
        (b"br;q=1, GZIP ; q=0.5", True),
        (b"gzip;q=0", False),
        (b"gzip;q=0.000, *", False),
        (b"*", True),
        (b"identity", False),
        (b"\xff;q", False),
    ],
)
def test_who_takes_gzip(accepted: bytes, expected: bool) -> None:
    """By the header's own rules (RFC 9110)."""
    assert accepts_gzip(accepted) == expected


def test_if_none_match() -> None:
    """A list, any, and a tag that a proxy made weak."""
    assert matches(b'"a"', b'"a"')
    assert matches(b'"b", W/"a"', b'"a"')
    assert matches(b"*", b'"a"')
    assert not matches(b'"b"', b'"a"')


def test_k1_only_what_anyone_may_read_and_nothing_that_is_counted_is_copied() -> None:
    """K1, K4: every route is one of the table, of the public, and never refused for too many tries."""
    for route in COPIED:
        row = ROUTES[route]
        assert row.is_public, route
        assert 429 not in statuses_of(row, route), route
    for path in ("/certificates/verify", "/receipts/verify", "/reports/new", "/objections/status", "/sign-in", "/me"):
        assert copied_template(path) is None, path
    assert copied_template("/notices/1/objection") is None
    assert copied_template("/notices/1") == "/notices/{notice_id}"
