"""The API's document (OpenAPI 3.1): what FastAPI knows of the routes, with the contracts' messages in their place."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from google.protobuf import descriptor_pool

from chassis.edition.current import edition
from chassis.edition.parts import Part
from chassis.kernel.refusal import MAX_FAULTS
from chassis.permissions import ROUTES
from chassis.permissions.statuses import statuses_of
from gateway.auth.cookies import SESSION, name_of
from gateway.settings import GatewaySettings

from .answer_examples import example
from .examples import EXAMPLES, PROBLEM
from .parameters import words_for
from .router import MATERIAL, READING, problems
from .schemas import MESSAGE, REFERENCE, component, schemas
from .subjects import CHINESE, chinese_titles

DESCRIPTION_ZH = """\
比赛平台的接口。门户页面能办的，程序都能通过接口办；本页由接口约定生成，与运行中的系统一致。

- **登录**：以 `login` 和 `password` 请求 `POST /api/v1/sessions`，返回 `token`，此后各次请求附请求头
  `Authorization: Bearer 令牌`。程序应使用访问令牌：登录后由 `POST /api/v1/tokens` 按所需权限范围生成；
  各接口所需的权限范围列在该接口处，`write` 包含 `read`。
- **办理**类接口接受 `Idempotency-Key`：以同一标识重复发送同一请求的，返回首次的结果，不会重复办理；
  同一标识用于其他请求的，予以拒绝。
- **拒绝**以RFC 9457格式返回，`code` 保持不变，依某项规则拒绝的，以该规则编号开头；
  `detail` 的语言由 `Accept-Language` 决定（`zh` 或 `en`），中英文另见 `detail_zh` 和 `detail_en`。
- **等待**：429和503附 `Retry-After`，单位为秒；办理类请求另附到达凭证 `Dasai-Arrival-Ticket`，宽限时间内附该凭证原样重新发送的，
  以首次到达的时间为准（规则C9）。也可在发送前以 `POST /api/v1/arrival-tickets` 取得凭证。
- **草稿**：请求正文中的 `draft_revision` 为修改所依据的修订号；他人已先行修改的，返回409。
  读取草稿的答复附有 `ETag`；保存、提交时附 `If-Match` 的，草稿此后有任何修改即返回412，不作合并。
  其他接口不判断 `If-Match`，附有该请求头的办理返回412，不予办理。
- **列表**分页返回：`page.next_page_token` 用作下一次请求的 `page_token`，筛选条件不变，末页为空。
  `count=true` 时一并计数。接口没有的参数不会被忽略，而是予以拒绝。
- **时间**采用RFC 3339格式。未填的对象和时间不列出，其他字段为空，未填的枚举为空文本。
- 可以 `GET` 的地址均可以 `HEAD`，只返回状态和响应头。
- **上传**遵循tus 1.0.0。**下载**的大文件可用 `Range` 和 `If-Range` 续传。
- 除各接口列出的状态外，任何地址都可能返回405、412、421和431，表示方法、条件、主机名或请求头有误。
"""
DESCRIPTION_EN = """\
The contest over REST. What the portals can do, programs can do here; this document is made from the contracts of the running
system.

- **Signing in.** `POST /api/v1/sessions` with `login` and `password` answers with a `token`; each further request carries it in
  the header `Authorization: Bearer TOKEN`. Programs take an API token instead, which a session makes by `POST /api/v1/tokens`
  with the scopes that it needs: each operation names its scope, and `write` includes `read`.
- **Commands** take an `Idempotency-Key`: who sends a command again with the same key gets the first answer, and nothing is done
  twice. The same key with another request is refused.
- **Refusals** are problems (RFC 9457) with a stable `code`, which begins with the id of the rule that refuses, if one of the
  contest's does. `detail` is in the language of `Accept-Language`, `zh` or `en`; both are in `detail_zh` and `detail_en`.
