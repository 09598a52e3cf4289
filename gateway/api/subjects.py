"""The subjects of the API and the titles of its operations in Chinese; in English the docstrings say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

# by the tag: the module's name
CHINESE = {
    "accounts": "账号的开通、查询和管理（规则K1、K4）。",
    "activities": "各分赛的宣传活动及其报名（规则A6）。",
    "affiliations": "单位之间的关联关系（规则B8）。",
    "announcements": "通知公告：分赛主办方向本分赛的团队发布，组委会秘书处向全体发布（规则K1、K2）。",
    "awards": "全国总决赛的奖项和获奖证书（规则G2至G4、H1、H4、J1、K1）。",
    "cases": "资格审查：决定与复核（规则D1至D5）。",
    "claims": "对已被其他团队使用的名称提出的异议（规则B1、B7）。",
    "declarations": "申报书：草稿、未能写入而另行保留的内容、完整性检查（规则C4、K1）。",
    "desks": "分赛的审查员（规则D2）。",
    "divisions": "各分赛及其方案（规则A2至A5）。",
    "dossiers": "申报材料包：一个分赛的全部申报书和材料，生成为一个ZIP文件（规则K1、K3、K4）。",
    "editions": "大赛的届次（规则A1）。",
    "evidence": "举报的证据：举报前由任何人上传，由组委会查阅（规则H2、H3、K1）。",
    "figures": "报名和提交的统计数据：按赛道、单位类型和时间，全国的另按分赛（规则K1、K2）。",
    "invitations": "工作人员的邀请（规则K1）。",
    "lists": "名单（CSV和XLSX）及其模板；各项名单分别在所属部分导入和导出（规则K3）。",
    "local_awards": "分赛自行设置的奖项（规则E7）。",
    "logo_authorisations": "大赛标识的使用授权：授权、撤销，以及任何人均可办理的查询（规则J3）。",
    "materials": "证明材料：断点续传、下载、草稿所用的材料（规则C5至C7、K1）。",
    "messages": "站内消息、接收方式及发送情况（规则K2）。",
    "names": "团队和项目名称审核所用的词表（规则B9）。",
    "national_check": "组委会秘书处对全部推荐项目的查重，以及总决赛入围名单（规则F3、F5、F8）。",
    "notices": "面向公众的公示（规则F8、H1、H4、H5、K1）。",
    "objections": "对公示的异议（规则F8、H1、K1）。",
    "organisations": "单位及其信用状况（规则B1、B3）。",
    "panels": "分赛和全国总决赛的专家组（规则E1、E2）。",
    "arrival_tickets": "到达凭证：平台繁忙时，办理以首次到达的时间为准（规则C9）。",
    "email_confirmations": "确认电子邮箱（规则K2、K4）。",
    "password_resets": "以一次性链接重置密码（规则K1）。",
    "personal_data": "汇总自各项服务的个人信息，以及账号注销（规则K4）。",
    "probe": "性能测试所用的接口。",
    "operations": "供运维人员查看各项服务的运行状况，重新投递未能处理的事件，核验审计链（规则D5、K1）。",
    "rankings": "已冻结并签名的排名（规则E4至E6）。",
    "recommendations": "分赛推荐参加全国总决赛的项目（规则F1、F2、F6）。",
    "reports": "举报（规则H2至H4、K1、K4）。",
    "rounds": "评审轮次：一个赛道的参评项目及所分派的专家（规则E2、E5、G1）。",
    "second_factors": "本人的两步验证，以及由两人办理的重置（规则K1）。",
    "sessions": "登录、退出及本人的登录会话（规则K1）。",
    "sheets": "专家的评分表（规则E3）。",
    "sign_on": "通过身份认证平台单点登录（规则K1）。",
    "submissions": "提交：各版本、版本之间的差异，以及任何人均可核验的回执（规则C7、C8、C10）。",
    "supplements": "审查时要求补充的材料（规则C11）。",
    "teams": "团队：报名、联合单位及其同意、同事的账号（规则B2至B8、B10、C1、C12、K1）。",
    "tokens": "访问令牌：供程序以账号的名义调用接口（规则K1）。",
    "trail": "各项服务审计记录经签名的摘要，任何人均可留存（规则D5）。",
}


@cache
def chinese_titles() -> Mapping[str, str]:
    """Return the title of each operation in Chinese, by its operation id; in English the docstrings say it."""
    titles: dict[str, str] = yaml.safe_load((Path(__file__).parent / "titles.zh.yaml").read_text(encoding="utf-8"))
    return titles
