"""Teams and representatives (rules B2, B4 to B7, B10)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

REFUSED, INVALID, CONFLICT = Kind.REFUSED, Kind.INVALID, Kind.CONFLICT
NOT_FOUND, FORBIDDEN = Kind.NOT_FOUND, Kind.FORBIDDEN

B2_TEAM_COMPOSITION = Code(
    "B2_TEAM_COMPOSITION", INVALID, "组队信息有误：{what}。", "The team's make-up is not right: {what}."
)
B2_NO_CO_ORGANISATION = Code(
    "B2_NO_CO_ORGANISATION",
    NOT_FOUND,
    "该单位不是本团队的联合单位，请核对统一社会信用代码。",
    "That organisation is no co-organisation of this team: check its unified social credit code.",
)
B2_TOO_MANY_ORGANISATIONS = Code(
    "B2_TOO_MANY_ORGANISATIONS",
    REFUSED,
    "联合单位最多{limit}家，当前为{count}家，请减少联合单位。",
    "A team has at most {limit} co-organisations, not {count}: leave some out.",
)
B2_LEAD_ONLY = Code(
    "B2_LEAD_ONLY",
    FORBIDDEN,
    "此操作须由牵头单位的账号进行。",
    "Only an account of the lead organisation can do this.",
)
B2_OWN_ACCOUNT = Code(
    "B2_OWN_ACCOUNT",
    REFUSED,
    "联合单位须由其自己的账号答复，本团队其他单位的账号不能代为同意。",
    "A co-organisation answers by an account of its own, not by one that acts for another organisation of the team.",
)
B2_ANSWERED_BEFORE = Code(
    "B2_ANSWERED_BEFORE",
    CONFLICT,
    "单位{uscc}已经答复；如需再次邀请，请由牵头单位重新发出邀请。",
    "Organisation {uscc} has answered; to ask again the lead makes a new invitation.",
)
B2_INVITATION_WRONG = Code(
    "B2_INVITATION_WRONG",
    REFUSED,
    "邀请码不正确或已作废，请向牵头单位索取最新的邀请码。",
    "The invitation is not right or void: ask the lead for the newest one.",
)
B2_CONSENT_STANDS = Code(
    "B2_CONSENT_STANDS",
    REFUSED,
    "项目已提交，不能撤回同意；如有异议，请联系分赛区主办方。",
    "The project was submitted with your consent, which stands; turn to the division's host.",
)
B2_COMPOSITION_FIXED = Code(
    "B2_COMPOSITION_FIXED",
    REFUSED,
    "报名已于{closes}截止，不能再增减联合单位、撤回同意或更换牵头单位。",
    "Registration closed at {closes}: organisations, their consent and the lead stay as they are.",
)
B2_CONSENT_NEEDED = Code(
    "B2_CONSENT_NEEDED",
    REFUSED,
    "单位{uscc}名下有参赛代表，报名截止后代表不可更改，因此不能移除该单位。请重新向其发出邀请，并请其在{closes}前同意参赛。",
    "Organisation {uscc} has representatives in the team, which can't change after registration: it stays. Invite it again;"
    " it can consent until {closes}.",
)
B2_LEAD_STAYS = Code(
    "B2_LEAD_STAYS",
    REFUSED,
    "牵头单位没有可撤回的同意。如不再参赛，请由牵头单位退出团队；如需由其他单位牵头，请先移交牵头。",
    "The lead has no consent to take back: it withdraws the team, or offers the lead to another organisation first.",
)
B2_COLLEAGUE_CODE_WRONG = Code(
    "B2_COLLEAGUE_CODE_WRONG",
    REFUSED,
    "团队编号或同事邀请码不正确，或邀请码已作废，请向邀请您的同事索取最新的邀请码。",
    "Team and code are not right, or the code is void: ask the colleague who invited you for the newest one.",
)
B2_ACTS_ALREADY = Code(
    "B2_ACTS_ALREADY",
    CONFLICT,
    "您的账号已在本团队中，无需再次加入。",
    "Your account acts for this team already: nothing is left to do.",
)
B2_TOO_MANY_ACCOUNTS = Code(
    "B2_TOO_MANY_ACCOUNTS",
    REFUSED,
    "每家单位在一个团队中最多有{limit}个账号，现已满，请先由同事移除不再使用的账号。",
    "An organisation has at most {limit} accounts in a team, and has them: let a colleague remove one that is not needed.",
)
B2_NO_COLLEAGUE = Code(
    "B2_NO_COLLEAGUE",
    NOT_FOUND,
    "贵单位在本团队中没有这个账号，请从账号列表中选择；其他单位的账号由其自行管理。",
    "Your organisation has no such account in this team: choose from the list. Others look after their own.",
)
B2_LAST_ACCOUNT = Code(
    "B2_LAST_ACCOUNT",
    REFUSED,
    "这是贵单位在本团队中的最后一个账号，不能移除。请先邀请同事加入；如不再参赛，请撤回同意或退出团队。",
    "This is your organisation's last account in the team: invite a colleague first; to take part no more, take your consent"
    " back or withdraw the team.",
)
B2_ORGANISATION_NEEDED = Code(
    "B2_ORGANISATION_NEEDED",
    REFUSED,
    "单位{uscc}名下仍有参赛代表或证明材料，请先调整后再移除。",
    "Organisation {uscc} still has representatives or evidence in the team: change those first.",
)
B2_NOT_CONSENTED = Code(
    "B2_NOT_CONSENTED",
    REFUSED,
    "单位{uscc}尚未同意参赛，不能成为牵头单位。",
    "Organisation {uscc} has not consented yet and can't lead.",
)
B2_LEAD_NOT_OFFERED = Code(
    "B2_LEAD_NOT_OFFERED",
    REFUSED,
    "牵头单位尚未提出由贵单位牵头，请先由其提出。",
    "The lead has not been offered to your organisation.",
)
B4_TOO_MANY_REPRESENTATIVES = Code(
    "B4_TOO_MANY_REPRESENTATIVES",
    REFUSED,
    "参赛代表须为1至{limit}人，当前为{count}人。",
    "A team has 1 to {limit} representatives, not {count}.",
)
B5_IDENTITY_INVALID = Code(
    "B5_IDENTITY_INVALID",
    INVALID,
    "有参赛代表的证件号码不正确，请逐一核对。",
    "A representative's identity number is not valid: check each.",
)
B5_REPRESENTATIVE_IN_ANOTHER_TEAM = Code(
    "B5_REPRESENTATIVE_IN_ANOTHER_TEAM",
    CONFLICT,
    "有参赛代表已在其他团队报名。每位代表只能代表1个团队参赛，请更换代表，或请其所在团队先退出。",
    "A representative is already in another team. Each may be in one only: choose another, or let that team withdraw first.",
)
B5_REGISTERED_BY_YOU = Code(
    "B5_REGISTERED_BY_YOU",
    CONFLICT,
    "您的账号已为该参赛代表报名了团队“{team_name}”（编号{team_id}）。若是重复提交，无需再次报名。每位代表只能代表1个团队参赛："
    "如需换队，请先在该团队更换代表，或退出该团队。",
    "Your account has registered this representative in the team {team_name} ({team_id}) already. If you only tried again,"
    " nothing is left to do; else change the representatives of that team, or let it withdraw, first.",
)
B5_REPRESENTATIVE_TWICE = Code(
    "B5_REPRESENTATIVE_TWICE",
    INVALID,
    "同一参赛代表填写了两次，请删除重复项。",
    "The same representative is given twice: remove one.",
)
B6_REPRESENTATIVES_FIXED = Code(
    "B6_REPRESENTATIVES_FIXED",
    REFUSED,
    "报名已于{closes}截止，参赛代表不可更改。",
    "Registration closed at {closes}; representatives can't change any more.",
)
B7_NAMES_FIXED = Code(
    "B7_NAMES_FIXED",
    REFUSED,
    "报名已于{closes}截止，团队名称和项目名称不可更改。",
    "Registration closed at {closes}; the names of team and project can't change any more.",
)
B7_REGISTERED_ELSEWHERE = Code(
    "B7_REGISTERED_ELSEWHERE",
    CONFLICT,
    "本团队参赛单位的同名项目或同名团队已报名。每个团队和项目仅能在一个分赛区报名一次。",
    "One of these organisations has registered a project or team of that name already; each registers once,"
    " in one division.",
)
B7_REGISTERED_BY_YOU = Code(
    "B7_REGISTERED_BY_YOU",
    CONFLICT,
    "您的账号已用该名称报名了团队“{team_name}”（编号{team_id}）。若是重复提交，无需再次报名；否则请更换名称，或先退出该团队。",
    "Your account has registered a project or team of that name already: {team_name} ({team_id}). If you only tried again,"
    " nothing is left to do; else choose another name, or let that team withdraw first.",
)
B10_NOT_DECLARED_TRUE = Code(
    "B10_NOT_DECLARED_TRUE",
    REFUSED,
    "请先承诺所提交信息真实、准确。",
    "Declare first that everything submitted is true.",
)
TEAM_NOT_ACTIVE = Code(
    "TEAM_NOT_ACTIVE", REFUSED, "团队状态为“{state}”，不能进行此操作。", "The team is {state}; that can't be done."
)
