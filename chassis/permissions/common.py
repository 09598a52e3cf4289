"""The permissions of what every service serves (rules D5, K1, K4)."""

from __future__ import annotations

from .allowances import GATEWAY, OPERATOR, OWN, PUBLIC, operation, shown_to
from .model import Audience, Fields

LIST_PERSONAL_RECORDS = operation(
    "common.v1.PersonalData/ListPersonalRecords",
    ("GET /api/v1/accounts/me/personal-data", "GET /api/v1/accounts/me/personal-data/{service}"),
    OWN,
    scope=None,
    rules="K1 K4",
)
LIST_OBSTACLES = operation(
    "common.v1.PersonalData/ListObstacles",
    (),
    OWN,
    rules="K1 K4",
    note=("注销账号前由网关查询。", "The gateway asks it before an account is closed."),
)
# heads are read with the scope of what is published
LIST_TRAIL_HEADS = operation(
    "common.v1.Trails/ListTrailHeads",
    ("GET /api/v1/trail-heads", "GET /api/v1/trail-heads/{service}"),
    PUBLIC,
    statuses_of_route={"GET /api/v1/trail-heads/{service}": (429,)},
    scope="publicity:read",
    rules="D5",
)
GET_PUBLIC_VERSION = operation(
    "common.v1.PublicVersions/GetPublicVersion",
    (),
    GATEWAY,
    scope=None,
    rules="K1",
    note=(
        "网关据此判断公开页面的副本是否仍然有效。",
        "By it a gateway knows that its copies of public pages are still right.",
    ),
)
# what only people who run the platform see and do; no token may
GET_SERVICE_HEALTH = operation(
    "common.v1.Operations/GetServiceHealth",
    "GET /api/v1/operations/services",
    OPERATOR,
    scope=None,
    rules="D5 K1",
)
GET_DEAD_LETTERS = operation(
    "common.v1.Operations/GetDeadLetters",
    "GET /api/v1/operations/services/{service}/dead-letters",
    OPERATOR,
    scope=None,
    note=("仅显示事件名称和原因，不显示事件内容。", "Names and reasons of events, never what is in them."),
)
REPLAY_DEAD_LETTERS = operation(
    "common.v1.Operations/ReplayDeadLetters",
    "POST /api/v1/operations/services/{service}/dead-letter-replays",
    OPERATOR,
    scope=None,
    statuses=(404,),
    rules="D5 K1",
    note=("每次重新投递均记入审计链。", "Each replay is put on the audit trail."),
)
CHECK_TRAIL = operation(
    "common.v1.Operations/CheckTrail",
    "POST /api/v1/operations/services/{service}/trail-checks",
    OPERATOR,
    scope=None,
    rules="D5 K1",
)
INSERT_PROBE = operation(
    "common.v1.Probe/Insert",
    "POST /api/v1/probe",
    PUBLIC,
    scope=None,
    rules="",
    note=("供性能测试使用，仅在设置 DASAI_PROBE 时提供。", "For benches: served only if DASAI_PROBE is set."),
)

FIELDS: Fields = {
    # services match and notify accounts by it; of readers only the team itself knows who acts for it
    "dasai.common.v1.TeamFacts": {"account_ids": shown_to(Audience.TEAM)},
}
