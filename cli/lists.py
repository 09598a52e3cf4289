"""`./dasai lists`: print the table of all lists, with their filters, orders and indexes, and keep docs/lists.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer

from chassis.audit import server as trail
from chassis.mongo.lists import Order
from chassis.permissions import OPERATIONS, Operation
from chassis.rpc import personal_data
from chassis.spreadsheets.columns import IMPORTED
from cli.client import document as api_document
from cli.contracts import compile_contracts
from cli.stack.program import ROOT
from services.accounts import catalogue as accounts
from services.publicity import catalogue as publicity
from services.registration import catalogue as registration
from services.review import catalogue as review
from services.scoring import catalogue as scoring

DOCUMENT = ROOT / "docs" / "lists.md"
_PAGE = ".dasai.common.v1.PageResponse"


# each list by the name of its operation, as it is declared beside its documents
DECLARED = {
    declaration.operation: declaration
    for declaration in (
        *accounts.LISTS,
        *registration.LISTS,
        *review.LISTS,
        *scoring.LISTS,
        *publicity.LISTS,
        *trail.LISTS,
        *personal_data.LISTS,
    )
}
_HEAD = """# 列表 · Lists

由 `./dasai lists --write` 根据代码生成，请勿直接修改。 Made by `./dasai lists --write` from the code; don't edit it by hand.

每页最多200项；`page_token` 只用于得到它的同一列表、同样的筛选条件，否则以 `PAGE_TOKEN_INVALID` 拒绝。
翻页期间新增的内容不使已列出的内容移位。各列表的条目存于该类文档旁的`*_places`集合，按索引`place`读取（ADR 32）。
`count=true` 时 `page.total` 精确到1000，再多则 `page.total_is_more` 为true，只在需要时请求：计数须逐条读取。

A page has at most 200 items. A `page_token` is for the list and the filters that it came from: else `PAGE_TOKEN_INVALID`.
What is added meanwhile moves nothing. The entries of a list lie in the collection `*_places` beside that of the documents, and
are read by the index `place` (ADR 32). With `count=true`, `page.total` is exact to 1,000, and `page.total_is_more` says if there
are more; ask for it only where it is needed, for counting reads each item. How a page is read: `chassis/mongo/places.py`; how
long it takes with 2,000, 20,000 and 200,000 documents: `./dasai bench lists --large`.
"""
_OTHERS = """各自数量有限，按所列索引取出后排序；另有说明的按说明读取。

Each is bounded, and what the index named finds is sorted; or it is read as is said of it."""


_FILES = """## 名单的导入与导出 · Lists in and out as files

各名单采用同一方式（规则K3）：模板、导入与导出的列相同，见 `chassis/spreadsheets/columns.py`；
模板在 `/api/v1/lists/{名单}/template` 下载。
导入接受XLSX和CSV（UTF-8、带BOM的UTF-8、GBK和GB 18030，即Excel和WPS保存的格式），可先试运行；错误按行、按列以中英文列出，
最多列出500处并给出总数。文件（Base64）不超过2,000,000个字符，XLSX解压后不超过16 MiB、100万个标签，超出的予以拒绝。
导出的CSV中，以 `=`、`+`、`-`、`@` 开头的单元格前加单引号，XLSX中每个单元格均为文本，均不会被当作公式执行；
一个文件最多100,000行，超过的以 `K3_EXPORT_TOO_LONG` 拒绝。
评审排名由系统计算，团队和活动由参赛单位、参加人自行报名，标识使用授权由组委会逐项作出，均只导出、不导入。