- **Waiting.** 429 and 503 carry `Retry-After`, in seconds, and for a command an arrival ticket, `Dasai-Arrival-Ticket`: sent
  again as it was with that header, within the grace period, it counts as of its first arrival (rule C9). A ticket can be had
  before, by `POST /api/v1/arrival-tickets`.
- **Drafts** are changed from a stated revision, `draft_revision` in the body: 409 if somebody else was quicker. What is read
  has an `ETag`; saved or submitted with `If-Match`, a draft of which anything changed since is refused with 412 and nothing is
  merged. No other address judges `If-Match`: a command that carries it is refused with 412, rather than done without it.
- **Lists** come in pages: `page.next_page_token` of an answer is the `page_token` of the next request, with the same filters;
  empty after the last. `count=true` has the items counted. A parameter that an operation does not have is refused, not passed
  over.
- **Times** are RFC 3339. A field that is not set is left out if it is an object or a moment, and empty otherwise; an enum is then
  an empty text.
- What can be read by `GET` answers `HEAD` too, with its status and headers alone.
- **Uploads** follow tus 1.0.0. **Downloads** of large files go on after a break with `Range` and `If-Range`.
- Beside what each operation names, 405, 412, 421 and 431 may come back from any address, for a method, a condition, a host or a
  head that is wrong.
"""
DESCRIPTION = f"{DESCRIPTION_ZH}\n{DESCRIPTION_EN}"
GROUPS = {
    "registration": "报名 Registration",
    "review": "审查 Review",
    "scoring": "评审 Scoring",
    "publicity": "公示 Publicity",
    "accounts": "账号 Accounts",
    "": "系统 System",
}
# how FastAPI would describe faults: ours are problems
_OF_FASTAPI = ("HTTPValidationError", "ValidationError")
_TEXT = {"type": "string"}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal or an error (RFC 9457), with a stable code for programs, in Chinese and English for people.",
    "required": [
        "type",
        "title",
        "status",
        "code",
        "detail",
        "detail_zh",
        "detail_en",
        "facts",
        "faults",
        "fault_count",
        "instance",
    ],
    "properties": {
        "type": _TEXT | {"format": "uri", "description": "`urn:dasai:problem:` and the code."},
        "title": _TEXT | {"description": "The code in words; the same for every problem of this type."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The status of the answer."},
        "code": _TEXT | {"description": "Stable name of the refusal, for example `B5_REPRESENTATIVE_IN_ANOTHER_TEAM`."},
        "detail": _TEXT
        | {"description": "What is wrong and how to mend it, in the language of `Accept-Language`, else in Chinese."},
        "detail_zh": _TEXT | {"description": "The same in Chinese."},
        "detail_en": _TEXT | {"description": "The same in English."},
        "facts": {
            "type": "object",
            "additionalProperties": _TEXT,
            "description": "The values in the texts, for programs.",
        },
        "fault_count": {
            "type": "integer",
            "minimum": 0,
            "description": "How many fields are wrong; `faults` may not name all of them.",
        },
        "faults": {
            "type": "array",
            "maxItems": MAX_FAULTS,
            "description": "The first of the fields that are wrong.",
            "items": {
                "type": "object",
                "required": ["field", "zh", "en"],
                "properties": {
                    "field": _TEXT | {"description": "Where it is in the request, for example `lead.uscc`."},
                    "zh": _TEXT | {"description": "What is wrong with it, in Chinese."},
                    "en": _TEXT | {"description": "The same in English."},
                },
                "additionalProperties": False,
            },
        },
        "instance": _TEXT
        | {"format": "uri", "description": "The id of the request, by which operators find it in the logs."},
        "arrival_ticket": _TEXT
        | {"description": "As the header `Dasai-Arrival-Ticket` of this answer, for a command (rule C9)."},
        "arrived_at": _TEXT
        | {
            "format": "date-time",
            "description": "As of when the command counts, sent again with the ticket; contest time.",
        },
        "arrival_until": _TEXT | {"format": "date-time", "description": "Until when the ticket is taken; real time."},
        "current": {
            "$ref": f"{REFERENCE}Declaration",
            "description": "Of `C4_DRAFT_MOVED_ON` and `C4_DRAFT_CHANGED`: the sections as they are now, if they could be read.",
        },
    },
    "additionalProperties": False,
    "examples": [PROBLEM],
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The client's own name for this request: sent again under it, it gets the first answer and is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "example": "7d0a3c1e-5f0b-4c55-9a53-6c1f2a1d6b8e",
}
_ARRIVAL_TICKET = {
    "name": "Dasai-Arrival-Ticket",
    "in": "header",
    "required": False,
    "description": "A ticket of `openArrivalTicket`, or of a refusal 429 or 503: the command counts as of its arrival (rule C9).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[!-~]+$"},
}


def describe(app: FastAPI, modules: Sequence[str], limits: GatewaySettings) -> None:
    """Let `app.openapi` return the document; `modules` are those of the API's routes, which are its tags."""
    original = app.openapi
    made: list[dict[str, Any]] = []

    def openapi() -> dict[str, Any]:
        if not made:
            made.append(_document(original(), modules, limits))
        return made[0]

    app.openapi = openapi  # type: ignore[method-assign]


