"""The figures of a run: rates and times of answers by second and by kind, as plots with their tables. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from . import metrics
from .ledger import BUSY, Attempt, End, What
from .metrics import TABLE, How
from .sampling import Samples

Point = tuple[float, float | None]
Request = tuple[float, str, int, float, bool]
PARTS = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
# by what a request's name says, the first that fits
_GROUPS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("提交 submit", lambda name: name.startswith("POST ") and name.endswith(("/submission", "/submissions"))),
    ("到达凭证 tickets", lambda name: name.endswith("/arrival-tickets")),
    ("上传 uploads", lambda name: "/material" in name and not name.startswith("GET ")),
    ("保存 saves", lambda name: "/declaration" in name and not name.startswith("GET ")),
    ("报名 registration", lambda name: name in ("POST /api/v1/teams", "POST /teams/new")),
    ("登录注册 sign-in", lambda name: any(part in name for part in ("/sessions", "/accounts", "sign-in", "sign-up"))),
    ("审查 review", lambda name: "/cases" in name or "/work/" in name),
    ("查询 status", lambda name: name.startswith("GET /api/")),
    ("页面 pages", lambda name: True),
)


@dataclass(frozen=True)
class Plot:
    """A plot with its table; without series it is left out, and `absent` says why."""

    key: str
    zh: str
    en: str
    unit: str
    series: Mapping[str, Sequence[Point]] = field(default_factory=dict)
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    stacked: bool = False
    absent: str = ""


def group_of(name: str) -> str:
    """Return the kind of a request by its name, such as `POST /api/v1/teams/{team_id}/submissions`."""
    return next(group for group, fits in _GROUPS if fits(name))


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that a part of sorted values does not exceed; 0 if there are none."""
    return values[min(int(part * len(values)), len(values) - 1)] if values else 0.0


def by_second(
    events: Iterable[tuple[float, str]], begins: float, until: float, *, names: Sequence[str] = ()
) -> dict[str, list[Point]]:
    """Return how many events of each name there were in each second of the run."""
    counts: dict[str, Counter[int]] = {name: Counter() for name in names}
    for at, name in events:
        counts.setdefault(name, Counter())[int(at - begins)] += 1
    last = max(int(until - begins), 0)
    return {name: [(second, count[second]) for second in range(last + 1)] for name, count in counts.items()}


def answer_of(request: Request) -> str:
    """Return what came of a request, as its client saw it."""
    _, _, status, _, cut = request
    if not status:
        return "客户端放弃 given up" if cut else "无应答 no answer"
    if status in BUSY:
        return "繁忙 busy (429, 503)"
    if status >= 500:
        return "故障 failed (5xx)"
    return "拒绝 refused (4xx)" if status >= 400 else "正常 served (2xx, 3xx)"


def rates(requests: Sequence[Request], begins: float, until: float) -> Plot:
    """Return requests a second by kind."""
    groups = [group for group, _ in _GROUPS]
    series = by_second(((request[0], group_of(request[1])) for request in requests), begins, until, names=groups)
    rows = []
    for group, points in series.items():
        counts = [count or 0 for _, count in points]
        rows.append(
            [group, f"{sum(counts):,.0f}", f"{sum(counts) / max(len(counts), 1):.1f}", f"{max(counts, default=0):.0f}"]
        )
    head = ("类别 kind", "请求数 requests", "每秒平均 mean a second", "每秒最多 most a second")
    return Plot("rates", "请求", "Requests", "/s", series, head, rows, stacked=True)


def times(requests: Sequence[Request], begins: float, key: str, zh: str, en: str, only: str = "") -> Plot:
    """Return p50, p95 and p99 of answers by the second in which their requests were sent; the table has them by kind."""
    seconds: dict[int, list[float]] = defaultdict(list)
    groups: dict[str, list[float]] = defaultdict(list)
    for at, name, status, took, _ in requests:
        group = group_of(name)
        if not status or (only and group != only):
            continue
        seconds[int(at - begins)].append(took)
        groups[group].append(took)
    series: dict[str, list[Point]] = {name: [] for name, _ in PARTS}
    for second in sorted(seconds):
        values = sorted(seconds[second])
        for name, part in PARTS:
            series[name].append((second, round(percentile(values, part), 1)))
    rows = []
    for group, values in sorted(groups.items(), key=lambda each: -len(each[1])):
        ordered = sorted(values)
        rows.append(
            [
                group,
                f"{len(ordered):,}",
                *(f"{percentile(ordered, part):,.0f}" for _, part in PARTS),
                f"{ordered[-1]:,.0f}",
            ]
        )
    return Plot(key, zh, en, "ms", series, ("类别 kind", "应答数 answers", *(name for name, _ in PARTS), "max"), rows)


