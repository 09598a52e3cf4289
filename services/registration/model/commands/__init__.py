"""What registration is asked to do; mirrors the requests of `dasai.registration.v1` and the events that it acts on."""

from __future__ import annotations

from .activities import (
    CancelActivity,
    ChangeActivity,
    ExportSignUps,
    ListFormat,
    PublishActivity,
    TakePlace,
    TellSignedUp,
)
from .affiliations import ImportAffiliations, LearnAffiliations, RelationLine
from .colleagues import AnswerColleagueInvitation, RemoveAccount
from .divisions import (
    ApplyForDivision,
    ApproveDivision,
    FileSchemeVersion,
    LearnScheme,
    LearnScoring,
    ReturnDivision,
)
from .joint_teams import (
    AddCoOrganisation,
    AnswerInvitation,
    HandOverLead,
    InvitationKey,
    RemoveCoOrganisation,
    RenewInvitation,
)
from .materials import BeginUpload, LearnScan
from .names import ImportWordList, LearnWordList, WordLine
from .organisations import CreditListEntry, ImportCreditList, LearnListing, LearnWholeList
from .projects import AnswerSupplement, AttachEvidence, RemoveEvidence, SaveDeclaration, SubmitProject
from .teams import ChangeTeam, LearnDisqualification, LearnReview, NewRepresentative, RegisterTeam

__all__ = [
    "AddCoOrganisation",
    "AnswerColleagueInvitation",
    "AnswerInvitation",
    "AnswerSupplement",
    "ApplyForDivision",
    "ApproveDivision",
    "AttachEvidence",
    "BeginUpload",
    "CancelActivity",
    "ChangeActivity",
    "ChangeTeam",
    "CreditListEntry",
    "ExportSignUps",
    "FileSchemeVersion",
    "HandOverLead",
    "ImportAffiliations",
    "ImportCreditList",
    "ImportWordList",
    "InvitationKey",
    "LearnAffiliations",
    "LearnDisqualification",
    "LearnListing",
    "LearnReview",
    "LearnScan",
    "LearnScheme",
    "LearnScoring",
    "LearnWholeList",
    "LearnWordList",
    "ListFormat",
    "NewRepresentative",
    "PublishActivity",
    "RegisterTeam",
    "RelationLine",
    "RemoveAccount",
    "RemoveCoOrganisation",
    "RemoveEvidence",
    "RenewInvitation",
    "ReturnDivision",
    "SaveDeclaration",
    "SubmitProject",
    "TakePlace",
    "TellSignedUp",
    "WordLine",
]
