"""The columns of every list that comes in or goes out as CSV or XLSX (rule K3): templates, imports and exports share them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .reading import Titles, typed


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name for programs, its Chinese title, a synthetic example, and other titles by which it is known.

    Optional columns may be missing, and come after all others.
    """

    name: str
    zh: str
    example: str
    also: Titles = ()
    optional: bool = False

    @property
    def title(self) -> str:
        """Return the heading as templates and exports have it, in Chinese and English; a star says that it must be filled in."""
        return f"{self.zh} {self.name}{'' if self.optional else '*'}"

    @property
    def accepted(self) -> Titles:
        """Return the headings by which an import knows the column."""
        return tuple(typed(title) for title in (f"{self.zh}{self.name}", self.name, self.zh, *self.also))


Columns = Sequence[Column]

_USCC = "91110199000000019X"  # no place has the code 110199
_TEAM = "6f2b1c7e-0000-4000-8000-000000000001"
_ACCOUNT = Column(name="account_id", zh="账号编号", example="0f8fad5bd9cb469fa16570867728950e", also=("账号",))
_OWN_ORGANISATION = Column(
    name="organisation_uscc", zh="所在单位统一社会信用代码", example=_USCC, also=("所在单位", "单位代码"), optional=True
)

REVIEWERS: Columns = (_ACCOUNT, _OWN_ORGANISATION)
EXPERTS: Columns = (
    _ACCOUNT,
    _OWN_ORGANISATION,
    Column(name="tracks", zh="评审赛道", example="工业制造；现代农业", also=("赛道",), optional=True),
    Column(name="interests", zh="回避的团队和单位", example=_USCC, also=("回避",), optional=True),
)
INVITATIONS: Columns = (
    Column(name="role", zh="角色", example="审查员"),
    Column(name="division", zh="分赛代码", example="110000", also=("分赛",), optional=True),
    _OWN_ORGANISATION,
    Column(name="name", zh="姓名", example="何成（合成）", optional=True),
    Column(name="hours", zh="有效小时数", example="168", optional=True),
)
# what comes back of an import of invitations
INVITATION_LINKS: Columns = (
    *INVITATIONS,
    Column(name="link", zh="邀请链接", example="", optional=True),
    Column(name="expires_at", zh="有效期至", example="", optional=True),
)
CREDIT_LISTS: Columns = (
    Column(name="uscc", zh="统一社会信用代码", example=_USCC),
    Column(name="name", zh="单位名称", example="合成测试企业0001有限公司", also=("名称",)),
)
AFFILIATIONS: Columns = (
    Column(name="lower_uscc", zh="下级单位代码", example=_USCC),
    Column(name="upper_uscc", zh="上级单位代码", example="12110199000000027X"),
    Column(name="kind", zh="关系", example="子公司"),
    Column(name="ended", zh="已终止", example="否", optional=True),
)
WORD_LISTS: Columns = (
    Column(name="word", zh="词", example="示例词语", also=("词语",)),
    Column(name="severity", zh="处理", example="人工核对", also=("处理方式",)),
)
RECOMMENDATIONS: Columns = (
    Column(name="team_id", zh="团队编号", example=_TEAM, also=("团队",)),
    Column(name="project_name", zh="项目名称", example="工业数据要素协同制造示范（合成）", optional=True),
    Column(name="track", zh="赛道", example="industry", optional=True),
    Column(name="rank", zh="分赛名次", example="1", optional=True),
    Column(name="score", zh="分赛得分", example="86.50", optional=True),
)
# only goes out: a ranking is computed
RANKINGS: Columns = (
    Column(name="rank", zh="名次", example="1"),
    Column(name="team_id", zh="团队编号", example=_TEAM),
    Column(name="team_name", zh="团队名称", example="合成一队"),
    Column(name="project_name", zh="项目名称", example="工业数据要素协同制造示范（合成）"),
    Column(name="organisations", zh="参赛单位", example="合成测试企业0001有限公司"),
    Column(name="track", zh="赛道", example="industry"),
    Column(name="score", zh="得分", example="86.50"),
    Column(name="drawn", zh="抽签定序", example="否"),
    Column(name="struck", zh="已移出", example="否"),
    Column(name="suspended", zh="复核中", example="否"),
)

