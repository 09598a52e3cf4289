"""The refusals about teams and representatives (rules B2, B4 to B7, B10)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

NOT_FOUND, FORBIDDEN = Kind.NOT_FOUND, Kind.FORBIDDEN
B2_TEAM_COMPOSITION = Code(
    "B2_TEAM_COMPOSITION", Kind.INVALID, "组队信息有误：{what}。", "The team's make-up is not right: {what}."
)
B2_NO_CO_ORGANISATION = Code(
    "B2_NO_CO_ORGANISATION",
    NOT_FOUND,
    "该单位不是本团队的联合单位，请核对统一社会信用代码。",
    "That organisation is no co-organisation of this team: check its unified social credit code.",
)
B2_TOO_MANY_ORGANISATIONS = Code(
    "B2_TOO_MANY_ORGANISATIONS",
    Kind.REFUSED,
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
    Kind.REFUSED,
    "联合单位须由其自己的账号答复，本团队其他单位的账号不能代为同意。",
    "A co-organisation answers by an account of its own, not by one that acts for another organisation of the team.",
)
B2_ANSWERED_BEFORE = Code(
    "B2_ANSWERED_BEFORE",
    Kind.CONFLICT,
    "单位{uscc}已经答复；如需再次邀请，请由牵头单位重新发出邀请。",
    "Organisation {uscc} has answered; to ask again the lead makes a new invitation.",
)
B2_INVITATION_WRONG = Code(
    "B2_INVITATION_WRONG",
    Kind.REFUSED,
    "邀请码不正确或已作废。请核对团队编号、统一社会信用代码和邀请码，仍不正确的，请向牵头单位索取最新的邀请码。",
    "The invitation is not right or void: check the team's number, credit code and code, or ask the lead for the newest one.",
)
B2_CONSENT_STANDS = Code(
    "B2_CONSENT_STANDS",
    Kind.REFUSED,
    "项目已提交，不能撤回同意；如有异议，请联系分赛主办方。",
    "The project was submitted with your consent, which stands; turn to the division's host.",
)
B2_COMPOSITION_FIXED = Code(
    "B2_COMPOSITION_FIXED",
    Kind.REFUSED,
    "报名已于{closes}截止，不能再增减联合单位、撤回同意或更换牵头单位。",
    "Registration closed at {closes}: organisations, their consent and the lead stay as they are.",
)
B2_CONSENT_NEEDED = Code(
    "B2_CONSENT_NEEDED",
    Kind.REFUSED,
    "单位{uscc}名下有参赛代表，报名截止后代表不可更改，因此不能移除该单位。请重新向其发出邀请，并请其在{closes}前同意参赛。",
    "Organisation {uscc} has representatives in the team, which can't change after registration: it stays. Invite it again;"
    " it can consent until {closes}.",
)
B2_LEAD_STAYS = Code(
    "B2_LEAD_STAYS",
    Kind.REFUSED,
    "牵头单位没有可撤回的同意。如不再参赛，请由牵头单位退出团队；如需由其他单位牵头，请先移交牵头。",
    "The lead has no consent to take back: it withdraws the team, or offers the lead to another organisation first.",
)
B2_COLLEAGUE_CODE_WRONG = Code(
    "B2_COLLEAGUE_CODE_WRONG",
    Kind.REFUSED,
    "团队编号或同事邀请码不正确，或邀请码已作废，请向邀请您的同事索取最新的邀请码。",
    "Team and code are not right, or the code is void: ask the colleague who invited you for the newest one.",
)
K1_PASSING_ON_NOT_OF_TEAM = Code(
    "K1_PASSING_ON_NOT_OF_TEAM",
    Kind.INVALID,
    "该单位未参加本团队，请核对统一社会信用代码。",
    "That organisation does not take part in this team: check its unified social credit code.",
)
K1_PASSING_ON_NOTICE = Code(
    "K1_PASSING_ON_NOTICE",
    Kind.INVALID,
    "异议期须为{least}至{most}小时，以便原账号持有人提出异议。",
    "The accounts of the organisation have {least} to {most} hours to object: choose within these.",
)
K1_OWN_ORGANISATION = Code(
    "K1_OWN_ORGANISATION",
    Kind.REFUSED,
    "该团队含有该账号持有人本人或所在单位，其移交须由其他账号办理。",
    "The team is the account's own, or of its own organisation: another account of the host or the secretariat passes it on.",
)
K1_PASSING_ON_NONE = Code(
    "K1_PASSING_ON_NONE",
    NOT_FOUND,
    "贵单位在本团队中没有进行中的移交，无需提出异议。",
    "Your organisation's side of this team is not being passed on: there is nothing to object to.",
)
K1_PASSING_ON_EARLY = Code(
    "K1_PASSING_ON_EARLY",
    Kind.REFUSED,
    "异议期尚未结束，移交码自{effective_at}起可以使用。",
    "Those who act for the organisation may still object: the code is good from {effective_at}.",
)
K1_TAKE_OVER_CODE_WRONG = Code(
    "K1_TAKE_OVER_CODE_WRONG",
    Kind.REFUSED,
    "团队编号或移交码不正确，或移交码已失效，请向分赛主办方索取新的移交码。",
    "Team and code are not right, or the code is void: ask the division's host for a new one.",
)
B2_ACTS_ALREADY = Code(
    "B2_ACTS_ALREADY",
    Kind.CONFLICT,
    "您的账号已在本团队中，无需再次加入。",
    "Your account acts for this team already: nothing is left to do.",
)
B2_TOO_MANY_ACCOUNTS = Code(
    "B2_TOO_MANY_ACCOUNTS",
    Kind.REFUSED,
    "每家单位在一个团队中最多有{limit}个账号，现已满，请先由同事移除不再使用的账号。",
    "An organisation has at most {limit} accounts in a team, and has them: let a colleague remove one that is not needed.",
)
B2_NO_COLLEAGUE = Code(
    "B2_NO_COLLEAGUE",
    NOT_FOUND,
    "贵单位在本团队中没有这个账号，请从账号列表中选择；其他单位的账号由其自行管理。",
    "Your organisation has no such account in this team: choose from the list. Others look after their own.",
)
K4_CONSENT_MISSING = Code(
    "K4_CONSENT_MISSING",
    Kind.INVALID,
    "登记参赛代表前，须分别取得每人对处理其证件号码的单独同意，并在identity_consent中填写其同意的文本版本。现行版本为{version}，"
    "文本见个人信息保护告知书。",
    "Before representatives are registered each must consent to the processing of the identity number. State in identity_consent "
    "to which version of the text they did: the one in force is {version}; the privacy notice has the text.",
)
K4_OWN_CONSENT_MISSING = Code(
    "K4_OWN_CONSENT_MISSING",
    Kind.INVALID,
    "将本账号持有人登记为参赛代表前，须由本人在账号中对处理其证件号码作出单独同意（identity_numbers，现行版本为{version}）。所登记的是同名的"
    "其他人员的，请将该参赛代表的is_account_holder填为false。",
    "Before the holder of this account is registered as a representative, the account must consent to the processing of the "
    "holder's identity number (identity_numbers, version in force {version}). If somebody else of the same name is meant, set "
    "is_account_holder to false.",
)
B2_LAST_ACCOUNT = Code(
    "B2_LAST_ACCOUNT",
    Kind.REFUSED,
    "这是贵单位在本团队中的最后一个账号，不能移除。请先邀请同事加入；如不再参赛，请撤回同意或退出团队。",
    "This is your organisation's last account in the team: invite a colleague first; to take part no more, take your consent"
    " back or withdraw the team.",
)
B2_ORGANISATION_NEEDED = Code(
    "B2_ORGANISATION_NEEDED",
    Kind.REFUSED,
    "单位{uscc}名下仍有参赛代表或证明材料，请先调整后再移除。",
    "Organisation {uscc} still has representatives or evidence in the team: change those first.",
)
B2_NOT_CONSENTED = Code(
    "B2_NOT_CONSENTED",
    Kind.REFUSED,
    "单位{uscc}尚未同意参赛，不能成为牵头单位。",
    "Organisation {uscc} has not consented yet and can't lead.",
)
B2_LEAD_NOT_OFFERED = Code(
    "B2_LEAD_NOT_OFFERED",
    Kind.REFUSED,
    "牵头单位尚未提出由贵单位牵头，请先由其提出。",
    "The lead has not been offered to your organisation.",
)
B4_TOO_MANY_REPRESENTATIVES = Code(
    "B4_TOO_MANY_REPRESENTATIVES",
    Kind.REFUSED,
    "参赛代表须为1至{limit}人，当前为{count}人。",
    "A team has 1 to {limit} representatives, not {count}.",
)
B5_IDENTITY_INVALID = Code(
    "B5_IDENTITY_INVALID",
    Kind.INVALID,
    "有参赛代表的证件号码不正确，请逐一核对。",
    "A representative's identity number is not valid: check each.",
)
B5_KIND_UNKNOWN = Code(
    "B5_KIND_UNKNOWN",
    Kind.INVALID,
    "证件类型不在本届大赛的可选范围内，请按提示选择。",
    "The edition has no such kind of identity paper: choose one of its own.",
)
B5_REPRESENTATIVE_IN_ANOTHER_TEAM = Code(
    "B5_REPRESENTATIVE_IN_ANOTHER_TEAM",
    Kind.CONFLICT,
    "有参赛代表已在其他团队报名。每位代表只能代表1个团队参赛，请更换代表，或请其所在团队先退出。",
    "A representative is already in another team. Each may be in one only: choose another, or let that team withdraw first.",
)
B5_SAME_NAME = Code(
    "B5_SAME_NAME",
    Kind.REFUSED,
    "有参赛代表与其他团队的代表同名同单位而证件不同，由审查员核实是否为同一人。",
    "A representative has the name and organisation of one in another team, by another document: a reviewer checks if it is"
    " the same person.",
)
B7_NAME_CONTESTED = Code(
    "B7_NAME_CONTESTED",
    Kind.REFUSED,
    "团队或项目名称存在异议，由分赛主办方核实处理。",
    "The name of the team or project is contested; the division's host decides.",
)
B5_REPRESENTATIVES_MOVED_ON = Code(
    "B5_REPRESENTATIVES_MOVED_ON",
    Kind.CONFLICT,
    "参赛代表名单刚被同事修改，请查看最新名单后重新办理。",
    "A colleague has just changed the representatives: look at the list as it is now, then do it again.",
)
B5_REGISTERED_BY_YOU = Code(
    "B5_REGISTERED_BY_YOU",
    Kind.CONFLICT,
    "您的账号已为该参赛代表报名了团队“{team_name}”（编号{team_id}）。若是重复提交，无需再次报名。每位代表只能代表1个团队参赛："
    "如需换队，请先在该团队更换代表，或退出该团队。",
    "Your account has registered this representative in the team {team_name} ({team_id}) already. If you only tried again,"
    " nothing is left to do; else change the representatives of that team, or let it withdraw, first.",
)
B5_REPRESENTATIVE_TWICE = Code(
    "B5_REPRESENTATIVE_TWICE",
    Kind.INVALID,
    "同一参赛代表填写了两次，请删除重复项。",
    "The same representative is given twice: remove one.",
)
B6_REPRESENTATIVES_FIXED = Code(
    "B6_REPRESENTATIVES_FIXED",
    Kind.REFUSED,
    "报名已于{closes}截止，参赛代表不可更改。",
    "Registration closed at {closes}; representatives can't change any more.",
)
B7_NAMES_FIXED = Code(
    "B7_NAMES_FIXED",
    Kind.REFUSED,
    "报名已于{closes}截止，团队名称和项目名称不可更改。",
    "Registration closed at {closes}; the names of team and project can't change any more.",
)
B7_REGISTERED_ELSEWHERE = Code(
    "B7_REGISTERED_ELSEWHERE",
    Kind.CONFLICT,
    "本团队参赛单位的同名项目或同名团队已报名。每个团队和项目仅能在一个分赛报名一次。如系他人未经贵单位授权报名，请填写"
    "异议理由（contest_reason）后再次提交，可先行报名，由分赛主办方核实处理。",
    "One of these organisations has registered a project or team of that name already; each registers once, in one division."
    " If that was without your organisation's authority, say why in contest_reason: the team is then registered, and the"
    " division's host decides.",
)
B7_REGISTERED_BY_YOU = Code(
    "B7_REGISTERED_BY_YOU",
    Kind.CONFLICT,
    "您的账号已用该名称报名了团队“{team_name}”（编号{team_id}）。若是重复提交，无需再次报名；否则请更换名称，或先退出该团队。",
    "Your account has registered a project or team of that name already: {team_name} ({team_id}). If you only tried again,"
    " nothing is left to do; else choose another name, or let that team withdraw first.",
)
B7_CLAIM_WORDS = Code(
    "B7_CLAIM_WORDS",
    Kind.INVALID,
    "请填写理由，最多{limit}字。",
    "Give the reason, in at most {limit} characters.",
)
B7_CLAIM_DECIDED = Code(
    "B7_CLAIM_DECIDED",
    Kind.CONFLICT,
    "该名称异议已处理完毕，不能再答复或处理。",
    "This claim to a name is settled: it can't be answered or decided again.",
)
B7_OWN_ORGANISATION = Code(
    "B7_OWN_ORGANISATION",
    Kind.REFUSED,
    "名称异议涉及该账号持有人本人或所在单位，须由其他账号裁定。",
    "The claim is about the account's own team or its own organisation: another account of the host or the secretariat decides.",
)
B7_CLAIM_UPHELD = Code(
    "B7_CLAIM_UPHELD",
    Kind.REFUSED,
    "经核实，本团队未经单位授权以其名义报名，参赛资格已取消。理由：{reason}",
    "The team registered in an organisation's name without its authority and is disqualified. Reason: {reason}",
)
B7_CLAIM_DISMISSED = Code(
    "B7_CLAIM_DISMISSED",
    Kind.REFUSED,
    "名称异议未获支持，本团队报名无效。理由：{reason}",
    "The claim to the name was dismissed, so the team's registration does not count. Reason: {reason}",
)
B10_NOT_DECLARED_TRUE = Code(
    "B10_NOT_DECLARED_TRUE",
    Kind.REFUSED,
    "请先承诺所提交信息真实、准确。",
    "Declare first that everything submitted is true.",
)
TEAM_NOT_ACTIVE = Code(
    "TEAM_NOT_ACTIVE", Kind.REFUSED, "团队状态为“{state}”，不能进行此操作。", "The team is {state}; that can't be done."
)
C1_SUBMISSION_CLOSED = Code(
    "C1_SUBMISSION_CLOSED", Kind.REFUSED, "提交已于{closes}截止。", "Submission closed at {closes}."
)
C4_DRAFT_MOVED_ON = Code(
    "C4_DRAFT_MOVED_ON",
    Kind.CONFLICT,
    "“{name}”刚被{who}修改（当前版本{revision}），请查看最新内容后再保存。本次内容未写入草稿，已另行留存。",
    "Meanwhile “{name}” was changed by {who} (revision {revision}): look at it, then save again. "
    "Nothing of yours was lost: it is kept beside the draft.",
)
C4_DRAFT_CHANGED = Code(
    "C4_DRAFT_CHANGED",
    Kind.CONFLICT,
    "草稿目前是第{revision}版，您读取的是第{read}版，请重新读取后再保存。本次内容未写入草稿，已另行留存。",
    "The draft is at revision {revision}, and you read {read}: read it again, then save. "
    "Nothing of yours was lost: it is kept beside the draft.",
)
C4_REVISION_UNKNOWN = Code(
    "C4_REVISION_UNKNOWN",
    Kind.CONFLICT,
    "草稿目前是第{revision}版，没有第{read}版，请重新读取后再保存。本次内容未写入草稿，已另行留存。",
    "The draft is at revision {revision}, and there is no revision {read}: read it again, then save. "
    "Nothing of yours was lost: it is kept beside the draft.",
)
C4_SECTION_INVALID = Code(
    "C4_SECTION_INVALID",
    Kind.INVALID,
    "申报书栏目填写有误，请按各栏目的提示修改。",
    "A section of the declaration is not right: see each of them.",
)
C4_INCOMPLETE = Code(
    "C4_INCOMPLETE",
    Kind.REFUSED,
    "还有内容未完成，暂不能提交：{missing}。",
    "Not complete yet, still missing: {missing}.",
)
C5_UNKNOWN_KIND = Code(
    "C5_UNKNOWN_KIND",
    Kind.INVALID,
    "没有这种材料类型，可选：{kinds}。",
    "There is no evidence of that kind; there are: {kinds}.",
)
C5_FOREIGN_OWNER = Code(
    "C5_FOREIGN_OWNER",
    Kind.REFUSED,
    "材料所属单位不是本团队的参赛单位，请核对其统一社会信用代码。严禁使用母公司、分公司、子公司、控股公司或其他单位的材料。",
    "Whoever owns the material is none of the team's organisations: check the code; that of a parent, branch or other is barred.",
)
C8_CONTENT_MOVED_ON = Code(
    "C8_CONTENT_MOVED_ON",
    Kind.CONFLICT,
    "您看到的是第{read}次修改后的内容，此后申报书、证明材料或名称又有改动（现为第{revision}次）。请查看最新内容后再提交。",
    "You saw revision {read}; since then declaration, evidence or names changed (now revision {revision}): "
    "look at what stands there now, then submit.",
)
C10_PROJECT_NAME_FIXED = Code(
    "C10_PROJECT_NAME_FIXED",
    Kind.REFUSED,
    "项目已提交，项目名称不可更改。",
    "The project was submitted; its name stays.",
)
C10_CONTENT_CHANGED = Code(
    "C10_CONTENT_CHANGED",
    Kind.REFUSED,
    "主体内容与首次提交的版本相差{share}，超过{limit}的上限，涉及：{sections}。参赛期间可以完善项目，但主体内容应保持不变："
    "请在首次提交的版本上修改后再提交，草稿已保留。",
    "The main content differs by {share} from the first submitted version, more than the {limit} that improving allows "
    "(sections: {sections}). Start from the first version and improve it, then submit again; the draft is kept.",
)
C11_NO_SUCH_REQUEST = Code(
    "C11_NO_SUCH_REQUEST",
    Kind.NOT_FOUND,
    "没有第{number}次补充材料要求。",
    "There is no request {number} for supplementary material.",
)
C11_SUPPLEMENT_LATE = Code(
    "C11_SUPPLEMENT_LATE",
    Kind.REFUSED,
    "补充材料须在{due}前提交，现已截止。",
    "Supplementary material was due by {due}.",
)
C11_ANSWERED_BEFORE = Code(
    "C11_ANSWERED_BEFORE",
    Kind.REFUSED,
    "第{number}次补充材料已经提交过。",
    "Request {number} for supplementary material was answered before.",
)
C11_SUPERSEDED = Code(
    "C11_SUPERSEDED",
    Kind.REFUSED,
    "提交新版本后，第{number}次补充要求不再有效，以新版本为准；如仍需补充，审查员会重新提出。",
    "Request {number} ended when a newer version was submitted, which is judged instead; review asks again if it needs to.",
)
C11_ANSWER_EMPTY = Code(
    "C11_ANSWER_EMPTY",
    Kind.INVALID,
    "请填写补充说明，或至少附上一份材料。",
    "Write an answer, or attach at least one file.",
)
C11_ANSWER_TOO_LONG = Code(
    "C11_ANSWER_TOO_LONG", Kind.INVALID, "补充说明最多{limit}字。", "An answer takes at most {limit} characters."
)
C12_SUBMITTED_BEFORE = Code(
    "C12_SUBMITTED_BEFORE",
    Kind.REFUSED,
    "提交后退出的团队不能恢复。代表和项目名称已释放，请在报名截止前重新报名。",
    "A team that left after submitting can't come back; its people and names are free: register again while you can.",
)
C12_WITHDRAWAL_LATE = Code(
    "C12_WITHDRAWAL_LATE", Kind.REFUSED, "退出须在{closes}前提出。", "A team may withdraw until {closes}."
)
C7_MATERIAL_INFECTED = Code(
    "C7_MATERIAL_INFECTED",
    Kind.REFUSED,
    "文件“{what}”保存后被查出含有恶意软件，不能使用。请从材料中删除，检查您的设备，再上传干净的文件。",
    "Malware was found in the file {what} after it was kept, so it can't be used: remove it, check your device, upload a "
    "clean one.",
)
B8_ORGANISER_TAKES_PART = Code(
    "B8_ORGANISER_TAKES_PART",
    Kind.REFUSED,
    "单位{uscc}是本分赛的组织单位，不得在本分赛参赛，可改报其他分赛。",
    "Organisation {uscc} organises this division and can't take part in it, but in another.",
)
B8_AFFILIATED = Code(
    "B8_AFFILIATED",
    Kind.REFUSED,
    "单位{uscc}与本分赛组织单位{organiser}存在分公司、子公司、控股或母公司关系（{way}），不得在本分赛参"
    "赛，可改报其他分赛。",
    "Organisation {uscc} is a branch, subsidiary, holding or parent of {organiser}, which organises this division ({way}): "
    "it can't take part here, but in another division.",
)
C7_TOO_MANY_FILES = Code(
    "C7_TOO_MANY_FILES",
    Kind.REFUSED,
    "材料最多{limit}个文件，请先删除不需要的材料。",
    "At most {limit} files: remove some that are not needed first.",
)