def _document(document: dict[str, Any], modules: Sequence[str], limits: GatewaySettings) -> dict[str, Any]:
    bodies = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _OF_FASTAPI:
        bodies.pop(name, None)
    for name, body in bodies.items():
        if name in EXAMPLES:
            body["examples"] = [EXAMPLES[name]]
    find = descriptor_pool.Default().FindMessageTypeByName
    answers = {
        full_name: find(full_name) for full_name in sorted({*_messages(document), "dasai.registration.v1.Declaration"})
    }
    messages = schemas(answers.values())
    for descriptor in answers.values():
        messages[component(descriptor)]["examples"] = [example(descriptor)]
    names = _names(bodies, messages)
    references = {REFERENCE + name: REFERENCE + other for name, other in names.items()}
    links = {full_name: REFERENCE + component(descriptor) for full_name, descriptor in answers.items()}
    written: dict[str, Any] = _rewritten(document, references, links)
    own = {names[name]: schema for name, schema in written["components"]["schemas"].items()}
    written["components"]["schemas"] = dict(sorted({**own, **messages, "Problem": _PROBLEM}.items()))
    written["components"]["securitySchemes"] = _security(limits)
    written["security"] = [{}, *({name: []} for name in written["components"]["securitySchemes"])]
    written["servers"] = [{"url": limits.public_url.rstrip("/") or "/", "description": "This platform."}]
    written["tags"], written["x-tagGroups"] = _tags(modules)
    _state_permissions(written)
    for method, operation in _operations(written):
        operation["x-summary-zh"] = chinese_titles().get(operation["operationId"], operation["summary"])
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _given(parameter["schema"])
            words = parameter.get("description") or words_for(operation["operationId"], parameter["name"])
            parameter["description"] = words
        if method.upper() not in READING:
            # a ticket is an account's
            tickets = [] if {} in operation["security"] else [_ARRIVAL_TICKET]
            operation.setdefault("parameters", []).extend([_IDEMPOTENCY_KEY, *tickets])
    return written


def _state_permissions(document: dict[str, Any]) -> None:
    """State with each operation who may do it, what a token needs and how it refuses, by the table of permissions (rule K1)."""
    credentials: list[dict[str, list[str]]] = [{name: []} for name in document["components"]["securitySchemes"]]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            route = f"{method.upper()} {path}"
            row = ROUTES[route]
            operation["responses"] = _responses(operation["responses"], statuses_of(row, route))
            operation["security"] = [{}, *credentials] if row.is_public else credentials
            operation["x-allowed"] = [
                {"who": allowance.who.value, "scope": allowance.scope.value}
                | ({"form": allowance.form.value} if allowance.form is not None else {})
                for allowance in row.allowances
            ]
            if row.scope_of_tokens:
                operation["x-token-scope"] = row.scope_of_tokens