# only goes out: whoever takes part signs up; names and contacts are whole, so each export is recorded (rule K4)
SIGN_UPS: Columns = (
    Column(name="name", zh="姓名", example="合成甲"),
    Column(name="organisation", zh="单位", example="合成测试企业0001有限公司", optional=True),
    Column(name="contact", zh="联系方式", example="a@example.test", optional=True),
    Column(name="signed_up_at", zh="报名时间", example="2024-06-20 09:00:00"),
)
# only goes out: teams register by themselves; it names none of their people (rule K4)
TEAMS: Columns = (
    Column(name="team_id", zh="团队编号", example=_TEAM),
    Column(name="division", zh="分赛代码", example="110000"),
    Column(name="track", zh="赛道", example="industry"),
    Column(name="topic", zh="赛题方向", example="industry-1"),
    Column(name="team_name", zh="团队名称", example="合成一队"),
    Column(name="project_name", zh="项目名称", example="工业数据要素协同制造示范（合成）"),
    Column(name="lead_name", zh="牵头单位", example="合成测试企业0001有限公司"),
    Column(name="lead_uscc", zh="牵头单位统一社会信用代码", example=_USCC),
    Column(name="co_organisations", zh="联合单位", example="合成测试研究院0002"),
    Column(name="state", zh="状态", example="已提交"),
    Column(name="review_state", zh="资格审查", example="通过"),
    Column(name="registered_at", zh="报名时间", example="2024-05-20 09:00:00"),
    Column(name="versions", zh="提交版本数", example="1"),
    Column(name="submitted_at", zh="最近提交时间", example="2024-06-20 09:00:00"),
)
# only goes out: the committee decides on each by itself (rule J3)
LOGO_AUTHORISATIONS: Columns = (
    Column(name="number", zh="授权编号", example="BZ-2024-0001"),
    Column(name="body_name", zh="被授权单位", example="合成测试研究院0002"),
    Column(name="body_uscc", zh="统一社会信用代码", example=_USCC),
    Column(name="scope", zh="使用范围", example="分赛宣传活动、网站、印刷品"),
    Column(name="first_day", zh="起始日期", example="2024-07-01"),
    Column(name="last_day", zh="截止日期", example="2024-12-31"),
    Column(name="state", zh="状态", example="有效"),
    Column(name="granted_at", zh="授权时间", example="2024-06-20 09:00:00"),
    Column(name="withdrawn_at", zh="撤销时间", example="2024-08-05 09:00:00"),
    Column(name="withdrawal_reason", zh="撤销理由", example="超出授权范围使用"),
)
# what goes out of accounts: in the columns of the list of invitations, by which accounts come in, with what each account is
ACCOUNTS: Columns = (
    *INVITATIONS[:4],
    Column(name="account_id", zh="账号编号", example="0f8fad5bd9cb469fa16570867728950e", optional=True),
    Column(name="login", zh="登录名", example="he-cheng-01", optional=True),
    Column(name="state", zh="状态", example="正常", optional=True),
)

# the lists that may be imported, by the names under which their templates are served
IMPORTED: dict[str, Columns] = {
    "affiliations": AFFILIATIONS,
    "credit-lists": CREDIT_LISTS,
    "experts": EXPERTS,
    "invitations": INVITATIONS,
    "recommendations": RECOMMENDATIONS,
    "reviewers": REVIEWERS,
    "word-lists": WORD_LISTS,
}


def titles(columns: Columns) -> list[str]:
    """Return the headings of a list."""
    return [column.title for column in columns]


def example(columns: Columns) -> tuple[str, ...]:
    """Return the example line of a list's template, which an import passes over."""
    return tuple(column.example for column in columns)