All in one way (rule K3): template, import and export have the same columns (`chassis/spreadsheets/columns.py`); a template is at
`/api/v1/lists/{list}/template`. Imports take XLSX and CSV (UTF-8 with or without a byte-order mark, GBK and GB 18030, as Excel
and WPS save them) and can be tried first; what is wrong is named by line and column in Chinese and English, the first 500 with
their count. A file has at most 2,000,000 characters of base64, a workbook at most 16 MiB and a million tags unpacked: more is
refused. In an exported CSV a cell that begins with `=`, `+`, `-` or `@` has an apostrophe before it, in a workbook every cell is
text, so none is run as a formula; a file has at most 100,000 lines, more is refused with `K3_EXPORT_TOO_LONG`. Rankings are
computed, teams register and people sign up by themselves, the committee authorises each use of the logo: these only go out.
"""


def listing_operations() -> Iterator[Operation]:
    """Yield each operation whose answer is a page."""
    files = compile_contracts()
    pages = {
        f".{file.package}.{message.name}"
        for file in files
        for message in file.message_type
        if _PAGE in [field.type_name for field in message.field]
    }
    rpcs = {
        f"{file.package}.{service.name}/{method.name}"
        for file in files
        for service in file.service
        for method in service.method
        if method.output_type in pages
    }
    for operation in sorted(OPERATIONS.values(), key=lambda row: row.rpc):
        if operation.rpc in rpcs and operation.routes:
            yield operation


def document() -> str:
    """Return the table of lists in Chinese and English."""
    ordered, notes, others = [], [], []
    for operation in listing_operations():
        routes = "<br>".join(f"`{route}`" for route in operation.routes)
        declared = DECLARED[operation.name]
        ordered += [f"| {routes} | {row} |" for order in declared.orders for row in _rows(order)]
        if not declared.orders:
            reason = declared.bounded or declared.words
            others.append(f"| {routes} | {declared.order} | {_names(declared.indexes)} | {reason} |")
        elif declared.words:
            notes.append(f"- {routes}：{declared.words}")
    lines = [_HEAD, "## 有排序与筛选的列表 · Lists with orders and filters", ""]
    lines += [
        "| 列表 list | 顺序 order | 筛选 filters | 条目 entries |",
        "| --- | --- | --- | --- |",
        *ordered,
        "",
        *notes,
        "",
    ]
    lines += ["## 其他列表 · Other lists", "", _OTHERS, ""]
    lines += ["| 列表 list | 顺序 order | 索引 index | 为何不大，或如何读取 why it is small, or how it is read |"]
    lines += ["| --- | --- | --- | --- |", *others]
    lines += ["", _FILES, *in_and_out(api_document())]
    return "\n".join(lines) + "\n"


# each list of rule K3: its Chinese name, its template, the schema of its import's body, and its export; empty if there is none
_IN_AND_OUT = (
    ("审查员 reviewers", "reviewers", "ReviewerImport", "GET /api/v1/divisions/{code}/reviewers/file"),
    ("评审专家 experts", "experts", "ExpertImport", "GET /api/v1/panels/{panel_id}/experts/file"),
    ("账号（邀请） accounts (invitations)", "invitations", "InvitationImport", "GET /api/v1/accounts/file"),
    ("信用名单 credit lists", "credit-lists", "CreditListImport", "GET /api/v1/credit-lists/{credit_list}/file"),
    ("单位关系 relations", "affiliations", "AffiliationImport", "GET /api/v1/affiliations/file"),
    ("词库 word lists", "word-lists", "WordListImport", "GET /api/v1/word-lists/{list_name}/file"),
    (
        "推荐项目 recommendations",
        "recommendations",
        "RecommendationImport",
        "GET /api/v1/divisions/{code}/recommendation/file",
    ),
    ("评审排名 rankings", "", "", "GET /api/v1/rounds/{round_id}/ranking/file"),
    ("参赛团队 teams", "", "", "GET /api/v1/teams/file"),
    ("标识使用授权 logo authorisations", "", "", "GET /api/v1/logo-authorisations/file"),
    ("活动报名 sign-ups", "", "", "GET /api/v1/activities/{activity_id}/sign-ups/export"),
)
_YES, _NO = "有", "–"


def in_and_out(api: Mapping[str, Any]) -> list[str]:
    """Return the table of the lists that go in and out as files (rule K3), as the API's document says of each."""
    lines = [
        "| 名单 list | 模板 template | 导入 import | XLSX、CSV | 试运行 dry run | 逐行报错 faults | 导出 export | XLSX | CSV |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, template, body, export in _IN_AND_OUT:
        template_there = template in IMPORTED and template in _choices(api, "GET /api/v1/lists/{list_name}/template")
        route, takes, answers = _import_of(api, body)
        formats = _choices(api, export, "format")
        cells = (
            name,
            f"`{template}`" if template_there else _NO,
            f"`{route}`" if route else _NO,
            _yes("file" in takes),
            _yes("dry_run" in takes),
            _yes({"faults", "fault_count"} <= answers),
            f"`{export}`",
            _yes("xlsx" in formats),
            _yes("csv" in formats),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _yes(there: bool) -> str:
    return _YES if there else _NO


def _choices(api: Mapping[str, Any], route: str, parameter: str = "list_name") -> list[str]:
    """Return the values that a parameter of a route may have; raise KeyError if there is no such route."""
    method, path = route.split(" ")
    parameters = api["paths"][path][method.lower()].get("parameters", ())
    return next((each["schema"].get("enum", []) for each in parameters if each["name"] == parameter), [])


def _import_of(api: Mapping[str, Any], body: str) -> tuple[str, set[str], set[str]]:
    """Return the route whose body has this schema, the body's fields, and those of the answer; nothing if `body` is empty."""
    reference = f"#/components/schemas/{body}"
    for path, methods in api["paths"].items():
        for method, described in methods.items():
            content = described.get("requestBody", {}).get("content", {}).get("application/json", {})
            if body and content.get("schema", {}).get("$ref") == reference:
                answer = next(each for status, each in described["responses"].items() if status in ("200", "201"))
                name = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                schemas = api["components"]["schemas"]
                return f"{method.upper()} {path}", set(schemas[body]["properties"]), set(schemas[name]["properties"])
    return "", set(), set()


def _rows(order: Order[Any]) -> Iterator[str]:
    way = "降序 descending" if order.newest_first else "升序 ascending"
    for path in order.paths:
        yield f"`{order.name}` {way} | {' '.join(f'`{name}`' for name in path) or '–'} | `{order.index(path)}`"


def _names(indexes: Sequence[str]) -> str:
    return "、".join(f"`{name}`" for name in indexes) or "–"


def lists(
    write: bool = typer.Option(False, "--write", help="写入docs/lists.md · write docs/lists.md"),
) -> None:
    """打印各列表的筛选、顺序与索引。

    Print each list with its filters, orders and indexes.
    """
    if write:
        DOCUMENT.write_text(document(), encoding="utf-8")
    else:
        typer.echo(document(), nl=False)
