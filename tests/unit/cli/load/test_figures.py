"""The figures of a run: rates, times, the platform's metrics; and the report that shows them."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client import Counter as PrometheusCounter

from cli.load import figures, metrics
from cli.load.figures import Plot, Request
from cli.load.ledger import Attempt, End, Fault, Verdict, What
from cli.load.metrics import TABLE, How, Metric, Reading, points, quantile
from cli.load.report import FIGURES, PAGE, Report
from cli.load.sampling import Samples
from cli.load.timetable import Timetable

BEGINS = 1000.0
SUBMIT = "POST /api/v1/teams/{team_id}/submissions"
HOME = "GET /"
REQUESTS: list[Request] = [
    (1000.1, HOME, 200, 10.0, False),
    (1000.5, SUBMIT, 201, 30.0, False),
    (1000.9, SUBMIT, 503, 20.0, False),
    (1002.0, SUBMIT, 409, 50.0, False),
    (1002.2, SUBMIT, 0, 200.0, True),
    (1002.4, SUBMIT, 0, 30_000.0, False),
    (1003.0, HOME, 500, 5.0, False),
]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        (SUBMIT, "提交 submit"),
        ("POST /teams/{team_id}/submission", "提交 submit"),
        ("GET /teams/{team_id}/submission", "页面 pages"),
        ("POST /api/v1/arrival-tickets", "到达凭证 tickets"),
        ("PATCH /api/v1/material-uploads/{upload_id}", "上传 uploads"),
        ("POST /teams/{team_id}/material", "上传 uploads"),
        ("PUT /api/v1/teams/{team_id}/declaration", "保存 saves"),
        ("POST /api/v1/teams", "报名 registration"),
        ("POST /api/v1/sessions", "登录注册 sign-in"),
        ("POST /api/v1/cases/{case_id}/decision", "审查 review"),
        ("GET /api/v1/teams/{team_id}", "查询 status"),
        ("GET /divisions/{code}", "页面 pages"),
    ],
)
def test_a_request_is_of_a_kind_by_its_name(name: str, group: str) -> None:
    assert figures.group_of(name) == group


def test_requests_are_counted_by_the_second_in_which_they_were_sent() -> None:
    plot = figures.rates(REQUESTS, BEGINS, 1003.0)
    assert plot.series["提交 submit"] == [(0, 2), (1, 0), (2, 3), (3, 0)]
    assert plot.series["页面 pages"] == [(0, 1), (1, 0), (2, 0), (3, 1)]
    assert plot.series["保存 saves"] == [(0, 0), (1, 0), (2, 0), (3, 0)]
    assert ["提交 submit", "5", "1.2", "3"] in [list(row) for row in plot.rows]


def test_times_are_of_answers_only() -> None:
    plot = figures.times(REQUESTS, BEGINS, "times", "", "")
    assert plot.series["p50"] == [(0, 20.0), (2, 50.0), (3, 5.0)]
    assert plot.series["p99"] == [(0, 30.0), (2, 50.0), (3, 5.0)]
    only = figures.times(REQUESTS, BEGINS, "times", "", "", "提交 submit")
    assert [list(row) for row in only.rows] == [["提交 submit", "3", "30", "50", "50", "50"]]


def test_percentiles_are_of_what_was_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert [figures.percentile(values, part) for part in (0, 0.5, 0.95, 0.99, 1)] == [1, 51, 96, 100, 100]
    assert figures.percentile([], 0.5) == 0


def test_answers_are_served_refused_busy_failed_or_missing() -> None:
    assert Counter(map(figures.answer_of, REQUESTS)) == {
        "正常 served (2xx, 3xx)": 2,
        "繁忙 busy (429, 503)": 1,
        "拒绝 refused (4xx)": 1,
        "客户端放弃 given up": 1,
        "无应答 no answer": 1,
        "故障 failed (5xx)": 1,
    }


def test_outcomes_are_counted_when_they_were_acknowledged() -> None:
    attempts = [
        Attempt(What.SUBMISSION, 0, "a", End.ACKNOWLEDGED, 1000, 1002.5),
        Attempt(What.SUBMISSION, 1, "b", End.REFUSED, 1000, 1001),
        Attempt(What.SAVE, 1, "c", End.UNANSWERED, 1000, 1001),
    ]
    plot = figures.outcomes(attempts, BEGINS, 1003)
    assert plot.series["提交 submissions"] == [(0, 0), (1, 0), (2, 1), (3, 0)]
    assert [list(row) for row in plot.rows] == [
        ["报名 registrations", "0", "0", "0", "0"],
        ["保存 saves", "0", "0", "1", "0"],
        ["文件 files", "0", "0", "0", "0"],
        ["提交 submissions", "1", "1", "0", "1"],
    ]


def test_a_counter_becomes_a_rate_and_a_histogram_its_95th_percentile() -> None:
    tickets = Metric("tickets", "tickets_total", How.RATE, ("done",), "gateway")
    delay = Metric("age", "delay", How.P95, ("service",), "-worker")
    first: Reading = {
        ("tickets_total", "given", ""): 10,
        ("delay", "review", "1.0"): 5,
        ("delay", "review", "2.0"): 5,
        ("delay", "review", "+Inf"): 5,
    }
    second: Reading = {
        ("tickets_total", "given", ""): 20,
        ("tickets_total", "redeemed", ""): 5,
        ("delay", "review", "1.0"): 5,
        ("delay", "review", "2.0"): 105,
        ("delay", "review", "+Inf"): 105,
    }
    readings = [(100.0, first), (105.0, second), (110.0, second)]
    assert points(tickets, readings) == {
        "given": [(105.0, 2.0), (110.0, 0.0)],
        "redeemed": [(105.0, 1.0), (110.0, 0.0)],
    }
    assert points(delay, readings) == {"review": [(105.0, pytest.approx(1.95))]}


def test_metrics_are_read_from_what_processes_export_by_the_labels_of_the_table() -> None:
    """Of several gateways they are added; a process whose name does not fit is not asked."""
    registry = CollectorRegistry()
    counter = PrometheusCounter("dasai_admission_total", "of a test", ["class", "outcome"], registry=registry)
    counter.labels("submit", "admitted").inc(5)
    counter.labels("page", "shed").inc(2)
    server, thread = start_http_server(0, "127.0.0.1", registry)
    try:
        port = server.server_port
        ports = {"metrics:gateway": port, "metrics:gateway-2": port, "metrics:review-relay": port, "http": port}
        assert metrics.read(ports) == {
            ("dasai_admission_total", "admitted submit", ""): 10.0,
            ("dasai_admission_total", "shed page", ""): 4.0,
        }
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_process_that_does_not_answer_has_no_readings() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert metrics.read({"metrics:gateway": bound.getsockname()[1]}) == {}


@pytest.mark.parametrize(
    ("buckets", "value"),
    [
        ({}, None),
        ({1.0: 0.0, float("inf"): 0.0}, None),
        ({1.0: 100.0, float("inf"): 100.0}, 0.95),
        ({1.0: 10.0, float("inf"): 100.0}, 1.0),  # no more is known of those beyond the last bound
    ],
)
def test_a_quantile_lies_within_its_bucket(buckets: dict[float, float], value: float | None) -> None:
    assert quantile(buckets, 0.95) == value


def test_a_plot_whose_metrics_nobody_exports_says_so_and_names_them() -> None:
    given = ("dasai_arrival_tickets_total", "given", "")
    samples = Samples(readings=[(1001.0, {given: 3.0}), (1006.0, {given: 8.0})])
    plots = {plot.key: plot for plot in figures.of_metrics(samples, BEGINS)}
    assert plots["tickets"].absent == ""
    assert plots["tickets"].series == {"出具 given": [(6.0, 1.0)]}
    assert all(metric.name in plots["admission"].absent for metric in TABLE if metric.plot == "admission")
    assert not plots["admission"].series


def test_lag_is_of_visits_and_of_the_process_and_visits_of_all_shares_are_under_way() -> None:
    reports = [
        {"share": 0, "at": 1001.0, "lag": [0.1, 0.3], "behind": 0.2, "under_way": 4},
        {"share": 1, "at": 1001.5, "lag": [], "behind": 0.1, "under_way": 3},
        {"share": 0, "at": 1002.0, "lag": [2.0], "behind": 0.4, "under_way": 1},
    ]
    visits, lag = figures.lag(reports, BEGINS)
    assert list(visits.series.values()) == [[(1.0, 4), (1.5, 7), (2.0, 4)]]
    assert lag.series["访问迟于计划 visits late"] == [(1.0, 0.3), (1.5, 0.0), (2.0, 2.0)]
    assert [list(row)[1:] for row in lag.rows] == [
        ["0.300", "2.000", "2.000", "2.000"],
        ["0.200", "0.400", "0.400", "0.400"],
    ]


def _report(verdict: Verdict, incomplete: str = "", plots: tuple[Plot, ...] = (), with_receipt: int = 4) -> Report:
    facts = [("规模 scale", "<tiny>")]
    return Report(Timetable((3, 2, 1, 1)), 9.0, facts, verdict, plots, {"begun": 3}, 5, with_receipt, incomplete)


def test_a_run_in_which_nobody_could_submit_fails_whatever_the_ledger_says() -> None:
    """It had nothing to compare; one in which somebody could not says how many."""
    vain = _report(Verdict(), with_receipt=0)
    assert (vain.passed, "5 teams came to submit, and none holds a receipt" in vain.conclusion()) == (False, True)
    some = _report(Verdict(), with_receipt=1)
    assert some.passed
    assert some.checks()[-1][1:] == (4, "有回执 with a receipt 1 / 5", False)


def test_the_page_needs_no_network_and_has_a_table_beside_each_plot(tmp_path: Path) -> None:
    absent = Plot("limit", "上限", "Limit", "", absent="平台未提供 · not exported")
    plots = (figures.rates(REQUESTS, BEGINS, 1003.0), absent)
    page = _report(Verdict(), plots=plots).write(tmp_path)
    assert page == tmp_path / PAGE
    text = page.read_text("utf-8")
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", text)
    assert re.search(r"globalThis\.echarts=\{[^}]*\binit:\w+", text)
    assert "export{" not in text
    assert 'id="plot-rates"' in text
    assert 'id="plot-limit"' not in text
    assert "平台未提供 · not exported" in text
    assert "&lt;tiny&gt;" in text
    assert "<tiny>" not in text
    written = json.loads((tmp_path / FIGURES).read_text("utf-8"))
    assert [plot["key"] for plot in written["plots"]] == ["rates", "limit"]
    assert written["plots"][0]["table"]["rows"] == [list(row) for row in plots[0].rows]
    assert written["marks"] == [
        [3, "最后48小时 48 h"],
        [5, "最后10分钟 10 min"],
        [6, "最后60秒 60 s"],
        [7, "截止 deadline"],
    ]
    assert written["passed"] is True


@pytest.mark.parametrize("kind", ["lost", "doubled", "wrongly_late", "unexplained"])
def test_each_fault_fails_the_run_and_is_named(tmp_path: Path, kind: str) -> None:
    verdict = Verdict(**{kind: [Fault(17, What.SUBMISSION, "R1 is wrong")]})  # type: ignore[arg-type]
    report = _report(verdict)
    assert not report.passed
    named = [words for _, number, words, must_be_zero in report.checks() if must_be_zero and number]
    assert named == ["团队 team 17，提交 submission: R1 is wrong"]
    report.write(tmp_path)
    written = json.loads((tmp_path / FIGURES).read_text("utf-8"))
    assert written["ledger"][kind] == [{"team": 17, "what": "submission", "words": "R1 is wrong"}]
    assert "账目不符" in (tmp_path / PAGE).read_text("utf-8")


def test_a_run_whose_visits_did_not_all_come_fails() -> None:
    report = _report(Verdict(), "not all came")
    assert (report.passed, report.conclusion()) == (False, "not all came")


def test_what_was_never_acknowledged_is_listed_and_is_no_fault() -> None:
    verdict = Verdict(unacknowledged=Counter({("file", "lost answer"): 2}))
    assert _report(verdict).passed
    assert [(number, words) for name, number, words, _ in _report(verdict).checks() if "never" in name] == [
        (2, "文件 file：未收到应答 lost answer 2")
    ]
