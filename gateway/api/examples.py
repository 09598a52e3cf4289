"""Examples for the API document: synthetic, and valid (a test validates each against its request body)."""

from __future__ import annotations

from typing import Any

_LEAD = "91110199000000019X"  # no place has the code 110199
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SCHEME: dict[str, Any] = {
    "tracks": [{"track": "industry", "topics": [{"topic_id": "industry-1"}]}],
    "rubric": [
        {"id": "innovation", "name": "创新性", "weight": "0.40"},
        {"id": "value", "name": "应用价值", "weight": "0.60"},
    ],
    "scale": "100",
    "experts_per_project": 5,
    "aggregation": "trimmed_mean",
    "decimals": 2,
    "tie_breakers": ["value"],
    "registration_opens": "2024-06-03T00:00:00+08:00",
    "registration_closes": "2024-07-15T23:59:59.999+08:00",
    "submission_closes": "2024-07-31T23:59:59.999+08:00",
    "review_closes": "2024-08-15T23:59:59.999+08:00",
    "scoring_closes": "2024-09-15T23:59:59.999+08:00",
    "recommended_per_track": 2,
    "local_awards": [{"category": "一等奖", "quota": 1, "prize": "证书", "rights": "优先对接产业基金"}],
    "stages": [
        {
            "id": "first",
            "name": "初评",
            "opens": "2024-08-01T00:00:00+08:00",
            "closes": "2024-08-25T23:59:59.999+08:00",
            "blind": True,
            "experts_per_project": 5,
            "advancing_per_track": 10,
        },
        {
            "id": "roadshow",
            "name": "路演",
            "kind": "roadshow",
            "opens": "2024-08-27T00:00:00+08:00",
            "closes": "2024-09-10T23:59:59.999+08:00",
            "experts_per_project": 7,
        },
    ],
    "organising_bodies": [{"name": "合成测试数据局", "uscc": "12110199000000027X", "role": "host"}],
}

