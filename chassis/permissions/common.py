"""The permissions of what every service serves (rules D5, K1, K4)."""

from __future__ import annotations

from .allowances import OWN, PUBLIC, operation, shown_to
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