def answers(requests: Sequence[Request], begins: float, until: float) -> Plot:
    """Return what came of the requests, by second."""
    series = by_second(((request[0], answer_of(request)) for request in requests), begins, until)
    total = max(len(requests), 1)
    counts = Counter(answer_of(request) for request in requests)
    rows = [[name, f"{count:,}", f"{count / total:.2%}"] for name, count in counts.most_common()]
    return Plot(
        "answers", "应答", "Answers", "/s", series, ("应答 answer", "次数 count", "比例 share"), rows, stacked=True
    )


def outcomes(attempts: Sequence[Attempt], begins: float, until: float) -> Plot:
    """Return what was acknowledged a second, by what it was; the table says how attempts ended."""
    names = {
        What.REGISTRATION: "报名 registrations",
        What.SAVE: "保存 saves",
        What.FILE: "文件 files",
        What.SUBMISSION: "提交 submissions",
    }
    acknowledged = [each for each in attempts if each.end is End.ACKNOWLEDGED]
    series = by_second(
        ((each.ended, names[each.what]) for each in acknowledged), begins, until, names=list(names.values())
    )
    rows = []
    for what, name in names.items():
        of_kind = [each for each in attempts if each.what is what]
        ends = Counter(each.end for each in of_kind)
        most = max((count or 0 for _, count in series[name]), default=0)
        counted = (ends[End.ACKNOWLEDGED], ends[End.REFUSED], ends[End.UNANSWERED])
        rows.append([name, *(f"{count:,}" for count in counted), f"{most:.0f}"])
    head = ("内容 what", "已确认 acknowledged", "被拒绝 refused", "无应答 unanswered", "每秒最多 most a second")
    return Plot("outcomes", "已确认的操作", "Acknowledged", "/s", series, head, rows)


def measured(samples: Samples, begins: float) -> list[Plot]:
    """Return CPU and memory of each process."""
    plots = []
    for key, zh, en, unit, source, factor in (
        ("cpu", "各进程CPU", "CPU of each process", "%", samples.cpu, 100.0),
        ("memory", "各进程内存", "Memory of each process", "MiB", samples.memory, 1.0),
    ):
        series = {
            name: [(round(at - begins, 1), round(value * factor, 1)) for at, value in points]
            for name, points in sorted(source.items(), key=lambda each: -_mean(each[1]))
        }
        rows = [[name, *_summary(points)] for name, points in series.items()]
        head = ("进程 process", "平均 mean", "最大 max", "结束时 at the end")
        plots.append(Plot(key, zh, en, unit, series, head, rows))
    return plots


_OF_METRICS = (
    ("admission", "受理与分流", "Admitted and shed", "/s"),
    ("copies", "公开页面：由副本答复的情况", "Public pages from copies", "/s"),
    ("limit", "并发上限、处理中与等待的请求", "Adaptive limit, requests in flight and waiting", ""),
    ("tickets", "到达凭证：出具与核销", "Arrival tickets given and redeemed", "/s"),
    ("age", "待发事件的等待时间与事件延迟", "Age of the outbox and delay of events", "s"),
)
_WORDS = {
    "dasai_admission_limit": "上限 limit",
    "dasai_admission_in_flight": "处理中 in flight",
    "dasai_admission_waiting": "等待 waiting",
    "dasai_outbox_oldest_seconds": "待发 outbox",
    "dasai_event_delay_seconds": "延迟p95 event delay",
}
# the values of labels in Chinese; a service and what is not here is named as it is
_LABELS = {
    "admitted": "受理",
    "shed": "分流",
    "sign_in": "登录",
    "status": "状态",
    "submits": "提交",
    "edits": "编辑",
    "reads": "浏览",
    "given": "出具",
    "redeemed": "核销",
    "refused": "拒绝",
    "hit": "副本",
    "stale": "未经核实",
    "miss": "新生成",
    "none": "无副本",
}