# by the name of the request body in the API document
EXAMPLES: dict[str, dict[str, Any]] = {
    "Credentials": {"login": "he-cheng-01", "password": "a long sentence is easy to keep"},
    "SignUp": {
        "login": "he-cheng-01",
        "password": "a long sentence is easy to keep",
        "privacy_notice": "2024-1",
        "email": "he.cheng@example.org",
    },
    "AccountCorrection": {"email": "he.cheng@example.org"},
    "ClosingBody": {"password": "a long sentence is easy to keep"},
    "ConsentBody": {"kind": "identity_numbers", "version": "2024-1", "given": True},
    "RolesBody": {
        "roles": [{"role": "expert", "division": "110000"}],
        "reason": "转任评审专家",
        "organisation_uscc": _LEAD,
    },
    "ReasonBody": {"reason": "该人员已离任"},
    "NewPassword": {
        "old_password": "a long sentence is easy to keep",
        "new_password": "another sentence is kept as well",
    },
    "NewInvitation": {
        "roles": [{"role": "reviewer", "division": "110000"}],
        "organisation_uscc": _LEAD,
        "hours": 72,
    },
    "NewToken": {"name": "导出报名数据", "scopes": ["registration:read"], "days": 90},
    "NewIdentity": {"provider_id": "beijing", "code": "0Zk3vXH1m9d2tT5uQb8nRw7yLc4sEa6j"},
    "NewLinkCode": {"provider_id": "beijing"},
    "InvitationCodeBody": {"code": "0Zk3vXH1m9d2tT5uQb8nRw7yLc4sEa6j"},
    "InvitationAcceptance": {
        "code": "0Zk3vXH1m9d2tT5uQb8nRw7yLc4sEa6j",
        "login": "reviewer-110000-1",
        "password": "a long sentence is easy to keep",
        "privacy_notice": "2024-1",
    },
    "PassingOn": {
        "organisation_uscc": "12110199000000027X",
        "reason": "原经办人已离职，单位来函（合成函〔2024〕1号）更换经办人，已电话核实。",
        "notice_hours": 72,
    },
    "AccountSearch": {"text": "合成", "role": "expert", "division": "110000"},
    "Reviewers": {"reviewers": [{"account_id": "0f8fad5bd9cb469fa16570867728950e"}]},
    "Experts": {
        "experts": [{"account_id": "7c9e6679742540de944be07fc1f90ae7", "tracks": ["industrial_manufacturing"]}]
    },
    "SecondFactorCode": {"code": "492 039"},
    "PasskeyUse": {"credential": {"id": "q83vEjRWeJCrze8", "type": "public-key", "response": {}}},
    "NewPasskey": {
        "name": "办公电脑",
        "credential": {"id": "q83vEjRWeJCrze8", "type": "public-key", "response": {}},
    },
    "SetUpBegin": {"code": "k7mw-2xqe-9dfa-hs4t"},
    "SecondFactorResetBody": {
        "reason": "手机遗失，恢复码未保存。",
        "identity_check": "本人到场，核对身份证件原件与登记姓名、单位一致。",
    },
    "ResetLinkRequest": {"login": "he-cheng-01"},
    "HandedReset": {"identity_check": "按登记的单位总机回拨，由所在处室负责人确认本人身份。"},
    "ResetPassword": {"code": "V2hhdCBpcyBuZXZlciBzZW50IHR3aWNl", "new_password": "a long sentence is easy to keep"},
    "Application": {"scheme": _SCHEME},
    "NewSchemeVersion": {"scheme": _SCHEME, "reason": "应参赛单位要求延长提交时间。"},
    "Approval": {"scheme_version": 2},
    "NewActivity": {
        "kind": "topic_briefing",
        "title": "2024年“数据要素×”大赛北京分赛赛题宣讲会",
        "text": "解读赛题，答疑交流。活动免费。",
        "place": "合成测试会议中心1号厅",
        "begins": "2024-06-12T14:00:00+08:00",
        "ends": "2024-06-12T17:00:00+08:00",
        "sign_up_closes": "2024-06-11T23:59:59.999+08:00",
        "capacity": 200,
    },
    "ActivityChange": {
        "kind": "topic_briefing",
        "title": "2024年“数据要素×”大赛北京分赛赛题宣讲会",
        "online_address": "https://meeting.example.test/briefing",
        "begins": "2024-06-13T14:00:00+08:00",
        "ends": "2024-06-13T17:00:00+08:00",
        "sign_up_closes": "2024-06-12T23:59:59.999+08:00",
        "capacity": 300,
        "reason": "改为线上举行。",
    },
    "ActivityCancellation": {"reason": "因天气原因取消。"},
    "ActivitySignUp": {"name": "合成甲", "organisation": "合成测试企业0001有限公司", "contact": "a@example.test"},
    "ReturnReasons": {"reasons": ["评审方案缺少评审流程说明。"]},
    "CreditListImport": {
        "list": "dishonest_judgment_debtor",
        "as_of": "2024-06-01T00:00:00+08:00",
        "source": "synthetic list for rehearsals",
        "entries": [{"uscc": _LEAD, "name": "合成测试企业0001有限公司"}],
    },
    "WordListImport": {
        "name": "合成测试词表",
        "as_of": "2024-05-20T00:00:00+08:00",
        "source": "合成测试来源",
        "lines": [{"line": 2, "word": "合成测试词", "severity": "human"}],
    },
    "NameScreening": {"text": "合成测试数据平台"},
    "AffiliationImport": {
        "as_of": "2024-06-01T00:00:00+08:00",
        "source": "synthetic register for rehearsals",
        "lines": [
            {
                "line": 2,
                "lower_uscc": _LEAD,
                "upper_uscc": _SCHEME["organising_bodies"][0]["uscc"],
                "kind": "subsidiary",
            }
        ],
    },
    "Receipt": {
        "number": "0000-0000-0000",
        "team_id": "6f2b1c7e-0000-4000-8000-000000000001",
        "submission_number": 1,
        "submitted_at": "2024-07-31T15:50:00.123Z",
        "digest": _SHA256,
        "signature": _SHA256 * 2,
        "key_id": _SHA256[:16],
    },
    "NewTeam": {
        "division_code": "110000",
        "track": "industry",
        "topic_id": "industry-1",
        "team_name": "合成一队",
        "project_name": "工业数据要素协同制造示范（合成）",
        "lead": {"uscc": _LEAD, "name": "合成测试企业0001有限公司", "kind": "enterprise"},
        "representatives": [
            {
                "name": "合成甲",
                "identity_kind": "resident",
                "identity_number": "110199199001010010",
                "organisation_uscc": _LEAD,
            }
        ],
        "declared_true": True,
        "identity_consent": "2024-1",
    },
    "InvitationKey": {"team_id": "6f2b1c7e-0000-4000-8000-000000000001", "uscc": _LEAD, "code": "7K3M-9PQR-TWX4"},
    "InvitationAnswer": {
        "team_id": "6f2b1c7e-0000-4000-8000-000000000001",
        "uscc": _LEAD,
        "code": "7K3M-9PQR-TWX4",
        "consent": True,
    },
    "NewLead": {"uscc": _LEAD},
    "ColleagueAnswer": {"team_id": "6f2b1c7e-0000-4000-8000-000000000001", "code": "7K3M-9PQR-TWX4"},
    "ClaimAnswer": {"text": "本单位已授权该团队报名，授权书见附件。"},
    "ClaimDecision": {"upheld": True, "reason": "经核实授权书和单位基本资质，异议成立。"},
    "TeamChange": {"team_name": "合成一队（新）"},
    "DraftSave": {
        "draft_revision": 0,
        "sections": [{"id": "overview.background", "text": "行业现状与需求……"}],
        "editor_id": "b7f0c1de-0000-4000-8000-000000000001",
    },
    "SupplementAnswer": {"text": "补充说明：授权链条见附件。", "evidence": []},
    "Evidence": {
        "kind": "audit",
        "file_name": "audit-2023.pdf",
        "sha256": _SHA256,
        "owner_uscc": _LEAD,
    },
    "NewSubmission": {"draft_revision": 17},
    "Decision": {
        "submission_number": 1,
        "outcome": "passed",
        "judgements": {"compliance": True, "authenticity": True, "lawfulness": True},
        "reason": "材料齐全，符合要求。",
    },
    "NewRecommendation": {
        "team_ids": ["00000000-0000-4000-8000-000000000001"],
        "report": "评审规则、过程、专家名单、公示情况……",
    },
    "SheetSave": {"scores": [{"criterion_id": "innovation", "score": "86.5", "comment": "技术路线清楚。"}]},
    "NewReport": {
        "team_id": "00000000-0000-4000-8000-000000000001",
        "text": "所附审计报告属于其他单位。",
        "evidence": [{"evidence_id": "00000000-0000-4000-8000-00000000000e"}],
        "reporter": {
            "real_name": "合成举报人",
            "identity_kind": "resident",
            "identity_number": "110199199001010010",
            "contact": "reporter@example.test",
        },
    },
    "PreferenceChange": {"choices": [{"category": "reminders", "mail": False, "sms": True}]},
    "NewAnnouncement": {
        "division_code": "110000",
        "title": "2024年“数据要素×”大赛北京分赛提交答疑安排",
        "text": "6月20日14时举行线上答疑，入口见活动页面。",
    },
}
