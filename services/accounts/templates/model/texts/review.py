"""Templates about review, supplements and appeals."""

from __future__ import annotations

from ..template import Category
from .about_team import about_team

REVIEW = (
    about_team(
        "review_decided",
        Category.REVIEW,
        ("number", "outcome", "reason"),
        (
            "团队“{team_name}”资格审查结果：{outcome}",
            "团队“{team_name}”第{number}版项目的资格审查结果：{outcome}。理由：{reason}",
        ),
        (
            "Review of team {team_name}: {outcome}",
            "The review of version {number} of team {team_name} was decided: {outcome}. Reason: {reason}",
        ),
    ),
    about_team(
        "review_rejected",
        Category.REVIEW,
        ("number", "reason", "appeal_until_at"),
        (
            "团队“{team_name}”资格审查结果：不通过",
            "团队“{team_name}”第{number}版项目的资格审查结果：不通过。理由：{reason} 如有异议，可在{appeal_until_at}前申诉一次。",
        ),
        (
            "Review of team {team_name}: rejected",
            "Version {number} of team {team_name} was rejected. Reason: {reason} The team may appeal once, until "
            "{appeal_until_at}.",
        ),
    ),
    about_team(
        "supplement_requested",
        Category.REVIEW,
        ("number", "asked", "due_at"),
        (
            "团队“{team_name}”需补充材料",
            "资格审查要求团队“{team_name}”补充材料：{asked} 请在{due_at}前提交，逾期将按现有材料审查。",
        ),
        (
            "Team {team_name} is asked for material",
            "The reviewer asks team {team_name} for: {asked} Answer by {due_at}; after that the review goes by what is there.",
        ),
    ),
    about_team(
        "supplement_lapsed",
        Category.REVIEW,
        ("number", "due_at"),
        (
            "团队“{team_name}”逾期未补充材料",
            "团队“{team_name}”未在{due_at}前补充材料，将按已提交的材料审查。",
        ),
        (
            "Team {team_name} did not answer in time",
            "Team {team_name} did not answer by {due_at}; the review goes by what was submitted.",
        ),
    ),
    about_team(
        "review_reopened",
        Category.REVIEW,
        ("cause",),
        ("团队“{team_name}”重新审查", "团队“{team_name}”的资格审查重新进行，原决定不再有效。原因：{cause}。"),
        (
            "Team {team_name} is reviewed anew",
            "Team {team_name} is reviewed anew, and the decision before no longer counts: {cause}.",
        ),
    ),
    about_team(
        "appeal_lodged",
        Category.REVIEW,
        ("lodged_at",),
        (
            "团队“{team_name}”的申诉已受理",
            "团队“{team_name}”于{lodged_at}提出的申诉已受理，将由原审查员以外的人员处理。",
        ),
        (
            "The appeal of team {team_name} was received",
            "The appeal of team {team_name} was received at {lodged_at}; somebody other than who rejected settles it.",
        ),
    ),
    about_team(
        "appeal_settled",
        Category.REVIEW,
        ("outcome", "reason"),
        ("团队“{team_name}”的申诉结果：{outcome}", "团队“{team_name}”的申诉结果：{outcome}。理由：{reason}"),
        (
            "The appeal of team {team_name}: {outcome}",
            "The appeal of team {team_name} was settled: {outcome}. Reason: {reason}",
        ),
    ),
    about_team(
        "appeal_lapsed",
        Category.REVIEW,
        ("until_at",),
        ("团队“{team_name}”未在期限内申诉", "团队“{team_name}”未在{until_at}前申诉，资格审查不通过的决定为最终决定。"),
        (
            "Team {team_name} did not appeal in time",
            "Team {team_name} did not appeal by {until_at}: its rejection is final.",
        ),
    ),
    about_team(
        "finding_raised",
        Category.REVIEW,
        ("finding",),
        (
            "团队“{team_name}”有待核实的情况",
            "核查团队“{team_name}”时发现：{finding}。该情况由审查员核实后决定，请在团队页面查看。",
        ),
        (
            "Something is to be checked about team {team_name}",
            "A check of team {team_name} found: {finding}. A person decides what it means; see the team's page.",
        ),
    ),
    about_team(
        "name_claim_filed",
        Category.REVIEW,
        (),
        (
            "团队“{team_name}”的名称有异议",
            "另有团队主张团队“{team_name}”使用的名称。请在团队页面说明情况，由分赛主办方裁定。",
        ),
        (
            "The names of team {team_name} are claimed",
            "Another team claims names of team {team_name}. Say on the team's page what is right; the host decides.",
        ),
    ),
    about_team(
        "name_claim_decided",
        Category.REVIEW,
        ("outcome", "reason"),
        ("涉及团队“{team_name}”的名称异议：{outcome}", "涉及团队“{team_name}”的名称异议：{outcome}。理由：{reason}"),
        (
            "The claim to names of team {team_name}: {outcome}",
            "The claim to names that concerns team {team_name} is settled: {outcome}. Reason: {reason}",
        ),
    ),
)