def of_metrics(samples: Samples, begins: float) -> list[Plot]:
    """Return the plots of the platform's own metrics; one of which nothing is exported says so."""
    plots = []
    for key, zh, en, unit in _OF_METRICS:
        wanted = [metric for metric in TABLE if metric.plot == key]
        series: dict[str, list[Point]] = {}
        for metric in wanted:
            for label, points in metrics.points(metric, samples.readings).items():
                name = " ".join(filter(None, (_WORDS.get(metric.name, ""), label_in_both(label))))
                series[name] = [(round(at - begins, 1), round(value, 3)) for at, value in points]
        names = "、".join(metric.name for metric in wanted)
        absent = "" if series else f"平台未提供这些指标：{names} · the platform exports none of them"
        rows = [[name, *_summary(points), _total(wanted, points)] for name, points in series.items()]
        head = ("指标 metric", "平均 mean", "最大 max", "结束时 at the end", "合计 total")
        plots.append(Plot(key, zh, en, unit, series, head, rows, absent=absent))
    return plots


def label_in_both(label: str) -> str:
    """Return the values of a metric's labels, such as `shed reads`, with their Chinese before them."""
    chinese = "".join(_LABELS.get(word, "") for word in label.split())
    return f"{chinese} {label}" if chinese else label


def _total(wanted: Sequence[metrics.Metric], points: Sequence[Point]) -> str:
    """Return the sum of a rate over its time; nothing for what is no rate."""
    if any(metric.how is not How.RATE for metric in wanted):
        return "–"
    pairs = pairwise(points)
    return f"{sum((later[1] or 0) * (later[0] - earlier[0]) for earlier, later in pairs) + _first(points):,.0f}"


def _first(points: Sequence[Point]) -> float:
    return (points[0][1] or 0) * metrics_interval(points) if points else 0.0


def metrics_interval(points: Sequence[Point]) -> float:
    """Return the seconds between the first two points; 0 if there are not two."""
    return points[1][0] - points[0][0] if len(points) > 1 else 0.0


def lag(reports: Sequence[Mapping[str, Any]], begins: float) -> list[Plot]:
    """Return the visits under way, and by how much they began after they were due and the generators' own sleep was late."""
    late: list[Point] = []
    behind: list[Point] = []
    shares: dict[int, int] = {}
    under_way: list[Point] = []
    lags: list[float] = []
    for report in reports:
        second = round(report["at"] - begins, 1)
        lags += report["lag"]
        late.append((second, max(report["lag"], default=0.0)))
        behind.append((second, report["behind"]))
        shares[report["share"]] = report["under_way"]
        under_way.append((second, sum(shares.values())))
    of_lag = {"访问迟于计划 visits late": late, "进程滞后 process behind": behind}
    # of visits each counts, of the process each second
    sorted_values = (sorted(lags), sorted(value or 0.0 for _, value in behind))
    rows = [
        [name, *(f"{percentile(values, part):.3f}" for _, part in PARTS), f"{max(values, default=0):.3f}"]
        for name, values in zip(of_lag, sorted_values, strict=True)
    ]
    name = "进行中的访问 visits under way"
    head = ("", "平均 mean", "最大 max", "结束时 at the end")
    return [
        Plot("visits", "进行中的访问", "Visits under way", "", {name: under_way}, head, [[name, *_summary(under_way)]]),
        Plot(
            "lag",
            "压力生成进程的滞后",
            "Lag of the generators",
            "s",
            of_lag,
            ("", *(part for part, _ in PARTS), "max"),
            rows,
        ),
    ]


def _mean(points: Sequence[tuple[float, float]]) -> float:
    return sum(value for _, value in points) / len(points) if points else 0.0


def _summary(points: Sequence[Point]) -> list[str]:
    values = [value or 0.0 for _, value in points]
    return [
        f"{sum(values) / max(len(values), 1):,.1f}",
        f"{max(values, default=0):,.1f}",
        f"{values[-1] if values else 0:,.1f}",
    ]
