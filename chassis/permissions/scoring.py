"""The permissions of scoring (rules E1 to E7, G1, K1)."""

from __future__ import annotations

from .allowances import COMMITTEE, EXPERT, EXPERTS, FINAL_SECRETARIAT, HOST, PUBLIC, SECRETARIAT, operation
from .model import Fields

_PANELS, _SHEETS, _ROUNDS = "scoring.v1.Panels", "scoring.v1.Sheets", "scoring.v1.Rounds"
_LOCAL_AWARDS = "scoring.v1.LocalAwards"
_NOT_OF_OWN = ("涉及本人团队或所在单位的应当回避。", "Not about a team of one's own, or of one's own organisation.")
_FINAL_WITH_WINNERS = (
    "全国总决赛的内容，在获奖公示开始前，仅组委会秘书处和组委会可以查看。",
    "Of the final nobody but the secretariat and the committee before the winners' notice opens.",
)

APPOINT_EXPERTS = operation(
    f"{_PANELS}/AppointExperts",
    "PUT /api/v1/panels/{panel_id}/experts",
    HOST,
    FINAL_SECRETARIAT,
    rules="E1 E2 K1",
)
IMPORT_EXPERTS = operation(
    f"{_PANELS}/ImportExperts",
    "POST /api/v1/panels/{panel_id}/expert-imports",
    HOST,
    FINAL_SECRETARIAT,
    rules="E1 E2 K1 K3",
)
DECLARE_INTERESTS = operation(
    f"{_PANELS}/DeclareInterests",
    "POST /api/v1/panels/{panel_id}/interests",
    EXPERTS,
    rules="E2 K1",
    note=(
        "仅限本人所在的专家组；仅显示本人的记录。",
        "Only on a panel that the expert is on; the answer shows its own line alone.",
    ),
)
RECUSE = operation(
    f"{_PANELS}/Recuse",
    "POST /api/v1/panels/{panel_id}/recusals",
    EXPERT,
    outside="sheet",
    rules="E2 K1",
)
GET_PANEL = operation(
    f"{_PANELS}/GetPanel",
    ("GET /api/v1/panels/{panel_id}", "GET /api/v1/panels/{panel_id}/experts/file"),
    SECRETARIAT,
    COMMITTEE,
    HOST,
    rules="K1 K3",
)

LIST_OWN_PANELS = operation(
    f"{_PANELS}/ListOwnPanels",
    "GET /api/v1/own-panels",
    EXPERTS,
    rules="E2 K1",
    note=("仅显示本人的记录。", "The caller's own line alone."),
)

LIST_SHEETS = operation(f"{_SHEETS}/ListSheets", "GET /api/v1/sheets", EXPERT, rules="E3 K1")
GET_SHEET = operation(
    f"{_SHEETS}/GetSheet",
    "GET /api/v1/sheets/{sheet_id}",
    EXPERT,
    outside="sheet",
    rules="E3 K1",
    note=("匿名评审，不显示项目所属单位和人员。", "Scored blind, without whose project it is."),
)
SAVE_SHEET = operation(
    f"{_SHEETS}/SaveSheet", "PUT /api/v1/sheets/{sheet_id}", EXPERT, outside="sheet", rules="E2 E3 E6 K1"
)
SUBMIT_SHEET = operation(
    f"{_SHEETS}/SubmitSheet",
    "POST /api/v1/sheets/{sheet_id}/submission",
    EXPERT,
    outside="sheet",
    rules="E2 E3 E6 K1",
)

GET_SCORING_PROGRESS = operation(
    f"{_SHEETS}/GetScoringProgress",
    "GET /api/v1/panels/{panel_id}/progress",
    SECRETARIAT,
    COMMITTEE,
    HOST,
    rules="E2 E3 K1",
)

LIST_ROUNDS = operation(
    f"{_ROUNDS}/ListRounds",
    "GET /api/v1/rounds",
    SECRETARIAT,
    COMMITTEE,
    HOST,
    note=(
        "分赛主办方未指明分赛的，显示本分赛的评审轮次。",
        "A host that names no division is shown the rounds of its own.",
    ),
)
GET_ROUND = operation(
    f"{_ROUNDS}/GetRound", "GET /api/v1/rounds/{round_id}", SECRETARIAT, COMMITTEE, HOST, outside="round"
)
COMMIT_SEED = operation(
    f"{_ROUNDS}/CommitSeed",
    "POST /api/v1/rounds/{round_id}/seed-commitments",
    HOST,
    FINAL_SECRETARIAT,
    rules="E2 G1 K1",
    note=(
        "重新抽签涉及本人团队或所在单位的应当回避。",
        "Not to have a round of a team of one's own, or of one's own organisation, drawn again.",
    ),
)
GET_DRAWS = operation(
    f"{_ROUNDS}/GetDraws",
    "GET /api/v1/rounds/{round_id}/draws",
    PUBLIC,
    rules="E2 G1",
    note=("种子和随机数公开前，仅显示其哈希值。", "Seed and nonce once they are revealed, before that their hashes."),
)
ASSIGN_EXPERTS = operation(
    f"{_ROUNDS}/AssignExperts",
    "POST /api/v1/rounds/{round_id}/assignment",
    HOST,
    FINAL_SECRETARIAT,
    rules="E2 E5 G1 K1",
    note=(
        "为本人团队或所在单位的项目增派专家的应当回避。",
        "No further expert for a team of one's own, or of one's own organisation.",
    ),
)
FREEZE_ROUND = operation(
    f"{_ROUNDS}/FreezeRound",
    "POST /api/v1/rounds/{round_id}/freeze",
    HOST,
    FINAL_SECRETARIAT,
    rules="E3 E4 E5 E6 K1",
    note=(
        "认可评分差距涉及本人团队或所在单位的应当回避。",
        "Not to accept that experts are far apart on a team of one's own, or of one's own organisation.",
    ),
)
REOPEN_RANKING = operation(
    f"{_ROUNDS}/ReopenRanking",
    "POST /api/v1/rounds/{round_id}/reopening",
    COMMITTEE,
    rules="E6 K1",
    note=_NOT_OF_OWN,
)
GET_RANKING = operation(
    f"{_ROUNDS}/GetRanking",
    ("GET /api/v1/rounds/{round_id}/ranking", "GET /api/v1/rounds/{round_id}/ranking/file"),
    SECRETARIAT,
    COMMITTEE,
    PUBLIC,
    rules="E4 E6 H1 K1 K3",
    note=_FINAL_WITH_WINNERS,
)
LIST_RANKINGS = operation(
    f"{_ROUNDS}/ListRankings",
    "GET /api/v1/rounds/{round_id}/rankings",
    SECRETARIAT,
    COMMITTEE,
    PUBLIC,
    rules="E6 H1 K1",
    note=_FINAL_WITH_WINNERS,
)
GET_PUBLIC_KEY = operation(f"{_ROUNDS}/GetPublicKey", "GET /api/v1/keys/ranking", PUBLIC, rules="E6")

GRANT_LOCAL_AWARDS = operation(
    f"{_LOCAL_AWARDS}/GrantLocalAwards",
    "PUT /api/v1/divisions/{code}/local-awards",
    HOST,
    rules="E7 K1",
    note=_NOT_OF_OWN,
)
GET_LOCAL_AWARDS = operation(
    f"{_LOCAL_AWARDS}/GetLocalAwards", "GET /api/v1/divisions/{code}/local-awards", PUBLIC, rules="E7"
)

# a ranking shows experts by number and teams without accounts to everyone alike, and a sheet is its expert's alone
FIELDS: Fields = {}
