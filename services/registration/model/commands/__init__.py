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
from .affiliations import ImportAffiliations, RelationLine
from .divisions import (
    ApplyForDivision,
    ApproveDivision,
    FileSchemeVersion,
    LearnDeadlines,
    LearnScoring,
    ReturnDivision,
)
from .materials import BeginUpload
from .organisations import CreditListEntry, ImportCreditList
from .projects import AnswerSupplement, AttachEvidence, RemoveEvidence, SaveDeclaration, SubmitProject
from .teams import ChangeTeam, LearnDisqualification, LearnReview, NewRepresentative, RegisterTeam

__all__ = [
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
    "ImportAffiliations",
    "ImportCreditList",
    "LearnDeadlines",
    "LearnDisqualification",
    "LearnReview",
    "LearnScoring",
    "ListFormat",
    "NewRepresentative",
    "PublishActivity",
    "RegisterTeam",
    "RelationLine",
    "RemoveEvidence",
    "ReturnDivision",
    "SaveDeclaration",
    "SubmitProject",
    "TakePlace",
    "TellSignedUp",
]