def _responses(described: Mapping[str, Any], refusals: Collection[int]) -> dict[str, Any]:
    """Return the answers of an operation: those that its route describes, and as problems those with which the table refuses."""
    good = {status: response for status, response in described.items() if status.startswith("2")}
    refused = {str(status): response for status, response in problems(sorted(refusals)).items()}
    for status, response in refused.items():
        response["headers"] = response.get("headers", {}) | described.get(status, {}).get("headers", {})
    return good | refused


def _security(limits: GatewaySettings) -> dict[str, Any]:
    """Return the ways to sign in."""
    cookie = name_of(SESSION, secure=limits.cookies_are_secure)
    return {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The token that POST /api/v1/sessions answers with, or an API token.",
        },
        "cookie": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "The same token, for pages."},
    }


def _names(bodies: Mapping[str, dict[str, Any]], messages: Collection[str]) -> dict[str, str]:
    """Return the names of FastAPI's schemas in the document: none is a message's, and parts of the edition say so.

    Of classes that have the same name FastAPI names the module before it, or that it is read or written behind it.
    """
    parts = _edition_parts(Part)
    names = {}
    for name, schema in bodies.items():
        short, _, read_or_written = name.rsplit("__", 1)[-1].partition("-")
        body = name.startswith("gateway__") or read_or_written == "Input"
        if short in parts and short != "Edition" and not body:
            names[name] = f"Edition{short}"
        elif short in messages:
            names[name] = f"{short}Choice" if "enum" in schema else f"{short}Body"
        else:
            names[name] = short
    if len(set(names.values())) != len(names):
        raise ValueError(f"two request bodies have the same name: {sorted(names.values())}")
    return names


def _edition_parts(part: type[Part]) -> set[str]:
    """Return the names of the edition's parts."""
    return {name for child in part.__subclasses__() for name in (child.__name__, *_edition_parts(child))}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in document["paths"].values():
        yield from methods.items()


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter as it is given: who leaves it out sends no null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _messages(node: Any) -> Iterator[str]:
    """Yield the full names of the messages that answers hold."""
    if isinstance(node, dict):
        if MESSAGE in node:
            yield node[MESSAGE]
        for part in node.values():
            yield from _messages(part)
    elif isinstance(node, list):
        for part in node:
            yield from _messages(part)


def _rewritten(node: Any, references: dict[str, str], links: dict[str, str], *, named: bool = False) -> Any:
    """Return a part of the document with messages as references, bodies by their new names, and without made-up titles.

    `named` says that the keys are names of fields, of which one may be `title`.
    """
    if isinstance(node, list):
        return [_rewritten(part, references, links) for part in node]
    if not isinstance(node, dict):
        return node
    if MESSAGE in node:
        return {"$ref": links[node[MESSAGE]]}
    written = {}
    for key, part in node.items():
        if key == "$ref":
            written[key] = references.get(part, part)
        elif key == "title" and not named and isinstance(part, str) and "version" not in node:
            continue
        elif key == MATERIAL:
            written |= dict.fromkeys(
                sorted(media for kinds in edition().files.formats for media in kinds.media_types), part
            )
        elif key in ("examples", "example", "default", "enum", "required") and not named:
            written[key] = part
        else:
            written[key] = _rewritten(part, references, links, named=key == "properties" and not named)
    return written


def _tags(modules: Collection[str]) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Return the tags, each with its module's docstring and what is said of it in Chinese, and their groups."""
    tags: list[dict[str, str]] = []
    groups: dict[str, list[str]] = {name: [] for name in GROUPS}
    for module in modules:
        _, _, *service, subject = module.split(".")
        words = inspect.cleandoc(importlib.import_module(module).__doc__ or "")
        tags.append({"name": subject, "description": words, "x-description-zh": CHINESE[subject]})
        groups[service[0] if service and subject != "editions" else ""].append(subject)
    return tags, [{"name": GROUPS[name], "tags": subjects} for name, subjects in groups.items() if subjects]


def as_bytes(document: dict[str, Any]) -> bytes:
    """Return the document as it is served."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
