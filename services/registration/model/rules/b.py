"""Organisations, teams and representatives (rules B)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

REFUSED, INVALID, CONFLICT = Kind.REFUSED, Kind.INVALID, Kind.CONFLICT
NOT_FOUND, FORBIDDEN = Kind.NOT_FOUND, Kind.FORBIDDEN

B1_USCC_INVALID = Code(
    "B1_USCC_INVALID",
    INVALID,
    "有统一社会信用代码不符合GB 32100校验规则，请核对。",
    "A unified social credit code is not valid (GB 32100): check it.",
)
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
B3_CREDIT_LISTED = Code(
    "B3_CREDIT_LISTED",
    REFUSED,
    "参赛单位{uscc}在“信用中国”严重失信名单（{list}，截至{as_of}）中，不得参赛。",
    "Organisation {uscc} stands on a Credit China list ({list}, as of {as_of}) and can't take part.",
)
B3_LIST_INVALID = Code(
    "B3_LIST_INVALID",
    INVALID,
    "名单须有1至{limit}家单位，逐条填写或上传文件，二者只能取其一；更长的名单请分批导入。",
    "A list names 1 to {limit} organisations, as entries or as a file, not both; a longer one is imported in parts.",
)
B3_FILE_UNREADABLE = Code(
    "B3_FILE_UNREADABLE",
    INVALID,
    "无法读取名单文件。请上传不超过{limit}行的CSV（UTF-8或GB 18030）或XLSX文件，首行为uscc（统一社会信用"
    "代码）和name（单位名称）。",
    "The file can't be read: CSV (UTF-8 or GB 18030) or XLSX of at most {limit} lines, its first line naming"
    " the columns uscc and name.",
)
B3_LINE_CODE_INVALID = Code(
    "B3_LINE_CODE_INVALID",
    INVALID,
    "统一社会信用代码不符合GB 32100校验规则，本行未导入；更正后请重新导入。",
    "Not a valid unified social credit code (GB 32100): the line was not taken; mend it and import again.",
)
B3_QUERY_SHORT = Code(
    "B3_QUERY_SHORT",
    INVALID,
    "请至少输入单位名称的前2个字，或统一社会信用代码的前4位。",
    "Give at least the first 2 characters of a name, or the first 4 of a code.",
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
B8_ORGANISER_TAKES_PART = Code(
    "B8_ORGANISER_TAKES_PART",
    REFUSED,
    "单位{uscc}是本分赛区的组织单位，不得在本赛区参赛。",
    "Organisation {uscc} organises this division and can't take part in it.",
)
B8_AFFILIATED = Code(
    "B8_AFFILIATED",
    REFUSED,
    "单位{uscc}与本分赛区组织单位{organiser}存在分公司、子公司、控股或母公司关系（{way}），不得在本赛区参"
    "赛，可改报其他赛区。",
    "Organisation {uscc} is a branch, subsidiary, holding or parent of {organiser}, which organises this division ({way}): "
    "it can't take part here, but in another division.",
)
B8_LINES_OR_FILE = Code(
    "B8_LINES_OR_FILE",
    INVALID,
    "请逐行填写关系或上传文件，二者取其一，每次不超过{limit}行。",
    "Give relations as lines or as a file, not both, at most {limit} a time.",
)
B8_FILE_UNREADABLE = Code(
    "B8_FILE_UNREADABLE",
    INVALID,
    "无法读取关系文件。请上传不超过{limit}行的CSV（UTF-8或GB 18030）或XLSX文件，首行为lower_uscc（下级单"
    "位代码）、upper_uscc（上级单位代码）、kind（关系），可另有ended（已终止）。",
    "The file can't be read: CSV (UTF-8 or GB 18030) or XLSX of at most {limit} lines, its first line naming"
    " the columns lower_uscc, upper_uscc, kind, and perhaps ended.",
)
B8_LINE_CODE_INVALID = Code(
    "B8_LINE_CODE_INVALID",
    INVALID,
    "统一社会信用代码不符合GB 32100校验规则，请核对本行。",
    "Not a valid unified social credit code (GB 32100): check this line.",
)
B8_LINE_KIND_UNKNOWN = Code(
    "B8_LINE_KIND_UNKNOWN",
    INVALID,
    "关系类型须为branch（分公司）、subsidiary（子公司）、held（控股）、subordinate（下属单位）或minority（参股）。",
    "The kind is branch, subsidiary, held, subordinate or minority.",
)
B8_LINE_SELF = Code(
    "B8_LINE_SELF",
    INVALID,
    "上级与下级是同一单位，请核对本行。",
    "Both codes are the same organisation: check this line.",
)
B9_NAME_REFUSED = Code(
    "B9_NAME_REFUSED",
    REFUSED,
    "名称中的“{matched}”不符合法律法规或公序良俗（词表：{list}），请修改后再提交。",
    "“{matched}” in the name is against law or public morals (word list: {list}): change it.",
)
B9_LIST_INVALID = Code(
    "B9_LIST_INVALID",
    INVALID,
    "词表须有名称、来源，以及1至{limit}个词；词条与文件只能提供一种。",
    "A word list has a name, a source and 1 to {limit} words, given as lines or as a file, not both.",
)
B9_LIST_OLDER = Code(
    "B9_LIST_OLDER",
    CONFLICT,
    "词表“{list}”的现行版本截至{as_of}，不能以更早的版本替换。",
    "The list {list} in force is as of {as_of}; an older one does not replace it.",
)
B9_FILE_UNREADABLE = Code(
    "B9_FILE_UNREADABLE",
    INVALID,
    "无法读取词表文件。请上传UTF-8编码的CSV或XLSX文件，首行为word（词）和severity（处理）。",
    "The file can't be read: CSV in UTF-8 or XLSX, its first line naming the columns word and severity.",
)
B9_LINE_WORD_INVALID = Code(
    "B9_LINE_WORD_INVALID",
    INVALID,
    "词须为1至50字，且含有文字或数字，请核对本行。",
    "A word takes 1 to 50 characters, letters or digits among them: check this line.",
)
B9_LINE_SEVERITY_UNKNOWN = Code(
    "B9_LINE_SEVERITY_UNKNOWN",
    INVALID,
    "处理方式须为refuse（拒绝）或human（人工核对）。",
    "The severity is refuse or human.",
)
B9_LINE_CONTRADICTS = Code(
    "B9_LINE_CONTRADICTS",
    INVALID,
    "同一个词在前面已有不同的处理方式，请核对本行。",
    "An earlier line gives this word another severity: check this line.",
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
