"""Examples of answers for the API document: synthetic, made from the contracts (a test validates each against its schema)."""

from __future__ import annotations

import re
from typing import Any

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from gateway.answers import TIMESTAMP, as_json, is_map, shown_fields

from .schemas import comment

_USCC = "91110199000000019X"  # no place has the code 110199
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_ID = "6f2b1c7e-0000-4000-8000-000000000001"
# the values of text fields, by name or by the end of a name: the first that fits
_TEXTS: dict[str, str] = {
    "account_id": "0f8fad5bd9cb469fa16570867728950e",
    "account_ids": "0f8fad5bd9cb469fa16570867728950e",
    "uscc": _USCC,
    "division_code": "110000",
    "division": "110000",
    "division_name": "2024年“数据要素×”大赛北京分赛",
    "edition": "2024",
    "track": "industry",
    "topic_id": "industry-1",
    "panel_id": "division-110000",
    "round_id": "division-110000-industry",
    "provider_id": "beijing",
    "kind_id": "enterprise",
    "identity_kind_id": "resident",
    "team_name": "合成一队",
    "project_name": "工业数据要素协同制造示范（合成）",
    "masked_name": "合*",
    "masked_identity_number": "110***********0010",
    "masked_contact": "a***@example.test",
    "real_name": "合成举报人",
    "identity_number": "110199199001010010",
    "contact": "reporter@example.test",
    "email": "he.cheng@example.org",
    "login": "he-cheng-01",
    "address": "192.0.2.7",
    "device": "Mozilla/5.0",
    "organisation": "合成测试企业0001有限公司",
    "organisations": "合成测试企业0001有限公司",
    "recipient_name": "合成测试企业0001有限公司",
    "organiser_name": "合成测试数据局",
    "contest_name": "2024年“数据要素×”大赛",
    "track_name": "工业制造",
    "authorization_url": "https://sign-on.example.test/authorize?client_id=dasai",
    "online_address": "https://meeting.example.test/briefing",
    "place": "合成测试会议中心1号厅",
    "uri": "otpauth://totp/Dasai:he-cheng-01?secret=JBSWY3DPEHPK3PXP",
    "secret": "JBSWY3DPEHPK3PXP",
    "passkey_id": "q83vEjRWeJCrze8",
    "codes": "k7mw-2xqe-9dfa-hs4t-b6np-x3uv",
    "code": "7K3M-9PQR-TWX4",
    "scopes": "registration:read",
    "version": "2024-1",
    "privacy_notice": "2024-1",
    "media_type": "application/pdf",
    "file_name": "audit-2023.pdf",
    "weight": "0.40",
    "scale": "100",
    "score": "86.5",
    "likeness": "0.93",
    "main_content_share": "0.12",
    "digest": _SHA256,
    "sha256": _SHA256,
    "hash": _SHA256,
    "seed_hash": _SHA256,
    "nonce_hash": _SHA256,
    "public_key": _SHA256,
    "key_id": _SHA256[:16],
    "signature": _SHA256 * 2,
    "tracking_code": "9H2K-4MPQ-7RTX-WZ35",
    "token": "0Zk3vXH1m9d2tT5uQb8nRw7yLc4sEa6jV2hhdCBp",
    "text": "合成文本。",
    "text_zh": "合成文本。",
    "text_en": "A synthetic text.",
    "words_zh": "共8项，已完成6项。",
    "words_en": "6 of 8 are done.",
    "zh": "合成文本。",
    "en": "A synthetic text.",
    "title": "合成标题",
    "title_zh": "合成标题",
    "title_en": "A synthetic title",
    "reason": "合成理由。",
    "reason_en": "A synthetic reason.",
    "next_page_token": "",
    "service": "registration",
}
_ENDS = {"_id": _ID, "_ids": _ID, "uscc": _USCC, "_zh": "合成名称", "_en": "Synthetic name", "_reason": "合成理由。"}
# the moments and numbers of all examples
_MOMENT = "2024-06-20T01:00:00Z"
_SAID = re.compile(r"(?:for example|such as) `([^`]+)`|^`([^`]+)`")
_QUOTED = re.compile(r'for example "([^"]+)"')
# so deep are messages within messages
_DEEPEST = 6


def example(descriptor: Any) -> dict[str, Any]:
    """Return an answer of a message as the API shows it, with a value in each field and one item in each list."""
    message = GetMessageClass(descriptor)()
    _fill(message, descriptor, 0)
    return as_json(message)


def _fill(message: Message, descriptor: Any, depth: int) -> None:
    for field in shown_fields(descriptor):
        described = field.beside if field.beside is not None else field.descriptor
        name = described.name
        if is_map(described):
            getattr(message, name)["division_code"] = "110000"
        elif described.message_type is not None:
            if depth == _DEEPEST:
                continue
            part = getattr(message, name).add() if described.is_repeated else getattr(message, name)
            if described.message_type.full_name == TIMESTAMP:
                json_format.Parse(f'"{_MOMENT}"', part)
            else:
                part.SetInParent()
                _fill(part, described.message_type, depth + 1)
        elif described.is_repeated:
            getattr(message, name).append(_value(described))
        else:
            setattr(message, name, _value(described))


def _value(field: Any) -> Any:
    if field.enum_type is not None:
        return field.enum_type.values[min(1, len(field.enum_type.values) - 1)].number
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return False
    if field.type == FieldDescriptor.TYPE_BYTES:
        return "合成".encode()
    if field.cpp_type != FieldDescriptor.CPPTYPE_STRING:
        return 1
    return _text(field)


def _text(field: Any) -> str:
    """Return a text as the contract says it may be, or as fields of that name are."""
    words = comment(field.full_name)
    said = _SAID.search(words) or _QUOTED.search(words)
    if said is not None:
        return next(text for text in said.groups() if text)
    if field.name in _TEXTS:
        return _TEXTS[field.name]
    return next((text for end, text in _ENDS.items() if field.name.endswith(end)), "合成")
