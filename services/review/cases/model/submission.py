"""A version of a project as its team submitted it."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.persons import SamePerson
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import TeamFacts


@dataclass(frozen=True, kw_only=True)
class NameFinding:
    """A part of a name that a reviewer must look at (rule B9), or a project of nearly the same name (rule B7).

    `field` is `team_name`, `project_name` or `organisation_name`. `matched` resembles the `word` of a `list` by a `trick`;
    without a word, the name is written in an unusual way (`trick`), or the project name does not show that the project is about
    data elements. Of a near project `matched` is name and team, empty if it is in another division.
    """

    field: str
    list: str = ""
    word: str = ""
    trick: str = ""
    matched: str = ""
    code: str = ""
    # of a name written in an unusual way: how many parts of it are so
    score: int = 0

    @property
    def evidence(self) -> str:
        """Return the finding in words, for the reviewer."""
        if self.code == "B7_NEAR_PROJECT":
            where = self.matched or "其他分赛的项目 a project in another division"
            return f"{self.field}: 与本团队单位已报名的项目名称相近 near the name of a project of the same organisation: {where}"
        if self.trick == "unusual":
            return (
                f"{self.field}: 书写方式异常（{self.score}处） written in an unusual way ({self.score}): {self.matched}"
            )
        if not self.word:
            return f"{self.field}: 未体现数据要素 not clearly about data elements"
        return f"{self.field}: {self.matched} ({self.list}: {self.word}, {self.trick})"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A submitted version, as registration publishes it."""

    team: TeamFacts
    number: int
    digest: str
    declaration: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    # the representatives, as other teams' are matched with them (rule B5)
    persons: tuple[SamePerson, ...] = ()
    # the share of the main content that differs from the first version, if a reviewer should look at it (rule C10)
    content_change: str = ""
    changed_sections: tuple[str, ...] = ()
    name_findings: tuple[NameFinding, ...] = ()
