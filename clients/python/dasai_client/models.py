"""The bodies and answers of Dasai's API, as types.

Made by `./dasai client` from the API document; don't edit it by hand.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict


class Acceptance(TypedDict):
    """
    The reason for which the committee takes the report on.
    """

    reason: str
    """
    Why the committee takes the report on.
    """


AccountChangeKind: TypeAlias = Literal[
    "", "opened", "roles", "organisation", "disabled", "enabled", "closed", "credentials"
]
"""
What was changed of an account.

- `credentials`: The password.
"""


class AccountCorrection(TypedDict):
    """
    A correction of what an account says of its holder: a field left out stays as it is, an empty text deletes it.

    The account's password is needed to change contacts.
    """

    name: NotRequired[str | None]
    """
    Absent to leave the name as it is, empty to delete it.
    """
    organisation_uscc: NotRequired[str | None]
    """
    Absent to leave it as it is, empty to delete it.
    """
    email: NotRequired[str | None]
    """
    Absent to leave it as it is, empty to delete it.
    """
    mobile: NotRequired[str | None]
    """
    Absent to leave it as it is, empty to delete it.
    """
    password: NotRequired[str]
    """
    The account's password, to change e-mail address or mobile number; needless for an account without one.
    """


AccountId: TypeAlias = str


AccountState: TypeAlias = Literal["", "active", "disabled", "closed"]
"""
Whether an account may be used.

- `disabled`: By whoever administers it; it can be enabled again.
- `closed`: For good, by its holder.
"""


class ActivityCancellation(TypedDict):
    """
    The reason of a cancellation; participants read it.
    """

    reason: str
    """
    Why it does not take place; participants read it.
    """


class ActivityHint(TypedDict):
    """
    A point that the host and the secretariat should look at: the text does not make clear that nothing is charged (rule A3).
    """

    field: str
    """
    The field of the facts.
    """
    zh: str
    """
    What to look at, in Chinese.
    """
    en: str
    """
    The same in English.
    """


ActivityKind: TypeAlias = Literal["", "topic_briefing", "supply_and_demand", "exchange"]
"""
The kinds of activities (rule A6). The kinds of activities (rule A6).

- `topic_briefing`: 赛题宣讲
- `supply_and_demand`: 供需对接
- `exchange`: 调研交流
"""


class ActivitySignUp(TypedDict):
    """
    A participant; the contact may be empty.
    """

    name: str
    """
    The participant's name.
    """
    organisation: NotRequired[str]
    """
    The participant's organisation; may be empty.
    """
    contact: NotRequired[str]
    """
    E-mail or telephone; may be empty.
    """


ActivityState: TypeAlias = Literal["", "published", "cancelled"]
"""
If an activity takes place. If an activity takes place.
"""


class Adjudication(TypedDict):
    """
    The ruling; if it is upheld, `code` names the broken rule. The reason is published, so it names no person.
    """

    upheld: bool
    """
    True to uphold it, false to dismiss it.
    """
    code: NotRequired[str]
    """
    Code of the broken rule, for example `B10_FALSE_DECLARATION`; only if upheld.
    """
    reason: str
    """
    Published, so it names no person.
    """


Aggregation: TypeAlias = Literal["", "mean", "trimmed_mean", "normalised"]
"""
How the scores of several experts become a project's score (rule E4).

- `trimmed_mean`: Without the highest and the lowest.
- `normalised`: The mean after each expert's scores are brought to the same mean and spread.
"""


class ApiToken(TypedDict):
    """
    A token, without its text. All instants are real time.
    """

    token_id: str
    """
    The hash of the token's text.
    """
    name: str
    """
    What it is for, as the holder calls it.
    """
    scopes: list[str]
    """
    What it may do, such as `registration:read`.
    """
    made_at: NotRequired[str]
    """
    When it was made.
    """
    expires_at: NotRequired[str]
    """
    It is good until then.
    """
    last_used_at: NotRequired[str]
    """
    Noted at most every ten minutes; not there if it was never used.
    """


class Appeal(TypedDict):
    """
    The team's reason for its appeal.
    """

    reason: str
    """
    Why the decision is wrong.
    """


class AppealAnswer(TypedDict):
    """
    The answer to a team's appeal, with its reason (rule D3).
    """

    granted: bool
    """
    True if the case is reviewed anew.
    """
    reason: str
    """
    Why.
    """
    settled_at: NotRequired[str]
    """
    When it was settled.
    """


class AppealSettlement(TypedDict):
    """
    The answer to an appeal (rule D3).
    """

    granted: bool
    """
    True if the case is reviewed anew.
    """
    reason: str
    """
    Why.
    """
    settled_by: str
    """
    Not shown to the team.
    """
    settled_at: NotRequired[str]
    """
    When it was settled.
    """


class AppealSettlementBody(TypedDict):
    """
    The settlement of an appeal, with the reason.
    """

    granted: bool
    """
    True if the case is to be reviewed anew.
    """
    reason: str
    """
    Why, as the team reads it.
    """


class Approval(TypedDict):
    """
    The version that is approved.
    """

    scheme_version: NotRequired[int]
    """
    As in ReturnDivisionRequest.
    """


class ArrivalTicket(TypedDict):
    """
    An arrival ticket as a client holds it.
    """

    ticket: str
    """
    The ticket: the header `Dasai-Arrival-Ticket` of the command.
    """
    arrived_at: NotRequired[str]
    """
    When the command counts as arrived, contest time.
    """
    until: NotRequired[str]
    """
    Until when the ticket is taken, real time.
    """


AwardState: TypeAlias = Literal["", "proposed", "confirmed", "withheld", "revoked"]
"""
The state of an award (rules G2, H4).

- `withheld`: Lost while it was only proposed.
- `revoked`: Lost after it was confirmed.
"""


class AwardSummary(TypedDict):
    """
    What a published list of winners has of an award (rules G2, H1, H4).
    """

    award_id: str
    """
    The award.
    """
    track: str
    """
    The track, by its code in the edition; empty for an award to an organiser.
    """
    prize_zh: str
    """
    The prize's name.
    """
    prize_en: str
    """
    The same in English.
    """
    rank: int
    """
    Place in the ranking; 0 for a special award.
    """
    state: AwardState
    """
    If it is confirmed, or lost (rules H1, H4).
    """
    team_name: str
    """
    The team's name; empty if the recipient is an organiser.
    """
    project_name: str
    """
    The project's name.
    """
    organisations: list[str]
    """
    The team's organisations, the lead first.
    """
    recipient_name: str
    """
    The recipient, if it is an organiser and not a team.
    """
    certificate_number: str
    """
    The number of its certificate; empty until the award is confirmed.
    """
    lost_reason: str
    """
    Why it was lost, as it is published.
    """


class BeginSignOnResponse(TypedDict):
    """
    The answer: Begin a sign-on, or the linking of an identity to the caller's account: return where the browser is to go.
    """

    authorization_url: str
    """
    The address at the provider to which the browser goes on.
    """


class CaseRecusal(TypedDict):
    """
    A reviewer's withdrawal from a case because of a conflict of interest (rule D2).
    """

    account_id: str
    """
    The account that withdrew; it does not review the case again.
    """
    reason: str
    """
    The conflict of interest, in the reviewer's words.
    """
    recused_at: NotRequired[str]
    """
    When.
    """


class CaseRecusalBody(TypedDict):
    """
    The conflict of interest because of which a reviewer withdraws.
    """

    reason: str
    """
    The conflict of interest; the host and the secretariat read it.
    """


CaseState: TypeAlias = Literal["", "waiting", "assigned", "decided", "appealed", "withdrawn", "disqualified"]
"""
How far a review case is (rule D1). How far a review case is (rule D1).

- `waiting`: Nobody is assigned yet.
"""


class CategoryChoice(TypedDict):
    """
    A choice for a category of messages: by mail, by text message, or neither.
    """

    category: str
    """
    The category, as in the preferences.
    """
    mail: bool
    """
    True for mail.
    """
    sms: NotRequired[bool]
    """
    True for text messages.
    """


CertificateState: TypeAlias = Literal["", "valid", "revoked"]
"""
The state of a certificate (rules G3, H4).
"""


class ChangedSinceSubmission(TypedDict):
    """
    The differences between the draft and the version submitted last (rule C10).
    """

    sections: list[str]
    """
    Ids of sections, and their names.
    """
    section_names_zh: list[str]
    """
    The names of these sections in Chinese.
    """
    section_names_en: list[str]
    """
    The names of these sections in English.
    """
    files: list[str]
    """
    Names of files that were added, removed or renamed.
    """
    words_zh: str
    """
    A sentence that says which version was submitted, and what has changed since.
    """
    words_en: str
    """
    The same in English.
    """


Channel: TypeAlias = Literal["", "division", "contest"]
"""
The channel by which a project reaches the final (rule F4).
"""


class CheckProgress(TypedDict):
    """
    How far the check of the recommended projects is (rule F5).
    """

    candidates: int
    """
    The recommended projects, and how many of them are compared with all others as they are now.
    """
    checked: int
    """
    How many are compared with all others as they are now.
    """
    unchecked_team_ids: list[str]
    """
    The others, at most 100 of them.
    """
    open_hits: int
    """
    How many hits wait for a human.
    """


class ClaimAnswer(TypedDict):
    """
    The answer to a claim by the team that holds the names.
    """

    text: str
    """
    What is said to the claim.
    """


class ClaimDecision(TypedDict):
    """
    A decision on a claim; both teams read the reason.
    """

    upheld: bool
    """
    True to uphold it, false to dismiss it.
    """
    reason: str
    """
    Both teams read it.
    """


ClaimState: TypeAlias = Literal["", "open", "upheld", "dismissed", "lapsed"]
"""
The state of a claim.

- `lapsed`: One of the teams has left before it was decided.
"""


class ClosingBody(TypedDict):
    """
    The password of the account that is to be closed, again; left out if it has none.
    """

    password: NotRequired[str]
    """
    The password, again.
    """


class ClosingItem(TypedDict):
    """
    Something that closing an account deletes, or keeps.
    """

    zh: str
    """
    What it is, in Chinese.
    """
    en: str
    """
    What it is, in English.
    """
    reason_zh: str
    """
    Why it is kept, and until when; empty for what is deleted.
    """
    reason_en: str
    """
    The same in English.
    """


class ColleagueAnswer(TypedDict):
    """
    The key that a colleague was handed.
    """

    team_id: str
    """
    The team.
    """
    code: str
    """
    The code that the colleague handed over.
    """


class ColleagueInvitation(TypedDict):
    """
    The code that an account hands to its colleagues; it may be typed with or without hyphens.
    """

    team_id: str
    """
    The team.
    """
    organisation_uscc: str
    """
    The organisation for which the colleagues will act.
    """
    code: str
    """
    The code that colleagues type.
    """


class Consent(TypedDict):
    """
    A consent that the holder gave, or withdrew.
    """

    kind: str
    """
    `privacy_notice` or `identity_numbers`.
    """
    version: str
    """
    The version of the text.
    """
    given: bool
    """
    False if it was withdrawn.
    """
    at: NotRequired[str]
    """
    When; real time.
    """


class ConsentBody(TypedDict):
    """
    A consent of one's own, to a version of its text, given or withdrawn.
    """

    kind: str
    """
    `privacy_notice` or `identity_numbers`.
    """
    version: str
    """
    The version of the text.
    """
    given: bool
    """
    False to withdraw it.
    """


ConsentState: TypeAlias = Literal["", "asked", "given", "declined"]
"""
A co-organisation's answer to its invitation.
"""


class CountOfHour(TypedDict):
    """
    What happened in an hour.
    """

    begins: NotRequired[str]
    """
    When the hour begins.
    """
    registered: int
    """
    Teams that registered in it, also those that left since.
    """
    submitted: int
    """
    Teams that submitted for the first time in it.
    """


class CountTokensResponse(TypedDict):
    """
    The answer: Return how many tokens an account has, to whoever administers it. What they are called is their holder's own.
    """

    going_on: int
    """
    How many tokens go on.
    """


class Credentials(TypedDict):
    """
    A login name and its password.
    """

    login: str
    """
    The login name.
    """
    password: str
    """
    The password.
    """


CreditList: TypeAlias = Literal[
    "", "dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"
]
"""
The three lists of rule B3.
"""


class CreditListEntry(TypedDict):
    """
    An organisation on a list.
    """

    uscc: str
    """
    The unified social credit code (GB 32100).
    """
    name: str
    """
    The name on the list.
    """


class CreditListImport(TypedDict):
    """
    A credit list as of a date (rule B3).
    """

    list: Literal["dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"]
    """
    The credit list.
    """
    as_of: str
    """
    The date of the list.
    """
    source: str
    """
    Where it is from.
    """
    complete: NotRequired[bool]
    """
    This import completes the list as of its date: organisations that neither it nor another part of that date or later names are lifted.
    """
    waive_faults: NotRequired[bool]
    """
    Leave the faulty lines of earlier imports of this list and date out on purpose; the faulty lines of this import are returned first.
    """
    entries: NotRequired[list[CreditListEntry]]
    """
    The entries; or a file of them.
    """
    file: NotRequired[str]
    """
    Instead of entries: CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns `uscc` (统一社会信用代码) and `name` (单位名称).
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """


class CreditListing(TypedDict):
    """
    An import of a credit list that names an organisation.
    """

    list: CreditList
    """
    The credit list (rule B3).
    """
    as_of: NotRequired[str]
    """
    The date of the list.
    """
    source: str
    """
    Where the list is from.
    """
    name: str
    """
    The organisation's name on the list.
    """


class Criterion(TypedDict):
    """
    A criterion of the rubric (rule E3).
    """

    id: str
    """
    Its id in the rubric.
    """
    name: str
    """
    What experts read.
    """
    weight: str
    """
    Decimal, for example "0.30"; the weights of a rubric sum to exactly 1.
    """
    text: str
    """
    What experts judge.
    """


class CriterionBody(TypedDict):
    """
    A criterion of the rubric; its weight is a decimal in text.
    """

    id: str
    """
    Its id in the rubric.
    """
    name: str
    """
    What experts read.
    """
    weight: str
    """
    Decimal, for example "0.30"; the weights of a rubric sum to exactly 1.
    """
    text: NotRequired[str]
    """
    What experts judge.
    """


class DeadLetter(TypedDict):
    """
    An event that a service could not handle.
    """

    event_id: str
    """
    The event.
    """
    type: str
    """
    Its full name, for example `dasai.registration.v1.SubmissionMade`.
    """
    queue: str
    """
    The queue that it failed in, and to which it is put back.
    """
    reason: str
    """
    Why: a stable code, or the kind of error and its place.
    """
    attempts: int
    """
    How often it was tried.
    """
    dead_at: NotRequired[str]
    """
    When it was given up; absent if the broker gave it up.
    """


class DeadLetterReplay(TypedDict):
    """
    Dead letters that an operator has put back into their queues.
    """

    replay_id: str
    """
    The replay.
    """
    event_id: str
    """
    The event; empty for all.
    """
    asked_by: str
    """
    The account of the operator.
    """
    asked_at: NotRequired[str]
    """
    When the operator asked for it.
    """
    done_at: NotRequired[str]
    """
    When it was done; absent until then.
    """
    replayed: int
    """
    How many were put back.
    """


class DeadLetters(TypedDict):
    """
    The dead letters of a service, and what was done about them.
    """

    letters: list[DeadLetter]
    """
    The letters, in the order in which they were given up.
    """
    total: int
    """
    How many there are in all.
    """
    replays: list[DeadLetterReplay]
    """
    The last replays, the newest first, at most 20.
    """


DeliveryChannel: TypeAlias = Literal["", "mail", "sms"]
"""
How a message leaves the portal.
"""


DeliveryState: TypeAlias = Literal["", "queued", "sending", "sent", "failed", "withheld"]
"""
The state of a delivery.

- `queued`: It waits for its first try or its next.
- `sending`: A process has it.
- `sent`: The server took it.
- `failed`: The server refused it for good, or so often that no more is tried; it can be retried.
- `withheld`: There is nothing to send it to, or it is too late for it.
"""


class DivisionContact(TypedDict):
    """
    The public contact of the office that runs a division: the office's own, never a person's.
    """

    office: str
    """
    The office by its name.
    """
    telephone: str
    """
    Its telephone numbers with the area code, several joined by `、`; empty if it gives an e-mail address alone.
    """
    email: str
    """
    Its e-mail address; empty if it gives a telephone number alone.
    """
    address: str
    """
    Where it is; may be empty.
    """
    hours: str
    """
    When it answers; may be empty.
    """


class DivisionContactBody(TypedDict):
    """
    The public contact of the office that runs the division: its own, never a person's.
    """

    office: str
    """
    The office by its name.
    """
    telephone: NotRequired[str]
    """
    Its telephone numbers with the area code, several joined by `、`; empty if it gives an e-mail address alone.
    """
    email: NotRequired[str]
    """
    Its e-mail address; empty if it gives a telephone number alone.
    """
    address: NotRequired[str]
    """
    Where it is; may be empty.
    """
    hours: NotRequired[str]
    """
    When it answers; may be empty.
    """


class DivisionOrganiser(TypedDict):
    """
    An organisation that organises the division.
    """

    name: str
    """
    Its full official name (rule J2).
    """
    uscc: str
    """
    The unified social credit code (GB 32100).
    """
    role: Literal["host", "co_host", "organiser", "guide"]
    """
    `host`, `co_host`, `organiser` or `guide`.
    """


DivisionState: TypeAlias = Literal["", "applied", "returned", "approved", "published", "open", "closed"]
"""
How far a division is (rules A4, A5). How far a division is (rules A4, A5).
"""


class DossierProgress(TypedDict):
    """
    How far the making of a dossier is.
    """

    teams_done: int
    """
    Teams that are in the file.
    """
    teams_total: int
    """
    Teams that submitted and did not withdraw; 0 until they are counted.
    """
    files_done: int
    """
    Files of material that were dealt with.
    """
    files_total: int
    """
    Files of material that these teams submitted; 0 until they are counted.
    """
    bytes_done: int
    """
    Bytes of material that were dealt with.
    """
    bytes_total: int
    """
    Bytes of material that these teams submitted; 0 until they are counted.
    """
    files_left_out: int
    """
    Files that are left out, because malware was found in them or the storage does not have them; the index names each.
    """


DossierState: TypeAlias = Literal["", "waiting", "running", "ready", "failed", "cancelled", "expired"]
"""
The state of a dossier.

- `waiting`: A worker will make it.
- `ready`: The file can be fetched until `expires_at`.
- `failed`: It could not be made; `failure` says why.
- `cancelled`: Somebody ended it; there is no file any more.
- `expired`: Its time is over; there is no file any more.
"""


class DraftSection(TypedDict):
    """
    A section of the draft as it was written last.
    """

    id: str
    """
    Its id in the edition, for example `overview.background`.
    """
    text: str
    """
    The plain text; of rich text the words that can be seen.
    """
    rich: str
    """
    Safe HTML; empty if the section is plain text.
    """
    revision: int
    """
    The revision at which it was written.
    """
    written_by: str
    """
    The label of the team member who wrote it, neither account nor name (rule K4).
    """
    written_at: NotRequired[str]
    """
    When it was written.
    """


FurtherTeamId: TypeAlias = str


class DrawBody(TypedDict):
    """
    The committed seed, which becomes public; empty if it was drawn before. And projects that get one expert more (rule E5).
    """

    seed: NotRequired[str]
    """
    The committed seed, to be revealed; empty if it was drawn before.
    """
    further_team_ids: NotRequired[list[FurtherTeamId]]
    """
    Projects that get one expert more than required (rule E5).
    """


class DrawnProject(TypedDict):
    """
    A project in a drawn order.
    """

    team_id: str
    """
    The team.
    """
    project_name: str
    """
    The project's name.
    """


class Editing(TypedDict):
    """
    The section that the caller is editing.
    """

    section: str
    """
    The section, by its id in the edition.
    """


class EditionArrivals(TypedDict):
    """
    The grace period: so many minutes of real time a command may be sent again and count as of its first arrival (C9).
    """

    basis: NotRequired[Literal["notice", "platform"]]
    grace_minutes: NotRequired[int]


class EditionCriterion(TypedDict):
    """
    A criterion of the rubric and its weight (E3).
    """

    zh: str
    en: str
    id: str
    weight: str


class EditionDeadline(TypedDict):
    """
    A deadline stated as a date: it ends at 23:59:59.999 of that date, Beijing time.
    """

    zh: str
    en: str
    date: str
    basis: Literal["notice", "platform"]


class EditionDocument(TypedDict):
    """
    The document that sets the contest up.
    """

    number: str
    title: str
    issued_on: str


class EditionDuplicates(TypedDict):
    """
    From which share of their text on two projects are put to a person (F5).

    `resembling` is the share of both texts together that they have in common, `contained` the share of the shorter text.
    """

    basis: NotRequired[Literal["notice", "platform"]]
    resembling: NotRequired[str]
    contained: NotRequired[str]


class EditionDuration(TypedDict):
    """
    A span of whole days, Beijing time.
    """

    zh: str
    en: str
    days: int
    basis: Literal["notice", "platform"]


class EditionDurations(TypedDict):
    """
    The days that notices, reviews, appeals, substitutions and supplements take (C11, D2, D3, F6, F8, H1).
    """

    finalist_notice: EditionDuration
    winners_notice: EditionDuration
    substitution: EditionDuration
    appeal: EditionDuration
    supplement: EditionDuration
    review: NotRequired[EditionDuration]


class EditionEvidenceKind(TypedDict):
    """
    Evidence of the organisation or the project; `formats` is an id of `files.formats` (C5, C6).
    """

    zh: str
    en: str
    id: str
    subject: Literal["organisation", "project"]
    formats: str


class EditionEvidenceKinds(TypedDict):
    """
    The kinds of evidence that are required (C5) and those that are optional (C6).
    """

    basis: Literal["notice", "platform"]
    required: list[EditionEvidenceKind]
    optional: list[EditionEvidenceKind]


class EditionExpertsPerProject(TypedDict):
    """
    The number of experts that score each project (E2).
    """

    division: int
    final: int


MediaType: TypeAlias = str


class EditionFileFormats(TypedDict):
    """
    Media types that a kind of evidence may have, and the largest file in bytes (C7).
    """

    id: str
    max_bytes: int
    media_types: list[MediaType]


class EditionFiles(TypedDict):
    """
    Bounds of what a submission carries, how long an upload may take, and how long material is kept (C7).
    """

    basis: Literal["notice", "platform"]
    max_files: int
    max_total_bytes: int
    max_open_uploads: int
    max_kept_bytes: int
    max_kept_files: int
    upload_hours: int
    retention_days: int
    submitted_retention_days: int
    formats: list[EditionFileFormats]


class EditionIdentityKind(TypedDict):
    """
    A kind of identity paper, and the forms that its numbers have (B5).
    """

    zh: str
    en: str
    id: str
    forms: list[
        Literal[
            "gb_11643",
            "hmt_residence",
            "foreign_resident",
            "old_foreign_resident",
            "hk_macao_permit",
            "taiwan_permit",
            "passport",
        ]
    ]


MainSection: TypeAlias = str


class EditionIteration(TypedDict):
    """
    The shares, from 0 to 1, by which the main content of a later version may differ from the first (C10).
    """

    basis: Literal["notice", "platform"]
    main_sections: list[MainSection]
    review_above: str
    refuse_above: str


class EditionMonth(TypedDict):
    """
    Something planned for a month, `2024-10`.
    """

    zh: str
    en: str
    month: str
    basis: Literal["notice", "platform"]


class EditionNamed(TypedDict):
    """
    A choice with a stable id and its two names.
    """

    zh: str
    en: str
    id: str


class EditionPrize(TypedDict):
    """
    A prize of a track; `quota` is how many the track awards (G2).
    """

    zh: str
    en: str
    id: str
    quota: int


class EditionProjectNames(TypedDict):
    """
    Words by which a project name says that it is about data elements (B9).
    """

    basis: Literal["notice", "platform"]
    words: list[str]


class EditionQuotas(TypedDict):
    """
    The highest numbers of representatives, projects and recommendations (B4, F1, F2).
    """

    basis: Literal["notice", "platform"]
    representatives_per_team: int
    projects_per_team: int
    recommended_per_division_track: int
    recommended_per_contest: int


class EditionRecommenderKind(TypedDict):
    """
    A kind of body whose contest may recommend, in one of the roles (F2).
    """

    zh: str
    en: str
    id: str
    roles: list[Literal["host", "guide", "organise"]]


class EditionRecommenders(TypedDict):
    """
    The bodies that may recommend from another contest, and the scopes that such a contest may have (F2).
    """

    kinds: list[EditionRecommenderKind]
    scopes: list[EditionNamed]


class EditionReportEvidence(TypedDict):
    """
    The limits of a report's evidence: number of files, size, types, and hours that a file stays without a report (H2).
    """

    basis: NotRequired[Literal["notice", "platform"]]
    max_files: NotRequired[int]
    max_bytes: NotRequired[int]
    unnamed_hours: NotRequired[int]
    media_types: NotRequired[list[MediaType]]


class EditionSchemes(TypedDict):
    """
    The changes that a division's published scheme may still take (A5).

    `mended_share` is the largest share of a published wording that mending misprints may change, 0 to 1.
    """

    basis: NotRequired[Literal["notice", "platform"]]
    mended_share: NotRequired[str]


class EditionScoring(TypedDict):
    """
    The rubric that a division starts from, and how scores become a ranking (E2 to E5).
    """

    basis: Literal["notice", "platform"]
    lowest: str
    highest: str
    decimals: int
    criteria: list[EditionCriterion]
    aggregation: Literal["mean", "trimmed_mean", "normalised"]
    experts_per_project: EditionExpertsPerProject
    tie_breakers: list[str]
    last_tie_breaker: Literal["seeded_draw", "committee"]
    disagreement: str


class EditionSection(TypedDict):
    """
    A named section of the declaration, for example `overview.background`; lengths in characters (C4).
    """

    zh: str
    en: str
    id: str
    min_length: int
    max_length: int


class EditionSpecialAward(TypedDict):
    """
    A special award over all tracks, for a project or for an organiser (host or recommender) (G2).
    """

    zh: str
    en: str
    id: str
    given_to: Literal["project", "organiser"]
    quota: int
    quota_basis: Literal["notice", "platform"]


class EditionTeams(TypedDict):
    """
    The highest numbers of organisations and accounts of a team (B2).
    """

    basis: Literal["notice", "platform"]
    co_organisations_per_team: int
    accounts_per_organisation: int


class EditionTimetable(TypedDict):
    """
    The dates on which the contest's phases end (A4, F1, F2).
    """

    time_zone: Literal["Asia/Shanghai"]
    applications_until: EditionDeadline
    contest_reports_until: EditionDeadline
    division_reports_until: EditionDeadline
    final_month: EditionMonth


class EditionWords(TypedDict):
    """
    A name or phrase, Chinese first, English beside it (K5). Only the Chinese is official.
    """

    zh: str
    en: str


class EmailConfirmation(TypedDict):
    """
    The code of a link that was mailed to the address.
    """

    code: str
    """
    The code of the link: `/email-confirmation#<code>`.
    """


class Empty(TypedDict):
    """
    The body of a command that needs no more than its address.
    """


class EndColleagueInvitationResponse(TypedDict):
    """
    The answer: End the code of the caller's organisation: nobody joins by it any more.
    """


class EndSessionResponse(TypedDict):
    """
    The answer: End one of the caller's own sessions.
    """

    ended: int
    """
    How many sessions ended.
    """


EntitlementState: TypeAlias = Literal["", "active", "ended"]
"""
The state of an entitlement: if it may still be claimed (rules G4, H4).
"""


class Evidence(TypedDict):
    """
    A piece of evidence by reference (rules C5, C6): the file lives in object storage under its SHA-256.
    """

    id: str
    """
    Its id in the draft or submission.
    """
    kind: str
    """
    Kind from the edition, for example `audit`.
    """
    file_name: str
    """
    The name of the file.
    """
    sha256: str
    """
    Lower-case hexadecimal SHA-256 of the content.
    """
    size_bytes: int
    """
    Its size, bytes.
    """
    media_type: str
    """
    Its media type, by the content.
    """
    owner_uscc: str
    """
    The organisation that owns it; it must be an organisation of the team.
    """


class EvidenceBody(TypedDict):
    """
    Material that the team has uploaded, by its content (rules C5 to C7).
    """

    kind: str
    """
    Kind from the edition, for example `audit`.
    """
    file_name: str
    """
    The name of the file.
    """
    sha256: str
    """
    Lower-case hexadecimal SHA-256 of the content.
    """
    owner_uscc: str
    """
    The organisation that owns it; it must be an organisation of the team.
    """


class EvidenceDifference(TypedDict):
    """
    Evidence that was added, removed, or replaced by another file of the same kind and owner.
    """

    change: str
    """
    `added`, `removed` or `replaced`.
    """
    left: NotRequired[Evidence]
    """
    The evidence on the left; absent if it was added.
    """
    right: NotRequired[Evidence]
    """
    The evidence on the right; absent if it was removed.
    """


class Expert(TypedDict):
    """
    An expert of a panel. `interests` are the team ids and organisation codes that the expert must not score.
    """

    account_id: str
    """
    The account.
    """
    organisation_uscc: str
    """
    As the account has it; it may be left out when the expert is appointed, and can't be another.
    """
    tracks: list[str]
    """
    Empty for all tracks.
    """
    interests: list[str]
    """
    The team ids and organisation codes that the expert must not score (rule E2).
    """
    inactive: bool
    """
    True as long as the account lacks the role or may not be used: what it has submitted counts, and it gets no more projects.
    """


Track: TypeAlias = str


class ExpertBody(TypedDict):
    """
    An expert of the panel; the organisation is the account's own, and may be left out.
    """

    account_id: str
    """
    The account.
    """
    organisation_uscc: NotRequired[str]
    """
    As the account has it; it may be left out when the expert is appointed, and can't be another.
    """
    tracks: NotRequired[list[Track]]
    """
    Empty for all tracks.
    """


class ExpertProgress(TypedDict):
    """
    How far an expert is in a round.
    """

    account_id: str
    """
    The account.
    """
    sheets: int
    """
    The sheets that the expert has to submit.
    """
    submitted: int
    """
    How many of them are submitted.
    """


class Fee(TypedDict):
    """
    A fee that a scheme states; a scheme with a fee is refused (rule A3).
    """

    purpose: str
    """
    What it is for.
    """
    amount_fen: int
    """
    In fen (1/100 CNY).
    """


class FeeBody(TypedDict):
    """
    A fee; a scheme with one is refused (rule A3).
    """

    purpose: str
    """
    What it is for.
    """
    amount_fen: int
    """
    In fen (1/100 CNY).
    """


class FilingHint(TypedDict):
    """
    A point that a human should look at before deciding.
    """

    field: str
    """
    Dotted path in the scheme.
    """
    zh: str
    """
    What to look at, in Chinese.
    """
    en: str
    """
    The same in English.
    """


FilingState: TypeAlias = Literal["", "filed", "replaced", "returned", "approved", "published"]
"""
The state of a version of a scheme.

- `replaced`: A newer version was filed before this version was decided or published.
"""


FinalistListState: TypeAlias = Literal["", "proposed", "confirmed"]
"""
How far a list of finalists is (rule F8). How far a list of finalists is (rule F8).
"""


FinalistState: TypeAlias = Literal["", "on_notice", "confirmed", "struck"]
"""
The state of a finalist.
"""


class Finding(TypedDict):
    """
    A finding of an automatic check (rule D1); a human decides what it means.
    """

    code: str
    """
    Stable code of what was found, for example `B5_SAME_NAME`.
    """
    severity: str
    """
    `info`, `warning` or `serious`.
    """
    evidence: str
    """
    What the check saw.
    """
    team_id: str
    """
    The other team, if the finding is about two, and its division; empty for a reader to whom that team is no business (rule K1).
    """
    team_division_code: str
    """
    The division of the other team.
    """


class Freeze(TypedDict):
    """
    A request to freeze a ranking; with `accept_disagreements` also if experts are far apart (rule E5).
    """

    accept_disagreements: NotRequired[bool]
    """
    Freeze although experts are far apart on some projects; the ranking names them (rule E5).
    """


class GetSpecialAwardsResponse(TypedDict):
    """
    The answer: Return the special awards that were granted so far, for the secretariat and the committee; they are published with the winners.
    """

    awards: list[AwardSummary]
    """
    In the order in which they were granted. Each is proposed; it is withheld if its recipient has fallen since.
    """


class GrantedLocalAward(TypedDict):
    """
    A granted local award as anyone may see it.
    """

    category: str
    """
    The award's name, for example `一等奖`.
    """
    prize: str
    """
    What the winner gets; may be empty.
    """
    team_id: str
    """
    The team.
    """
    team_name: str
    """
    The team's name.
    """
    project_name: str
    """
    The project's name.
    """
    suspended: bool
    """
    The project's review case or its ranking is open again: the award does not count until that is settled.
    """


class GrantedSpecialAward(TypedDict):
    """
    A special award that was granted before the winners are announced (rule G2).
    """

    award_id: str
    """
    The award.
    """
    prize: str
    """
    The special prize, by its id in the edition, for example `innovation`.
    """
    recipient_id: str
    """
    The team, or the organiser.
    """
    certificate_number: str
    """
    The number of its certificate; may be empty.
    """


class HandedLink(TypedDict):
    """
    A link to hand over.
    """

    code: str
    """
    The code of the link, shown this once: `/password-reset#<code>`.
    """
    expires_at: NotRequired[str]
    """
    Real time.
    """


class HandedReset(TypedDict):
    """
    A record of how the identity of whoever asks for the link was checked, without numbers of identity papers.
    """

    identity_check: str
    """
    How the holder's identity was checked.
    """


class Hearing(TypedDict):
    """
    The record of a hearing: who was heard, and what was said.
    """

    record: str
    """
    The record of the hearing: who was heard and what was said, at most 2,000 characters.
    """


DisqualifiedTeamId: TypeAlias = str


class HitSettlement(TypedDict):
    """
    The settlement of a hit: if it is confirmed, the teams that lose their place (rule F5).
    """

    confirmed: bool
    """
    True if they are the same.
    """
    disqualified_team_ids: NotRequired[list[DisqualifiedTeamId]]
    """
    The teams of the hit that lose their place; at least one if confirmed.
    """
    reason: str
    """
    Why it is settled so.
    """


HitState: TypeAlias = Literal["", "open", "confirmed", "dismissed", "lapsed"]
"""
How a hit was settled (rule F5). How a hit was settled (rule F5).

- `lapsed`: One of the two lost its place before anyone settled it.
"""


class IdentityConsent(TypedDict):
    """
    An account stated that each representative consented to the processing of the identity number (rule K4).
    """

    version: str
    """
    The version of the text to which they consented.
    """
    stated_at: NotRequired[str]
    """
    When it was stated.
    """


class IdentityLook(TypedDict):
    """
    The committee has read who reports: when and why.
    """

    at: NotRequired[str]
    """
    When.
    """
    purpose: str
    """
    For what purpose, as the reader stated.
    """


class IdentityProvider(TypedDict):
    """
    An identity provider.
    """

    provider_id: str
    """
    The identity provider, by its id in the settings.
    """
    name_zh: str
    """
    Its name in Chinese.
    """
    name_en: str
    """
    Its name in English.
    """
    division: str
    """
    The code of the division whose staff it vouches for; empty if for all.
    """


Interest: TypeAlias = str


class Interests(TypedDict):
    """
    The team ids and organisation codes that the expert must not score.
    """

    interests: list[Interest]
    """
    Team ids and unified social credit codes.
    """


class InvitationAcceptance(TypedDict):
    """
    The account to open; without a login name, the account that is signed in accepts.
    """

    code: str
    """
    The code of the invitation.
    """
    login: NotRequired[str]
    """
    Empty if the signed-in caller's own account accepts it; then so are all that follow.
    """
    password: NotRequired[str]
    """
    The password of the new account.
    """
    privacy_notice: NotRequired[str]
    """
    The version of the privacy notice that the holder has read and agrees to.
    """
    name: NotRequired[str]
    """
    The holder's name; may be empty.
    """
    email: NotRequired[str]
    """
    The holder's e-mail address; may be empty.
    """
    mobile: NotRequired[str]
    """
    The holder's mobile number; may be empty.
    """


class InvitationAnswer(TypedDict):
    """
    The co-organisation's answer: consent or not.
    """

    team_id: str
    """
    The team.
    """
    uscc: str
    """
    The organisation that is invited.
    """
    code: str
    """
    The code that the lead handed over.
    """
    consent: bool
    """
    True to consent, false to decline.
    """
    contest_reason: NotRequired[str]
    """
    why a team that holds the names for this organisation has no authority to; the names are contested then (rule B7)
    """


class InvitationCodeBody(TypedDict):
    """
    The code of an invitation's link.
    """

    code: str
    """
    The code of the invitation.
    """


class InvitationImport(TypedDict):
    """
    A file that lists whom to invite, each line with a role (rule K3).
    """

    file: str
    """
    CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns of the list's template.
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """
    format: NotRequired[Literal["csv", "xlsx"]]
    """
    The kind of the file with the links.
    """


class InvitationKey(TypedDict):
    """
    The key to an invitation: the lead's staff hands it to the staff of the co-organisation.
    """

    team_id: str
    """
    The team.
    """
    uscc: str
    """
    The organisation that is invited.
    """
    code: str
    """
    The code that the lead handed over.
    """


InvitationState: TypeAlias = Literal["", "open", "accepted", "revoked", "expired"]
"""
The state of an invitation.
"""


class Judgements(TypedDict):
    """
    The three named judgements (rule D4).
    """

    compliance: bool
    """
    True if it complies with the rules of the contest.
    """
    authenticity: bool
    """
    True if it is authentic.
    """
    lawfulness: bool
    """
    True if it is lawful.
    """


class JudgementsBody(TypedDict):
    """
    The three named judgements (rule D4).
    """

    compliance: bool
    """
    True if it complies with the rules of the contest.
    """
    authenticity: bool
    """
    True if it is authentic.
    """
    lawfulness: bool
    """
    True if it is lawful.
    """


class KeptEvidence(TypedDict):
    """
    A file that was inspected and kept.
    """

    evidence_id: str
    """
    By it a report names the file; whoever does not know it can't.
    """
    file_name: str
    """
    The name of the file.
    """
    sha256: str
    """
    Lower-case hexadecimal SHA-256 of the content.
    """
    size_bytes: int
    """
    Its size, bytes.
    """
    media_type: str
    """
    Its media type, by the content.
    """
    kept_until: NotRequired[str]
    """
    While no report names it: the file is deleted after this instant.
    """


class KeptRepresentative(TypedDict):
    """
    A representative of the team who stays: the place in its list, and the masked number that was read there.
    """

    place: int
    """
    The place in the team's list, from 1.
    """
    masked_identity_number: str
    """
    The masked number that was read there.
    """


class KeptText(TypedDict):
    """
    A text that was refused because somebody else had written the section meanwhile; it is kept so that nothing is lost.

    Only `GetKeptText` fills `text` and `rich`. For each account 20 texts of a section are kept: first the oldest of a run of tries from the same reading in the same editor is deleted, then the oldest of all.
    """

    id: str
    """
    Its identifier.
    """
    section: str
    """
    The section, by its id in the edition.
    """
    text: str
    """
    The text.
    """
    rich: str
    """
    Safe HTML; empty if it is plain text.
    """
    read_revision: int
    """
    The revision that its writer had read.
    """
    written_by: str
    """
    The label of the team member who wrote it (rule K4).
    """
    written_at: NotRequired[str]
    """
    When it was written.
    """
    length: int
    """
    In visible characters.
    """


class LineFault(TypedDict):
    """
    A line that was not imported, and the reason.
    """

    line: int
    """
    The number of the line in its file, from 1.
    """
    column: str
    """
    The column that is wrong; empty if the line as a whole is.
    """
    code: str
    """
    Stable code of what is wrong.
    """
    zh: str
    """
    What is wrong and how to mend it, in Chinese.
    """
    en: str
    """
    The same in English.
    """


class LinkedIdentity(TypedDict):
    """
    An identity that is linked to an account. Whose it is at the provider is stored as a keyed hash and shown to nobody.
    """

    provider_id: str
    """
    The identity provider, by its id in the settings.
    """
    linked_at: NotRequired[str]
    """
    Real time.
    """


class ListFault(TypedDict):
    """
    What is wrong with a line of an imported list.
    """

    line: int
    """
    The number of the line in its file, from 1, as a spreadsheet numbers its rows.
    """
    column: str
    """
    The column that is wrong; empty if the line as a whole is.
    """
    code: str
    """
    Stable code of what is wrong.
    """
    zh: str
    """
    What is wrong and how to mend it, in Chinese.
    """
    en: str
    """
    The same in English.
    """


class ListIdentitiesResponse(TypedDict):
    """
    The answer: List the identities that are linked to the caller's own account.
    """

    identities: list[LinkedIdentity]
    """
    The linked identities.
    """


class ListProvidersResponse(TypedDict):
    """
    The answer: List the identity providers, to anyone.
    """

    providers: list[IdentityProvider]
    """
    The identity providers.
    """


class ListTokensResponse(TypedDict):
    """
    The answer: List the caller's own tokens that go on.
    """

    tokens: list[ApiToken]
    """
    The tokens, the newest first.
    """


class LocalAward(TypedDict):
    """
    A local award (rule E7).
    """

    category: str
    """
    The award's name, for example `一等奖`.
    """
    quota: int
    """
    How many projects may get it.
    """
    prize: str
    """
    What winners get; may be empty.
    """
    rights: str
    """
    Its benefits besides the prize.
    """


class LocalAwardBody(TypedDict):
    """
    An award that the division grants by itself (rule E7).
    """

    category: str
    """
    The award's name, for example `一等奖`.
    """
    quota: int
    """
    How many projects may get it.
    """
    prize: NotRequired[str]
    """
    What winners get; may be empty.
    """
    rights: NotRequired[str]
    """
    Its benefits besides the prize.
    """


class LocalGrant(TypedDict):
    """
    A local award for a project.
    """

    category: str
    """
    The award's name in the scheme.
    """
    team_id: str
    """
    The team that gets it.
    """


LogoAuthorisationState: TypeAlias = Literal["", "pending", "in_force", "expired", "withdrawn"]
"""
The state of an authorisation by the clock (rule J3).

- `pending`: Its first day is still to come.
- `in_force`: The use is authorised.
- `expired`: Its last day is over.
- `withdrawn`: The committee withdrew it.
"""


class LogoAuthorisationWithdrawal(TypedDict):
    """
    The withdrawal of an authorisation; the reason is not published.
    """

    reason: str
    """
    Kept on record for the committee and the secretariat, and not published; at most 2,000 characters.
    """


class LogoUse(TypedDict):
    """
    A use of the contest's logo: by which body, for what, and from when to when (rule J3).
    """

    body_name: str
    """
    The body's full name.
    """
    body_uscc: str
    """
    Its unified social credit code; empty if it has none.
    """
    scope: str
    """
    What the logo may be used for.
    """
    first_day: str
    """
    The first day of the term, in Beijing time: 2024-07-01.
    """
    last_day: str
    """
    Its last day, which is part of it.
    """


LookKind: TypeAlias = Literal["", "masked_numbers", "sign_ups_exported", "keys_rotated"]
"""
What somebody sees of people that are not its own.

- `masked_numbers`: The masked identity numbers of a team's representatives.
- `sign_ups_exported`: Names and contacts of those signed up for an activity, as a file.
- `keys_rotated`: A program opened the numbers of a team's representatives, to seal them under another key; nobody sees them.
"""


class LossNotice(TypedDict):
    """
    The secretariat's notice to a recommender that a place is lost (rule F6).
    """

    text: str
    """
    What the recommender should know and do.
    """
    notified_at: NotRequired[str]
    """
    When it was given.
    """
    until: NotRequired[str]
    """
    The end, Beijing time, of the last day on which the place may be filled.
    """


class LossNoticeBody(TypedDict):
    """
    The secretariat's notice to the recommender that this project lost its place (rule F6).
    """

    lost_team_id: str
    """
    The team that lost its place.
    """
    text: str
    """
    What the recommender should know and do.
    """


class MakeLinkCodeResponse(TypedDict):
    """
    The answer: Make a one-time code by which the holder of a staff account links an identity, by whoever administers the account.
    """

    code: str
    """
    Shown this once.
    """
    expires_at: NotRequired[str]
    """
    Real time.
    """


class MakeTokenResponse(TypedDict):
    """
    The answer: Make a token for the caller. The answer has its text, which is shown this once.
    """

    token: ApiToken
    """
    The token, without its text.
    """
    text: str
    """
    Shown this once.
    """


class Message(TypedDict):
    """
    A message to an account.
    """

    message_id: str
    """
    The message.
    """
    template: str
    """
    Stable name of the template, for example `review_decided`.
    """
    category: str
    """
    Of `MessagePreference`.
    """
    title_zh: str
    """
    The title in Chinese.
    """
    title_en: str
    """
    The title in English; empty if there is none.
    """
    text_zh: str
    """
    The text in Chinese.
    """
    text_en: str
    """
    The text in English; empty if there is none.
    """
    link: str
    """
    Path of the page that it is about; empty if there is none.
    """
    created_at: NotRequired[str]
    """
    Contest time.
    """
    read_at: NotRequired[str]
    """
    Absent while it is unread.
    """
    facts: dict[str, str]
    """
    What the texts were filled with, for programs.
    """


class MessagePreference(TypedDict):
    """
    What comes of a category of messages.
    """

    category: str
    """
    Stable name of the category, for example `reminders`.
    """
    name_zh: str
    """
    Its name in Chinese.
    """
    name_en: str
    """
    Its name in English.
    """
    mandatory: bool
    """
    The rules demand that it comes by mail.
    """
    mail: bool
    """
    True if it comes by mail.
    """
    sms: bool
    """
    True if it comes by text message.
    """
    for_staff: bool
    """
    True if its messages are for staff alone.
    """


class MessagePreferences(TypedDict):
    """
    What comes to an account by mail and by text message; all of it is in the portal.
    """

    preferences: list[MessagePreference]
    """
    Each category of messages.
    """
    sends_mail: bool
    """
    True if this platform sends mail.
    """
    sends_sms: bool
    """
    True if this platform sends text messages.
    """


class MessageSummary(TypedDict):
    """
    How many messages of the caller are unread.
    """

    unread: int
    """
    How many are unread.
    """


class Missing(TypedDict):
    """
    A missing item: something that must still be handed in before the team can submit.
    """

    kind: str
    """
    `section`, `evidence`, or `consent` (of the co-organisation of that code).
    """
    item: str
    """
    For example `overview.background`, or an evidence kind.
    """


class MissingWords(TypedDict):
    """
    A missing item, in words.
    """

    kind: str
    """
    As of a missing item.
    """
    item: str
    """
    As of a missing item.
    """
    zh: str
    """
    What is missing, in Chinese.
    """
    en: str
    """
    The same in English.
    """


class NameScreening(TypedDict):
    """
    A name to screen.
    """

    text: str
    """
    The name.
    """


class NewActivity(TypedDict):
    """
    An activity; it has no price, because activities are free of charge (rule A3).
    """

    kind: Literal["topic_briefing", "supply_and_demand", "exchange"]
    """
    What it is: 赛题宣讲, 供需对接 or 调研交流.
    """
    title: str
    """
    Its title.
    """
    text: NotRequired[str]
    """
    What it is about; may be empty.
    """
    place: NotRequired[str]
    """
    The address to go to; empty if the activity is held online only.
    """
    online_address: NotRequired[str]
    """
    Address of the online meeting; empty if the activity is held at a place only.
    """
    begins: str
    """
    When it begins.
    """
    ends: str
    """
    When it ends.
    """
    sign_up_closes: str
    """
    The last instant to sign up.
    """
    capacity: int
    """
    How many places there are.
    """


class NewIdentity(TypedDict):
    """
    The provider of an identity to link; staff give the one-time code that they got.
    """

    provider_id: str
    """
    The identity provider, by its id.
    """
    code: NotRequired[str]
    """
    The link code that staff got; empty for a participant.
    """


class NewLead(TypedDict):
    """
    The organisation that leads from now on.
    """

    uscc: str
    """
    The organisation that leads from then on.
    """


class NewLinkCode(TypedDict):
    """
    The provider of which the holder of a staff account is to link an identity.
    """

    provider_id: str
    """
    The identity provider, by its id.
    """


class NewLogoAuthorisation(TypedDict):
    """
    An authorisation of a body to use the logo, for a scope and a term of whole days. All of it is public.
    """

    body_name: str
    """
    The body's full name, 2 to 100 characters. Public, so it is checked as everything that is published (rules J1, J2, K4).
    """
    body_uscc: NotRequired[str]
    """
    Its unified social credit code; empty if it has none. Refused with `J3_USCC_OMITTED` if it is left out for a body of a name that was authorised with its code before.
    """
    scope: str
    """
    What the logo may be used for, at most 500 characters. Public, and checked as the name is.
    """
    first_day: str
    """
    The first day of the term, in Beijing time: 2024-07-01; the day of the request or later.
    """
    last_day: str
    """
    The last day of the term, not before the first.
    """


class NewObjection(TypedDict):
    """
    An objection to a notice: to a team that it lists, to its leaving a team off, or to all of it.
    """

    team_id: NotRequired[str]
    """
    A team that the notice lists, or one that a list of finalists leaves off; empty to object to the notice as a whole.
    """
    text: str
    """
    What is wrong, at most 5,000 characters.
    """


class NewPasskey(TypedDict):
    """
    The browser's answer to the challenge, WebAuthn's RegistrationResponseJSON, and the holder's name for the passkey.
    """

    name: str
    """
    How the holder calls it.
    """
    credential: dict[str, Any]
    """
    WebAuthn's RegistrationResponseJSON.
    """


class NewPassword(TypedDict):
    """
    The old password, and the new one.
    """

    old_password: str
    """
    The password until now.
    """
    new_password: str
    """
    The new password.
    """


TeamId: TypeAlias = str


class NewReplay(TypedDict):
    """
    The dead letters to put back: one by its event, or all.
    """

    event_id: NotRequired[str]
    """
    The event of a dead letter; empty for all.
    """


class NewRepresentative(TypedDict):
    """
    A representative with identity document (rule B5).
    """

    name: str
    """
    The name.
    """
    identity_kind: Literal[
        "resident", "hmt_residence", "hk_macao_permit", "taiwan_permit", "foreign_resident", "passport"
    ]
    """
    The kind of paper, by its id in the edition, for example `resident`.
    """
    identity_number: str
    """
    The number of the identity paper.
    """
    organisation_uscc: str
    """
    USCC of the organisation of the team that the representative belongs to.
    """
    is_account_holder: NotRequired[bool | None]
    """
    True if this is the holder of the caller's account; false if somebody else of the same name is meant. Absent: as the names say.
    """


class NewSpecialAward(TypedDict):
    """
    A special award, for a team or for an organiser.
    """

    prize: str
    """
    Identifier from the edition, for example `innovation`.
    """
    team_id: NotRequired[str]
    """
    The team that receives it, if the award is for projects.
    """
    organiser_id: NotRequired[str]
    """
    If the award is for organisers: a division code, or the other contest's identifier with the organiser's full name.
    """
    organiser_name: NotRequired[str]
    """
    The full name of the organiser, if it is of another contest.
    """


class NewSubmission(TypedDict):
    """
    The revision of the draft that the submitter saw; later changes must be looked at first.
    """

    draft_revision: int
    """
    The draft revision that the submitter saw. Refused with `C8_CONTENT_MOVED_ON` if anything has changed since, except for files that the submitter attached.
    """


class NoticeEntry(TypedDict):
    """
    A line of a notice.
    """

    team_id: str
    """
    The team; empty if the entry is an organiser.
    """
    team_name: str
    """
    The team's name.
    """
    project_name: str
    """
    The project's name.
    """
    organisations: list[str]
    """
    The team's organisations, the lead first.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    prize: str
    """
    The prize's name in words; empty if none is announced.
    """
    rank: int
    """
    Place in the ranking; 0 if none is announced.
    """
    recipient: str
    """
    The recipient, if it is an organiser and not a team.
    """
    struck: bool
    """
    True if the team lost its place since (rule H4).
    """


NoticeKind: TypeAlias = Literal["", "finalists", "winners", "disqualification", "change"]
"""
The kind of a notice, by what it announces.

- `change`: A change to an earlier publication, such as a revoked award (rule H4).
"""


NoticeState: TypeAlias = Literal["", "scheduled", "open", "open_settling", "closed"]
"""
The state of a notice (rule H1).

- `open_settling`: Its days are over, but an objection raised in them is not settled yet.
"""


class NoticeSummary(TypedDict):
    """
    What lists of notices show of each: its title and its days, without its text and whom it lists.
    """

    notice_id: str
    """
    The notice.
    """
    kind: NoticeKind
    """
    What it announces.
    """
    state: NoticeState
    """
    How far it is (rule H1).
    """
    title: str
    """
    Its title.
    """
    opens_at: NotRequired[str]
    """
    The first instant of its days.
    """
    closes_at: NotRequired[str]
    """
    The last instant of its days; absent if it stays open.
    """


ObjectionId: TypeAlias = str


class ObjectionDismissals(TypedDict):
    """
    Objections that are set aside together, with one reason, which is published.
    """

    objection_ids: list[ObjectionId]
    """
    At most 200, all unsettled.
    """
    reason: str
    """
    Published, so it names no person.
    """


class ObjectionSettlement(TypedDict):
    """
    The settlement of an objection; `code` and `hearing` if a listed team loses its place. The reason is published.
    """

    upheld: bool
    """
    True to uphold it, false to set it aside.
    """
    code: NotRequired[str]
    """
    Needed to uphold an objection against a team that the notice lists: it takes the team's place away, as a report does.
    """
    reason: str
    """
    Published, so it names no person.
    """
    hearing: NotRequired[str]
    """
    Needed with `code`: who was heard and what was said, at most 2,000 characters.
    """


ObjectionState: TypeAlias = Literal["", "filed", "upheld", "dismissed"]
"""
The state of an objection (rule F8).
"""


class ObjectionStatus(TypedDict):
    """
    An objection as whoever has its tracking code sees it.
    """

    state: ObjectionState
    """
    How it was settled.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """
    settled_at: NotRequired[str]
    """
    When it was settled; absent until then.
    """
    reason: str
    """
    The reason, as it is published; empty until it is settled.
    """


class Obstacle(TypedDict):
    """
    Something that must be done before an account may be closed.
    """

    kind: str
    """
    What is in the way: `staff_role` or `team`.
    """
    subject: str
    """
    The identifier of the team, or the role.
    """
    zh: str
    """
    What to do.
    """
    en: str
    """
    The same in English.
    """


class Organisation(TypedDict):
    """
    A participating organisation, by its unified social credit code (rule B1, GB 32100).
    """

    uscc: str
    """
    The unified social credit code (GB 32100).
    """
    name: str
    """
    Its name, as it is stated.
    """
    kind: str
    """
    The kind, by its id in the edition, for example `enterprise`.
    """


class OrganisationRecord(TypedDict):
    """
    An organisation with every import of a credit list that names it (rules B1, B3).
    """

    organisation: Organisation
    """
    Its code, and its name by a decision on a claim or on a credit list; without a name if no authority stated one. Its kind is not set: only teams state that.
    """
    listings: list[CreditListing]
    """
    Every import of a credit list that names it.
    """
    in_force: list[CreditListing]
    """
    The listings that bar it today: a later complete list that does not name it lifts them.
    """
    also_stated: list[Organisation]
    """
    The names and kinds that teams stated for it: unverified, for staff to compare. A host sees those of its own division.
    """
    division_codes: list[str]
    """
    The divisions of these teams.
    """


class OrganisingBody(TypedDict):
    """
    An organisation that organises a division (rules A5, B8); neither it nor its affiliates may take part in that division.
    """

    name: str
    """
    Its full official name (rule J2).
    """
    uscc: str
    """
    The unified social credit code (GB 32100).
    """
    role: str
    """
    `host`, `co_host`, `organiser` or `guide`.
    """


Outcome: TypeAlias = Literal["", "passed", "returned", "supplement", "rejected"]
"""
The outcome of a decision on a case (rule D1).

- `returned`: The team may correct and submit again before the deadline.
"""


class PageResponse(TypedDict):
    """
    The continuation of a page.
    """

    next_page_token: str
    """
    Empty after the last page.
    """
    total: NotRequired[int]
    """
    How many items all pages have together, at most 1000 or what was asked for; absent if it was not asked for.
    """
    total_is_more: NotRequired[bool]
    """
    True if there are more than `total`; absent if it was not asked for.
    """


class Panel(TypedDict):
    """
    A panel of experts.
    """

    panel_id: str
    """
    The panel: `division-` and the division's code, or `final`.
    """
    experts: list[Expert]
    """
    Its experts.
    """


class Passage(TypedDict):
    """
    A passage that stands in the declarations of both teams of a hit, but for spaces, punctuation and variants of characters.
    """

    first_section: str
    """
    The section of the hit's first team, by its id in the edition, and the passage as it stands there.
    """
    first_text: str
    """
    The passage in the declaration of the first team.
    """
    second_section: str
    """
    The section of the hit's second team.
    """
    second_text: str
    """
    The passage in the declaration of the second team.
    """


class PassingOnBody(TypedDict):
    """
    A passing on of an organisation's side of the team: the reason and check, and how long its accounts may object.
    """

    organisation_uscc: str
    """
    The organisation whose side is passed on.
    """
    reason: str
    """
    What was checked, and why.
    """
    notice_hours: NotRequired[int]
    """
    How long the organisation's accounts may object, hours, 24 to 168; 0 for 72. No time passes if it has none.
    """


PassingOnState: TypeAlias = Literal["", "open", "objected", "replaced", "done"]
"""
What became of passing on a side of a team.

- `objected`: An account of the organisation objected.
- `replaced`: Another one was opened for the same organisation.
"""


class Passkey(TypedDict):
    """
    A passkey of a second factor.
    """

    passkey_id: str
    """
    The identifier that the holder's device gave it, base64url.
    """
    name: str
    """
    As the holder calls it.
    """
    added_at: NotRequired[str]
    """
    When it was added.
    """


class PasskeyOptions(TypedDict):
    """
    The options with which a browser makes or uses a passkey, in WebAuthn's form: PublicKeyCredential...OptionsJSON.

    Its form is WebAuthn's, and browsers read it.
    """


class PasskeyUse(TypedDict):
    """
    The browser's answer to the challenge: WebAuthn's AuthenticationResponseJSON.
    """

    credential: dict[str, Any]
    """
    WebAuthn's AuthenticationResponseJSON.
    """


Pending: TypeAlias = Literal[
    "", "password_change", "second_factor", "second_factor_setup", "second_factor_reset", "privacy_notice"
]
"""
What must be done in a session before anything else.

- `password_change`: Change the password that somebody else has made.
- `second_factor`: Give a code of the second factor.
- `second_factor_setup`: Set up a second factor, which the account's roles demand.
- `second_factor_reset`: Read that somebody else had the second factor removed.
- `privacy_notice`: Agree to the version of the privacy notice that is in force.
"""


class PersonalRecord(TypedDict):
    """
    Something that is stored of an account, for example the account itself, a consent or a sign-up.
    """

    kind: str
    """
    What it is, in snake_case: `account`, `consent`, `session`, `team` ...
    """
    at: NotRequired[str]
    """
    Since when it is stored, or when it happened; absent if that is not stored.
    """
    values: dict[str, str]
    """
    What is stored, by name in snake_case; what is empty is left out.
    """


class PreferenceChange(TypedDict):
    """
    Choices; categories that are not named stay as they are.
    """

    choices: list[CategoryChoice]
    """
    The choices.
    """


class PrivacyNotice(TypedDict):
    """
    The privacy notice in force, and the text of the consent to process identity numbers (rule K4).
    """

    version: str
    """
    The version of both texts.
    """
    notice_zh: str
    """
    The privacy notice in Chinese.
    """
    notice_en: str
    """
    The same in English.
    """
    identity_numbers_zh: str
    """
    The text of the consent to process identity numbers, in Chinese.
    """
    identity_numbers_en: str
    """
    The same in English.
    """


class Fault(TypedDict):
    field: str
    """
    Where it is in the request, for example `lead.uscc`.
    """
    zh: str
    """
    What is wrong with it, in Chinese.
    """
    en: str
    """
    The same in English.
    """


class ProjectProgress(TypedDict):
    """
    How far the scoring of a project is.
    """

    team_id: str
    """
    The team of the project.
    """
    sheets: int
    """
    The experts who have to score it.
    """
    submitted: int
    """
    How many of them have submitted their sheet.
    """


class PublicKey(TypedDict):
    """
    An Ed25519 key; `public_key` is 32 bytes, hexadecimal.
    """

    key_id: str
    """
    The start of the SHA-256 of the public key, hexadecimal; rankings name it.
    """
    public_key: str
    """
    32 bytes, hexadecimal.
    """


class PublicLogoAuthorisation(TypedDict):
    """
    An authorisation as anyone sees it (rule J3).
    """

    number: str
    """
    The number by which it is cited and looked up: BZ-2024-0001.
    """
    state: LogoAuthorisationState
    """
    If the use is authorised now.
    """
    use: NotRequired[LogoUse]
    """
    By whom, for what and from when to when.
    """
    granted_at: NotRequired[str]
    """
    When it was granted.
    """
    withdrawn_at: NotRequired[str]
    """
    When it was withdrawn; absent if it was not.
    """


class PublishedFinalist(TypedDict):
    """
    A line of a finalists' notice, and the notice that it is in (rule F8).
    """

    notice_id: str
    """
    The notice.
    """
    entry: NoticeEntry
    """
    The line.
    """


class QueueLength(TypedDict):
    """
    A queue of events that wait for the service.
    """

    name: str
    """
    Its name, for example `review.registration.submission_made`.
    """
    messages: int
    """
    Events that wait in it.
    """
    consumers: int
    """
    Workers that read it.
    """


class ReadAllMessagesResponse(TypedDict):
    """
    The answer: Note that the caller read all messages that there are.
    """

    read: int
    """
    How many were unread.
    """


class ReasonBody(TypedDict):
    """
    Why it is done.
    """

    reason: str
    """
    Why; the account shows it.
    """


class Reassignment(TypedDict):
    """
    The reviewer who takes the case.
    """

    reviewer_id: str
    """
    The account of the reviewer who takes the case.
    """


class Receipt(TypedDict):
    """
    Proof of a submission (rule C8).
    """

    number: str
    """
    Easy to read out: digits and letters without look-alikes, in groups, with a check character.
    """
    team_id: str
    """
    The team.
    """
    submission_number: int
    """
    The submission, by its number.
    """
    submitted_at: NotRequired[str]
    """
    When the submission arrived, to the millisecond; it is part of what is signed.
    """
    digest: str
    """
    SHA-256 over the canonical form (RFC 8785 JSON) of the submission, hexadecimal.
    """
    signature: str
    """
    Ed25519 over number, team, submission number, time and digest, hexadecimal.
    """
    key_id: str
    """
    The key by which it is signed, as in the list of keys.
    """
    trail_head: NotRequired[str]
    """
    A head of registration's audit trail, for the holder to keep with the receipt: it is in the file of the receipt alone, if there is one. It has a signature of its own, and no part in the receipt's (rule D5).
    """


class ReceiptBody(TypedDict):
    """
    A receipt as its holder has it.
    """

    number: str
    """
    Easy to read out: digits and letters without look-alikes, in groups, with a check character.
    """
    team_id: str
    """
    The team.
    """
    submission_number: int
    """
    The submission, by its number.
    """
    submitted_at: str
    """
    When the submission arrived, to the millisecond; it is part of what is signed.
    """
    digest: str
    """
    SHA-256 over the canonical form (RFC 8785 JSON) of the submission, hexadecimal.
    """
    signature: str
    """
    Ed25519 over number, team, submission number, time and digest, hexadecimal.
    """
    key_id: str
    """
    The key by which it is signed, as in the list of keys.
    """
    trail_head: NotRequired[str]
    """
    A head of registration's audit trail, for the holder to keep with the receipt: it is in the file of the receipt alone, if there is one. It has a signature of its own, and no part in the receipt's (rule D5).
    """


class ReceiptKey(TypedDict):
    """
    An Ed25519 public key.
    """

    key_id: str
    """
    Start of the SHA-256 of the public key, hexadecimal; receipts name it.
    """
    public_key: str
    """
    32 bytes, hexadecimal.
    """
    current: bool
    """
    True if receipts are signed with this key today.
    """


ReceiptVerdict: TypeAlias = Literal["", "valid", "number_wrong", "key_unknown", "altered"]
"""
The verdict on a receipt.

- `number_wrong`: The number's check character is wrong: it was misread or mistyped.
- `key_unknown`: None of our keys has this id.
- `altered`: A field of the receipt was altered.
"""


class RecommendationSummary(TypedDict):
    """
    How many places of a recommendation are held and are lost (rules F1, F6).
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    filed_at: NotRequired[str]
    """
    When it was filed last.
    """
    projects: int
    """
    The projects that have a place.
    """
    lost: int
    """
    Places that were lost and may still be filled.
    """
    unnotified: int
    """
    Lost places of which the secretariat has not given notice.
    """
    forfeited: int
    """
    Places that nobody filled in time.
    """


class RecoveryCodes(TypedDict):
    """
    New recovery codes, each good once.
    """

    codes: list[str]
    """
    The codes, shown this once.
    """


class Recusal(TypedDict):
    """
    The sheet from whose project the expert steps back, with the reason.
    """

    sheet_id: str
    """
    The sheet.
    """
    reason: str
    """
    Why the expert steps back.
    """


class RecuseFromCaseResponse(TypedDict):
    """
    Who withdrew may not read the case any more, so that nothing of it is returned.
    """


class RegistrationInvitation(TypedDict):
    """
    An invitation to a co-organisation: the team that it may join, and its answer.
    """

    team_id: str
    """
    The team.
    """
    team_name: str
    """
    The team's name.
    """
    project_name: str
    """
    The project's name.
    """
    division_code: str
    """
    The division in which the team is registered.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    topic_id: str
    """
    The topic direction, by its id in the edition, for example `industry-1`.
    """
    lead: Organisation
    """
    The organisation that leads the team.
    """
    organisation: Organisation
    """
    The organisation that is invited, as the team states it.
    """
    state: ConsentState
    """
    Its answer.
    """


RegistrationSupplementState: TypeAlias = Literal["", "asked", "answered", "lapsed", "superseded"]
"""
How far a request for supplementary material is (rule C11). How far a request for supplementary material is (rule C11).

- `superseded`: A newer version was submitted: nobody waits for the answer.
"""


RelationKind: TypeAlias = Literal["", "branch", "subsidiary", "held", "subordinate", "minority"]
"""
The relation of the lower organisation to the upper one. Branch, subsidiary and held bar from a division that the other organises.

- `held`: Controlled through shares or votes.
- `subordinate`: A subordinate institution: kept on record, not barred.
- `minority`: A stake without control: kept on record, not barred.
"""


class RelationLine(TypedDict):
    """
    A line of an import: the lower organisation is a branch, subsidiary, ... of the upper organisation.
    """

    line: int
    """
    The number of the line in its file; the answer refers to it.
    """
    lower_uscc: str
    """
    The lower organisation.
    """
    upper_uscc: str
    """
    The upper organisation.
    """
    kind: str
    """
    `branch`, `subsidiary`, `held`, `subordinate` or `minority`: as text, so that a faulty line does not refuse the others.
    """
    ended: NotRequired[bool]
    """
    The relation ended.
    """


class RelationStatement(TypedDict):
    """
    A source's statement of a relation as of a date.
    """

    upper_uscc: str
    """
    The upper organisation.
    """
    kind: RelationKind
    """
    How the lower organisation belongs to it.
    """
    as_of: NotRequired[str]
    """
    The date of the statement.
    """
    source: str
    """
    Where it is from.
    """
    ended: bool
    """
    True if it says that the relation ended.
    """


class Remark(TypedDict):
    """
    A point about the submission. The `code` of an obstacle is the code of the refusal, that of a remark is the code of the finding.
    """

    code: str
    """
    The stable code.
    """
    zh: str
    """
    In words, Chinese.
    """
    en: str
    """
    In words, English.
    """


class RemoveAccountResponse(TypedDict):
    """
    The answer: Remove an account of the caller's organisation; its open code is void. Refuse with `B2_LAST_ACCOUNT` if the organisation has no other account.
    """


class Reopening(TypedDict):
    """
    That a decided case is reviewed anew, as in `CaseReopened`.
    """

    sequence: int
    """
    Its place among the decisions and reopenings of the case, from 1.
    """
    submission_number: int
    """
    The submission that is reviewed since.
    """
    reason: str
    """
    Why, as in `CaseReopened`.
    """
    reopened_at: NotRequired[str]
    """
    When.
    """
    finding_code: str
    """
    The code of the finding, if that is the reason.
    """


class ReopeningBody(TypedDict):
    """
    The committee's reason to reopen a ranking.
    """

    reason: str
    """
    Why it is reopened, as it is published.
    """


class ReportEvidence(TypedDict):
    """
    A piece of evidence by reference.
    """

    file_name: str
    """
    The name of the file.
    """
    sha256: str
    """
    Lower-case hexadecimal SHA-256 of the content. In a request it may be empty; if not, it must be the file's, in either case.
    """
    evidence_id: str
    """
    The identifier of the kept file (evidence.proto): by it a report names the file.
    """


class ReportEvidenceBody(TypedDict):
    """
    A file that was uploaded as evidence: its identifier, and to be sure its SHA-256 in hexadecimal.
    """

    evidence_id: str
    """
    The identifier of the kept file (evidence.proto): by it a report names the file.
    """
    sha256: NotRequired[str]
    """
    Lower-case hexadecimal SHA-256 of the content. In a request it may be empty; if not, it must be the file's, in either case.
    """


ReportState: TypeAlias = Literal["", "filed", "accepted", "heard", "upheld", "dismissed"]
"""
The state of a report (rule H3).
"""


class ReportStatus(TypedDict):
    """
    A report as its reporter sees it.
    """

    state: ReportState
    """
    How far it is (rule H3).
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """
    changed_at: NotRequired[str]
    """
    When the state was reached.
    """
    code: str
    """
    The ruling's code and reason, once there is one.
    """
    reason: str
    """
    Why it was ruled so, as it is published.
    """
    identity_looks: list[IdentityLook]
    """
    When the committee has read who reports, first to last (rule K4).
    """


class ReportStep(TypedDict):
    """
    A step in the handling of a report, on record (rule H3).
    """

    state: ReportState
    """
    The state after the step.
    """
    account_id: str
    """
    Who took the step; empty for the filing, whoever was signed in (rule H2).
    """
    at: NotRequired[str]
    """
    When.
    """
    reason: str
    """
    Why, or the record of the hearing.
    """


class Reporter(TypedDict):
    """
    The reporter (rule H2). Kept sealed and apart from the report.
    """

    real_name: str
    """
    The name under which the report was filed.
    """
    identity_kind: str
    """
    The kind of paper, by its id in the edition, for example `resident`.
    """
    identity_number: str
    """
    The number of the identity paper.
    """
    contact: str
    """
    Telephone or e-mail, 5 to 100 characters.
    """
    account_id: str
    """
    The account that was signed in when the report was filed; empty if none was. The gateway sets it, nobody else.
    """


class ReporterBody(TypedDict):
    """
    The reporter; rule H2, not this form, refuses a missing field.
    """

    real_name: NotRequired[str]
    """
    The name under which the report was filed.
    """
    identity_kind: NotRequired[
        Literal["resident", "hmt_residence", "hk_macao_permit", "taiwan_permit", "foreign_resident", "passport"]
        | Literal[""]
    ]
    """
    The kind of paper, by its id in the edition, for example `resident`.
    """
    identity_number: NotRequired[str]
    """
    The number of the identity paper.
    """
    contact: NotRequired[str]
    """
    Telephone or e-mail, 5 to 100 characters.
    """


class Representative(TypedDict):
    """
    A representative as anyone may see it: masked.
    """

    masked_name: str
    """
    The name, of which only a part is shown.
    """
    identity_kind: str
    """
    The kind of paper, by its id in the edition, for example `resident`.
    """
    masked_identity_number: str
    """
    The number of the identity paper, of which only a part is shown.
    """
    organisation_uscc: str
    """
    The organisation of the team that the representative belongs to.
    """


class RequestConfirmationResponse(TypedDict):
    """
    The answer: Mail another link to the caller's own address, which is not confirmed yet; at most one in ten minutes.
    """

    by_mail: bool
    """
    True if the platform sends e-mail. If it does not, there is nothing to confirm.
    """
    expires_at: NotRequired[str]
    """
    Until when the link is good, real time; absent if none is sent.
    """


class RequestLinkResponse(TypedDict):
    """
    The answer: Send a link to the e-mail address of an account, by anyone who names its login. The answer does not tell if there is such an account, or if it has an address.
    """

    by_mail: bool
    """
    True if the platform sends e-mail. If it does not, the holder asks whoever administers the account.
    """


class ResetLinkRequest(TypedDict):
    """
    The login name of the account whose password is forgotten.
    """

    login: str
    """
    The login name.
    """


class ResetPassword(TypedDict):
    """
    The code of a link, and the new password.
    """

    code: str
    """
    The code of the link.
    """
    new_password: str
    """
    The new password.
    """


ResetState: TypeAlias = Literal["", "requested", "approved", "rejected", "expired"]
"""
The state of a request to reset a second factor.
"""


Reason: TypeAlias = str


class ReturnReasons(TypedDict):
    """
    The reasons for which an application or a new version is returned.
    """

    reasons: list[Reason]
    """
    Why it is returned.
    """
    scheme_version: NotRequired[int]
    """
    The version that was read; 0 for the newest. Refused with `A4_VERSION_MOVED_ON` if a newer version was filed.
    """


ReviewState: TypeAlias = Literal["", "passed", "returned", "supplement", "rejected", "reopened"]
"""
The newest word of review on the team's submission, as the team sees it.

- `reopened`: Decided before, and reviewed anew: that decision no longer counts.
"""


ReviewSupplementState: TypeAlias = Literal["", "asked", "answered", "lapsed"]
"""
The state of a request for supplementary material.
"""


class Reviewer(TypedDict):
    """
    A reviewer of a division.
    """

    account_id: str
    """
    The account.
    """
    organisation_uscc: str
    """
    The organisation that the reviewer belongs to, as the account has it; the reviewer never reviews its teams. It may be left out when the reviewer is appointed, and can't be another.
    """
    load: int
    """
    Cases given to this reviewer so far.
    """
    inactive: bool
    """
    True as long as the account lacks the role or may not be used: its cases go to others.
    """


class ReviewerBody(TypedDict):
    """
    A reviewer of the division; the organisation is the account's own, and may be left out.
    """

    account_id: str
    """
    The account.
    """
    organisation_uscc: NotRequired[str]
    """
    The organisation that the reviewer belongs to, as the account has it; the reviewer never reviews its teams. It may be left out when the reviewer is appointed, and can't be another.
    """


Role: TypeAlias = Literal[
    "", "participant", "host", "recommender", "reviewer", "expert", "secretariat", "committee", "operator"
]
"""
A role of contest-rules.md.
"""


RoleChoice: TypeAlias = Literal[
    "participant", "host", "recommender", "reviewer", "expert", "secretariat", "committee", "operator"
]
"""
The roles of the contest: what an account may do, and for whom (rule K1).
"""


class RoleGrant(TypedDict):
    """
    A role, and the division in which it holds.
    """

    role: RoleChoice
    """
    The role.
    """
    division: NotRequired[str]
    """
    The code of the division; empty if the role holds nation-wide or depends on no division.
    """


RoundState: TypeAlias = Literal["", "collecting", "scoring", "frozen", "freezing"]
"""
How far a round is. How far a round is.

- `freezing`: A freeze is under way, or was interrupted: freeze again.
"""


RunChange: TypeAlias = Literal["", "same", "removed", "added"]
"""
The change of a run of text.
"""


class RunNationalCheckResponse(TypedDict):
    """
    The answer: Compare all recommended projects anew. New and changed ones are compared without being asked for.
    """

    candidates: int
    """
    How many projects are recommended.
    """
    hits: int
    """
    All hits that are on record.
    """
    progress: CheckProgress
    """
    How far the check is.
    """


ScanState: TypeAlias = Literal["", "unscanned", "clean", "too_large_to_scan", "infected"]
"""
The scanner's verdict on a file.

- `unscanned`: No scanner was configured yet; a timer scans the file once there is one.
- `too_large_to_scan`: The scanner does not take files of this size or complexity.
- `infected`: Malware was found after the file was kept: it can neither be submitted nor downloaded.
"""


TieBreaker: TypeAlias = str


class SchemeStageBody(TypedDict):
    """
    A named stage of the review, with its own dates.
    """

    id: str
    """
    Its id in the scheme.
    """
    name: str
    """
    Its name, for example `初评`.
    """
    kind: NotRequired[Literal["documents", "roadshow"]]
    """
    How experts see the projects.
    """
    opens: str
    """
    When it begins.
    """
    closes: str
    """
    When it ends.
    """
    blind: NotRequired[bool]
    """
    Organisations and names are hidden from the experts.
    """
    experts_per_project: int
    """
    In the first stage this is the scheme's own number.
    """
    advancing_per_track: NotRequired[int]
    """
    The number of projects of a track that advance to the next stage; 0 for all.
    """
    text: NotRequired[str]
    """
    What is done in it; may be empty.
    """


class Score(TypedDict):
    """
    A score with its comment (rule E3).
    """

    criterion_id: str
    """
    The criterion, by its id in the rubric.
    """
    score: str
    """
    Decimal, from 0 to the scale; in a draft empty beside a comment.
    """
    comment: str
    """
    What the expert says of it.
    """


class ScoreBody(TypedDict):
    """
    The score of a criterion, a decimal in text, with its comment; a draft may have the comment alone, with an empty score.
    """

    criterion_id: str
    """
    The criterion, by its id in the rubric.
    """
    score: str
    """
    Decimal, from 0 to the scale; in a draft empty beside a comment.
    """
    comment: NotRequired[str]
    """
    What the expert says of it.
    """


class SearchOrganisationsResponse(TypedDict):
    organisations: list[OrganisationRecord]
    """
    The organisations.
    """
    more: bool
    """
    There are more organisations; a longer beginning finds them.
    """


class SecondFactorCode(TypedDict):
    """
    A code of one's own authenticator, or a recovery code.
    """

    code: str
    """
    A code of the authenticator, or a recovery code.
    """


class SecondFactorResetBody(TypedDict):
    """
    Why a second factor is to be reset, and how the holder's identity was checked; without numbers of identity papers.
    """

    reason: str
    """
    Why it is to be reset.
    """
    identity_check: str
    """
    How the holder's identity was checked, without numbers of identity papers.
    """


class Section(TypedDict):
    """
    A named section of the declaration (rule C4), for example `overview.background`.
    """

    id: str
    """
    Its id in the edition, for example `overview.background`.
    """
    text: str
    """
    The plain text; of rich text the words that can be seen.
    """
    rich: str
    """
    Safe HTML without attributes (`p br h3 h4 ul ol li blockquote table thead tbody tr th td strong em u sub sup`); empty if the section is plain text.
    """


class SectionBody(TypedDict):
    """
    A section of the declaration (rule C4).
    """

    id: str
    """
    Its id in the edition, for example `overview.background`.
    """
    text: NotRequired[str]
    """
    The plain text; of rich text the words that can be seen.
    """
    rich: NotRequired[str]
    """
    Safe HTML without attributes (`p br h3 h4 ul ol li blockquote table thead tbody tr th td strong em u sub sup`); empty if the section is plain text.
    """


class SectionEditor(TypedDict):
    """
    A member of the team who is editing a section.
    """

    section: str
    """
    The section, by its id in the edition.
    """
    called: str
    """
    The label of the team member, neither account nor name (rule K4).
    """


class SectionProgress(TypedDict):
    """
    How far a section is; lengths in visible characters.
    """

    id: str
    """
    Its id in the edition, for example `overview.background`.
    """
    name_zh: str
    """
    Its name in Chinese.
    """
    name_en: str
    """
    Its name in English.
    """
    state: str
    """
    `empty`, `short` or `done`.
    """
    length: int
    """
    How long it is, visible characters.
    """
    min_length: int
    """
    How long it must be at least, visible characters.
    """
    max_length: int
    """
    How long it may be at most, visible characters.
    """


class SeedCommitment(TypedDict):
    """
    The SHA-256 of a seed that nobody else knows; if the round has a seed already, the reason for another one.
    """

    seed_hash: str
    """
    SHA-256 of the seed in UTF-8, lower-case hexadecimal.
    """
    reason: NotRequired[str]
    """
    Required if the round has a seed already.
    """


class SeenActivity(TypedDict):
    """
    The activity when the caller read it.
    """

    edition: int
    """
    Its edition.
    """


class SeenAwards(TypedDict):
    """
    The local awards of the division when the caller read them.
    """

    grants: list[LocalGrant]
    """
    Them, in any order.
    """


class SeenExperts(TypedDict):
    """
    The experts of the panel when the caller read it.
    """

    account_ids: list[AccountId]
    """
    Their accounts.
    """


class SeenFilings(TypedDict):
    """
    The filings of a scheme when the caller read them, by the version that was filed last.
    """

    version: int
    """
    The version that was filed last; 0 if nothing was filed yet.
    """


class SeenRecommendation(TypedDict):
    """
    When the division's recommendation was filed last, as the caller read it; left out if it was not filed yet.
    """

    filed_at: NotRequired[str | None]
    """
    When it was filed last; absent if it was not filed yet.
    """


class SeenReviewers(TypedDict):
    """
    The reviewers of the desk when the caller read it.
    """

    account_ids: list[AccountId]
    """
    Their accounts.
    """


class SeenRoles(TypedDict):
    """
    The roles that the caller saw an account hold.
    """

    roles: list[RoleGrant]
    """
    Each role, with its division if it is held in one.
    """


class SetUpBegin(TypedDict):
    """
    A code of the present second factor, if it is to be replaced.
    """

    code: NotRequired[str]
    """
    Needed if there is a second factor already, which is to be replaced.
    """


class SetUpOffer(TypedDict):
    """
    What the holder's authenticator needs; it is good for half an hour.
    """

    secret: str
    """
    In base32, as people type it.
    """
    uri: str
    """
    The same as an address that authenticators open: otpauth://totp/...
    """


Severity: TypeAlias = Literal["", "refuse", "human"]
"""
The consequence of a hit.

- `human`: Accepted, and shown to the reviewer.
"""


class SharedFile(TypedDict):
    """
    A file that both teams of a hit submitted as evidence about the project.
    """

    sha256: str
    """
    Lower-case hexadecimal SHA-256 of the content.
    """
    first: Evidence
    """
    Its kind and name as the hit's first team submitted it.
    """
    second: Evidence
    """
    Its kind and name as the second team submitted it.
    """


class SheetSave(TypedDict):
    """
    All scores of the sheet; a change after submission needs a reason, and so does a score after `scoring_closes`.
    """

    scores: list[ScoreBody]
    """
    All scores of the sheet.
    """
    reason: NotRequired[str]
    """
    Required for a change after submission, and after `scoring_closes`.
    """


class SheetScores(TypedDict):
    """
    The scores of a sheet, as they went into a ranking.
    """

    sheet_id: str
    """
    The sheet.
    """
    team_id: str
    """
    The team of the project.
    """
    expert: int
    """
    The expert's number within the round, not the account.
    """
    scores: dict[str, str]
    """
    By criterion.
    """
    late: bool
    """
    Submitted after the scheme's `scoring_closes`, with a reason.
    """


SheetState: TypeAlias = Literal["", "draft", "submitted"]
"""
If a sheet is submitted (rule E3).
"""


class SheetSubmission(TypedDict):
    """
    The submission of a sheet; `reason` says why it comes after `scoring_closes`, unless its draft says so.
    """

    reason: NotRequired[str]
    """
    Required after `scoring_closes`, unless the draft has one.
    """


class SheetVersion(TypedDict):
    """
    A submitted version of a sheet (rule E3).
    """

    scores: list[Score]
    """
    The scores by criterion.
    """
    submitted_at: NotRequired[str]
    """
    When it was submitted.
    """
    reason: str
    """
    Why it was changed, or late; empty for the first in time.
    """
    late: bool
    """
    Submitted after the scheme's `scoring_closes`.
    """


class SignUp(TypedDict):
    """
    A new participant's account; `privacy_notice` is the version of the notice that its holder agrees to.
    """

    login: str
    """
    The login name.
    """
    password: str
    """
    The password.
    """
    privacy_notice: str
    """
    The version of the privacy notice that the holder has read and agrees to.
    """
    name: NotRequired[str]
    """
    The holder's name; may be empty.
    """
    organisation_uscc: NotRequired[str]
    """
    The unified social credit code of the holder's organisation; may be empty.
    """
    email: NotRequired[str]
    """
    The holder's e-mail address; may be empty.
    """
    mobile: NotRequired[str]
    """
    The holder's mobile number; may be empty.
    """


SignUpState: TypeAlias = Literal["", "signed_up", "signed_off"]
"""
If a place in an activity is taken. If a place in an activity is taken.
"""


class SignedIn(TypedDict):
    """
    A new session as the API answers with it: the token, and what must be done first.
    """

    token: str
    """
    A bearer token, shown this once.
    """
    account_id: str
    """
    The account that is signed in.
    """
    expires_at: NotRequired[str]
    """
    The session ends then, or earlier if it is not used; real time.
    """
    pending: Pending
    """
    Empty if nothing must be done before.
    """
    device_token: str
    """
    By it the device is known at its next try: programs send it as the header `Dasai-Device`.
    """


Stage: TypeAlias = Literal["", "division", "final"]
"""
The stage of the contest that a ranking belongs to.
"""


StageKind: TypeAlias = Literal["", "documents", "roadshow"]
"""
How experts see the projects in a stage.

- `documents`: By the submitted documents.
- `roadshow`: By a roadshow with a defence.
"""


class StatedOrganisation(TypedDict):
    """
    An organisation as a team states it (rule B1).
    """

    uscc: str
    """
    The unified social credit code (GB 32100).
    """
    name: str
    """
    Its name, as it is stated.
    """
    kind: Literal["enterprise", "public_institution", "research_institute", "university", "other"]
    """
    The kind, by its id in the edition, for example `enterprise`.
    """


class Substitution(TypedDict):
    """
    The project that lost its place, and the project that takes it (rule F6).
    """

    lost_team_id: str
    """
    The team that lost its place.
    """
    substitute_team_id: str
    """
    The team that takes the place.
    """


class Supplement(TypedDict):
    """
    A request for supplementary material, with its answer.
    """

    number: int
    """
    Counts the requests to the team from 1.
    """
    submission_number: int
    """
    The submission that review was looking at.
    """
    asked: str
    """
    The request, in review's words.
    """
    due_at: NotRequired[str]
    """
    An answer counts that arrives until then.
    """
    state: RegistrationSupplementState
    """
    How far it is.
    """
    text: str
    """
    The team's answer; empty until it answers.
    """
    evidence: list[Evidence]
    """
    Material that the answer refers to.
    """
    answered_at: NotRequired[str]
    """
    When it was answered; absent until then.
    """
    words_zh: str
    """
    Its state and what follows, in words.
    """
    words_en: str
    """
    The same in English.
    """


class SupplementAnswer(TypedDict):
    """
    The team's answer, with material for it.
    """

    text: NotRequired[str]
    """
    What the team says.
    """
    evidence: NotRequired[list[EvidenceBody]]
    """
    The server sets their `id`s.
    """


class TakeConsentBackResponse(TypedDict):
    """
    The answer: Take a consent back while nothing is submitted, by the co-organisation.
    """


class TakeOver(TypedDict):
    """
    The key that the host handed to whoever takes over.
    """

    team_id: str
    """
    The team.
    """
    code: str
    """
    The code that the host handed over.
    """


class TeamAccount(TypedDict):
    """
    An account that acts for the team.
    """

    account_id: str
    """
    The account.
    """
    called: str
    """
    The account's label within the team, as in the draft's `written_by`.
    """
    organisation_uscc: str
    """
    The organisation of the team that it acts for.
    """
    since: NotRequired[str]
    """
    When it joined the team.
    """


class TeamChange(TypedDict):
    """
    The fields that change; what is not named stays as it is. Nothing can be emptied.
    """

    team_name: NotRequired[str]
    """
    Empty leaves the name as it is.
    """
    project_name: NotRequired[str]
    """
    Empty leaves the name as it is.
    """
    representatives: NotRequired[list[NewRepresentative]]
    """
    If there are any, these and `kept_representatives` replace all representatives.
    """
    contest_reason: NotRequired[str]
    """
    As in RegisterTeamRequest.
    """
    identity_consent: NotRequired[str]
    """
    As in RegisterTeamRequest; required if there are representatives.
    """
    kept_representatives: NotRequired[list[KeptRepresentative]]
    """
    Representatives of the team who stay as they are, so that nobody has to give their numbers again. They come before `representatives`, and faults count them too. If there are any, whoever is in neither list leaves the team. Refuse with `B5_REPRESENTATIVES_MOVED_ON` if one of them is not there any more.
    """


class TeamCount(TypedDict):
    """
    How many teams there are. A team that withdrew or was disqualified takes part no more.
    """

    taking_part: int
    """
    Teams that take part: registered or submitted.
    """
    submitted: int
    """
    Those of them that have submitted.
    """
    withdrawn: int
    """
    Teams that withdrew.
    """
    disqualified: int
    """
    Teams that were disqualified.
    """


class TeamFacts(TypedDict):
    """
    The facts about a team that other services know: no personal data, and nothing that matches persons.
    """

    team_id: str
    """
    The team's identifier.
    """
    edition: str
    """
    The edition of the contest, for example `2024`.
    """
    division_code: str
    """
    GB/T 2260 code of the division, for example `110000`.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    topic_id: str
    """
    The topic direction, by its id in the edition, for example `industry-1`.
    """
    team_name: str
    """
    The team's name.
    """
    project_name: str
    """
    The project's name.
    """
    lead: Organisation
    """
    The organisation that leads the team (rule B2).
    """
    co_organisations: list[Organisation]
    """
    The organisations that consented to join it (rule B2).
    """
    account_ids: list[str]
    """
    Accounts that act for the team; of readers only the team itself is shown them (rule K1).
    """


class TeamFinding(TypedDict):
    """
    A finding on an organisation or a file of the team after it registered (rules B3, B8, C7).
    """

    code: str
    """
    `B3_CREDIT_LISTED`, `B8_AFFILIATED`, `B8_ORGANISER_TAKES_PART`, `C7_MATERIAL_INFECTED`, `B7_NAME_CONTESTED`, or for staff `B5_SAME_NAME`.
    """
    uscc: str
    """
    The organisation; empty if the finding is about a file.
    """
    subject: str
    """
    The credit list, the organiser's code, the file's SHA-256, or the id of the claim or of the pair of teams.
    """
    as_of: NotRequired[str]
    """
    As of when the source states it.
    """
    source: str
    """
    The list's source, the chain of relations, the file's name, or what is found of the pair.
    """
    lifted: bool
    """
    A later complete list does not name the organisation, the relation ended, or a later version is without the file.
    """
    other_team_id: str
    """
    The other team, if the finding is about two, and its division; empty for whoever may not know of it.
    """
    other_team_division_code: str
    """
    The division of the other team.
    """


class TeamSearch(TypedDict):
    """
    The beginning of a team's or project's name, and filters as in the list.
    """

    beginning: str
    """
    How the name of the team or of its project begins, however it is typed; empty for all.
    """
    division_code: NotRequired[str]
    """
    A host names its division; empty for the caller's own teams, and for all to the secretariat.
    """
    state: NotRequired[Literal["", "registered", "submitted", "withdrawn", "disqualified"]]
    """
    Unspecified for all states.
    """
    review_state: NotRequired[Literal["", "passed", "returned", "supplement", "rejected", "reopened"]]
    """
    Unspecified for all, whatever review said of them.
    """
    track: NotRequired[str]
    """
    The track's id; empty for all tracks.
    """
    page_token: NotRequired[str]
    """
    `page.next_page_token` of the page before; empty for the first.
    """
    page_size: NotRequired[int]
    """
    The most items of a page; 0 for the default of 50.
    """
    count: NotRequired[bool]
    """
    True to have all items counted, exactly up to 1000: see `page.total` and `page.total_is_more`.
    """


TeamState: TypeAlias = Literal["", "registered", "submitted", "withdrawn", "disqualified"]
"""
How far a team is. How far a team is.
"""


TokenScope: TypeAlias = Literal[
    "account:read",
    "registration:read",
    "registration:write",
    "review:read",
    "review:write",
    "scoring:read",
    "scoring:write",
    "publicity:read",
    "publicity:write",
]
"""
A part of the platform, to read or to write; writing includes reading.

`account:read` shows the own account (`GET /api/v1/accounts/me`); none covers sessions, tokens or other accounts.
"""


class TopicChoice(TypedDict):
    """
    A topic direction of the edition, perhaps refined by the division.
    """

    topic_id: str
    """
    The edition's topic direction, for example `industry-1`.
    """
    refined_title: str
    """
    Empty if the division uses the edition's text.
    """
    refined_text: str
    """
    The division's own text; empty if it uses the edition's.
    """


class TopicChoiceBody(TypedDict):
    """
    A topic direction of the edition, perhaps refined.
    """

    topic_id: str
    """
    The edition's topic direction, for example `industry-1`.
    """
    refined_title: NotRequired[str]
    """
    Empty if the division uses the edition's text.
    """
    refined_text: NotRequired[str]
    """
    The division's own text; empty if it uses the edition's.
    """


class TrackChoice(TypedDict):
    """
    A track that a division runs, with the topics it admits (rule A2).
    """

    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    topics: list[TopicChoice]
    """
    The topic directions that it admits.
    """


class TrackChoiceBody(TypedDict):
    """
    A track that the division runs.
    """

    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    topics: list[TopicChoiceBody]
    """
    The topic directions that it admits.
    """


class TrackedObjection(TypedDict):
    """
    The secret tracking code of an objection: never in an address, which logs and histories keep.
    """

    tracking_code: str
    """
    The secret tracking code.
    """


class TrackedReport(TypedDict):
    """
    The secret tracking code of a report: never in an address, which logs and histories keep.
    """

    tracking_code: str
    """
    The secret tracking code.
    """


class TrailCheck(TypedDict):
    """
    A verification of the service's audit trail, its signed heads and its stored decisions (rule D5).
    """

    asked_at: NotRequired[str]
    """
    When it was asked for; absent if it was not, but made by the clock.
    """
    checked_at: NotRequired[str]
    """
    When it ended; absent until then.
    """
    links: int
    """
    The links that are unbroken.
    """
    heads: int
    """
    The signed heads that they were held against.
    """
    decisions: int
    """
    The stored decisions that were compared with their events.
    """
    faults: list[str]
    """
    What is wrong, a sentence each in Chinese and English; empty if nothing is.
    """


class TrailHead(TypedDict):
    """
    The last link of a trail at a moment; its hash covers all links before it.
    """

    service: str
    """
    Whose trail it is, for example `registration`.
    """
    sequence: int
    """
    The link's number, counted from 1.
    """
    hash: str
    """
    SHA-256, hexadecimal.
    """
    signed_at: NotRequired[str]
    """
    Real time, to the millisecond.
    """
    signature: str
    """
    Ed25519 over the form that docs/adr/0024-trail-heads.md states, hexadecimal.
    """
    public_key: str
    """
    Hexadecimal.
    """


Trick: TypeAlias = Literal[
    "", "exact", "spaced", "width", "traditional", "look_alike", "homophone", "pinyin", "reversed"
]
"""
The trick by which a word was disguised.
"""


UploadState: TypeAlias = Literal["", "open", "complete", "refused", "ended", "finishing"]
"""
The state of an upload.

- `refused`: Its content was refused; `refusal_code` says why.
- `ended`: The client gave it up, or did not finish in time.
- `finishing`: Every byte is stored and accepted; the file is being kept and attached, and can't be given up any more.
"""


class VacantPlaces(TypedDict):
    """
    Places of a track's prize that are not given, and the reason, which is published.
    """

    track: str
    """
    The track, by its code in the edition.
    """
    prize: str
    """
    Identifier from the edition, for example `second`.
    """
    places: NotRequired[int]
    """
    At least 1, at most the prize's quota.
    """
    reason: str
    """
    Published, so it names no person.
    """


class VerifyReceiptResponse(TypedDict):
    """
    The verdict on a receipt.
    """

    verdict: ReceiptVerdict
    """
    If it is genuine.
    """


class WantedTicket(TypedDict):
    """
    The command that will be sent, and the SHA-256 of its body; of a command without a body that of nothing.
    """

    operation: str
    """
    Method and path, for example `POST /api/v1/teams/<id>/submissions`; it is kept as a keyed hash.
    """
    digest: str
    """
    SHA-256 of the request's body, hexadecimal.
    """


class WinnersAnnouncement(TypedDict):
    """
    The text that the secretariat adds to the winners' notice, and the places that are not given.
    """

    statement: NotRequired[str]
    """
    Added to the notice's text; may be empty, at most 2,000 characters. Checked as everything that is published (rules J1, J2, K4).
    """
    vacant: NotRequired[list[VacantPlaces]]
    """
    Places that are not given; published with their reasons.
    """
    dry_run: NotRequired[bool]
    """
    True to check everything and return the list and its notice, and announce nothing.
    """


class WordLine(TypedDict):
    """
    A word of a list, and the consequence of a hit.
    """

    line: int
    """
    The number of the line in its file; the answer refers to it.
    """
    word: str
    """
    The word.
    """
    severity: str
    """
    `refuse` or `human`: as text, so that every faulty line can be returned.
    """


class WordListImport(TypedDict):
    """
    A whole list as of a date: its words, or a CSV (UTF-8 or GB 18030) or XLSX file in base64, columns word and severity.
    """

    name: str
    """
    The name of the list.
    """
    as_of: str
    """
    The date of the list.
    """
    source: str
    """
    Where it is from.
    """
    lines: NotRequired[list[WordLine]]
    """
    The words; or a file of them.
    """
    file: NotRequired[str]
    """
    Instead of lines: CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns `word` and `severity`.
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """


class WordListVersion(TypedDict):
    """
    A version of a word list.
    """

    number: int
    """
    Counts the versions from 1.
    """
    as_of: NotRequired[str]
    """
    The date of the list.
    """
    source: str
    """
    Where it is from.
    """
    digest: str
    """
    SHA-256 over its words.
    """
    words: int
    """
    How many words it has.
    """
    imported_at: NotRequired[str]
    """
    When it was imported.
    """


class AccountSearch(TypedDict):
    """
    The beginning of names or login names, and filters as in the list; or which accounts, by identifier.

    Of those that are named by identifier, those that one does not administer are left out.
    """

    text: NotRequired[str]
    """
    Only accounts whose login name or name begins with this.
    """
    account_ids: NotRequired[list[AccountId]]
    """
    Only these accounts, at most 200; empty for all. Those that the caller does not administer are left out.
    """
    role: NotRequired[RoleChoice | None]
    """
    Only accounts that hold this role.
    """
    division: NotRequired[str]
    """
    Only accounts with a role in this division.
    """
    state: NotRequired[Literal["", "active", "disabled", "closed"]]
    """
    Only accounts in this state.
    """
    page_token: NotRequired[str]
    """
    `page.next_page_token` of the page before; empty for the first.
    """
    page_size: NotRequired[int]
    """
    The most items of a page; 0 for the default of 50.
    """
    count: NotRequired[bool]
    """
    True to have all items counted, exactly up to 1000: see `page.total` and `page.total_is_more`.
    """


class ActivityChange(TypedDict):
    """
    The activity as it is from now on, whole, with the reason; participants read both.

    With `seen` it is refused if somebody else has changed it since.
    """

    kind: Literal["topic_briefing", "supply_and_demand", "exchange"]
    """
    What it is: 赛题宣讲, 供需对接 or 调研交流.
    """
    title: str
    """
    Its title.
    """
    text: NotRequired[str]
    """
    What it is about; may be empty.
    """
    place: NotRequired[str]
    """
    The address to go to; empty if the activity is held online only.
    """
    online_address: NotRequired[str]
    """
    Address of the online meeting; empty if the activity is held at a place only.
    """
    begins: str
    """
    When it begins.
    """
    ends: str
    """
    When it ends.
    """
    sign_up_closes: str
    """
    The last instant to sign up.
    """
    capacity: int
    """
    How many places there are.
    """
    reason: str
    """
    Why it is changed; participants read it.
    """
    seen: NotRequired[SeenActivity | None]
    """
    The activity that the caller saw. Refused with `A6_CHANGED_MEANWHILE` if it has another edition by now; if this is absent, nothing is compared.
    """


class ActivityFacts(TypedDict):
    """
    The facts of an activity, as its host states them.
    """

    kind: ActivityKind
    """
    What it is: 赛题宣讲, 供需对接 or 调研交流.
    """
    title: str
    """
    Its title.
    """
    text: str
    """
    What it is about; may be empty.
    """
    place: str
    """
    The address to go to; empty if the activity is held online only.
    """
    online_address: str
    """
    Address of the online meeting; empty if the activity is held at a place only.
    """
    begins: NotRequired[str]
    """
    When it begins.
    """
    ends: NotRequired[str]
    """
    When it ends.
    """
    sign_up_closes: NotRequired[str]
    """
    The last instant to sign up.
    """
    capacity: int
    """
    How many places there are.
    """


class AffiliationImport(TypedDict):
    """
    Relations as of a date, from a named source.
    """

    as_of: str
    """
    As of when it holds.
    """
    source: str
    """
    Where it is from.
    """
    lines: NotRequired[list[RelationLine]]
    """
    The relations; or a file of them.
    """
    file: NotRequired[str]
    """
    Instead of lines: CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns `lower_uscc` (下级单位代码), `upper_uscc` (上级单位代码), `kind` (关系) and optionally `ended` (已终止).
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """


class Announcement(TypedDict):
    """
    An announcement; its messages go out one after the other.
    """

    announcement_id: str
    """
    The announcement.
    """
    division_code: str
    """
    The division whose teams are told; empty nation-wide.
    """
    roles: list[Role]
    """
    The roles that are told; empty for the teams of the division or, nation-wide, for everyone.
    """
    title: str
    """
    Its title.
    """
    text: str
    """
    The text.
    """
    title_en: str
    """
    Empty if there is no English.
    """
    text_en: str
    """
    The text in English; empty if there is none.
    """
    announced_by: str
    """
    The account that announced it.
    """
    announced_at: NotRequired[str]
    """
    When it was announced.
    """
    reached: int
    """
    How many accounts it has reached so far, and whether that is all.
    """
    complete: bool
    """
    True if it has reached all.
    """


class Award(TypedDict):
    """
    An award of the final (rule G2).
    """

    award_id: str
    """
    The award.
    """
    team: NotRequired[TeamFacts]
    """
    The team that won it.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    prize: str
    """
    Prize identifier from the edition, for example `first`.
    """
    rank: int
    """
    The place in the ranking of the final.
    """


class Candidate(TypedDict):
    """
    A project of a ranking that counts.
    """

    team: TeamFacts
    """
    The team of the project.
    """
    rank: int
    """
    The place in the division's ranking.
    """
    score: str
    """
    The score in the division's ranking, decimal.
    """


class CaseCount(TypedDict):
    """
    How many cases are in a state.
    """

    state: CaseState
    """
    The state.
    """
    cases: int
    """
    Cases of the division that are in it.
    """


class CaseCounts(TypedDict):
    """
    How many cases a division has in each state.
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    counts: list[CaseCount]
    """
    A count for each state, also of those that no case is in.
    """


class CaseSupplement(TypedDict):
    """
    A request for supplementary material as the reviewer sees it (rule C11).
    """

    number: int
    """
    Counts the requests to the team from 1.
    """
    submission_number: int
    """
    The submission that the reviewer was looking at.
    """
    asked: str
    """
    The request, in the reviewer's words.
    """
    due_at: NotRequired[str]
    """
    An answer counts that arrives until then.
    """
    state: ReviewSupplementState
    """
    How far it is.
    """
    text: str
    """
    The team's answer; empty until it answers.
    """
    evidence: list[Evidence]
    """
    Material that the answer refers to.
    """
    answered_at: NotRequired[str]
    """
    When it was answered; absent until then.
    """


class Certificate(TypedDict):
    """
    A certificate as anyone who has its code sees it (rule G3).
    """

    number: str
    """
    Its number.
    """
    state: CertificateState
    """
    If it is valid.
    """
    contest_name: str
    """
    The contest's official name, whole (rule J1).
    """
    prize_zh: str
    """
    The prize's name in Chinese.
    """
    prize_en: str
    """
    The prize's name in English.
    """
    track_name: str
    """
    Name of the track; empty for a special award to an organiser.
    """
    team_name: str
    """
    The team's name.
    """
    project_name: str
    """
    The project's name.
    """
    organisations: list[str]
    """
    The names of the team's organisations, the lead first.
    """
    recipient_name: str
    """
    The recipient, if it is an organiser; empty if it is a team.
    """
    confirmed_at: NotRequired[str]
    """
    When the award was confirmed.
    """
    revoked_at: NotRequired[str]
    """
    When it was revoked (rule H4); absent if it is valid.
    """


class ClaimFile(TypedDict):
    """
    A file that is evidence of a team for a claim (rules B7, C7).
    """

    team_id: str
    """
    The team that uploaded it.
    """
    material_id: str
    """
    The file's identifier among the team's material.
    """
    evidence: Evidence
    """
    What it is.
    """


class ClosingPlan(TypedDict):
    """
    What closing an account does.
    """

    deleted: list[ClosingItem]
    """
    What is deleted, or was.
    """
    kept: list[ClosingItem]
    """
    What is kept, why and until when.
    """
    obstacles: list[Obstacle]
    """
    What must be done before; empty if nothing must.
    """
    closed_at: NotRequired[str]
    """
    When it was closed, real time; absent if it is not.
    """


class CoOrganisation(TypedDict):
    """
    A co-organisation of a team.
    """

    organisation: Organisation
    """
    The organisation, as the team states it.
    """
    state: ConsentState
    """
    Its answer.
    """
    answered_at: NotRequired[str]
    """
    When it was answered; absent until then.
    """
    invitation_code: str
    """
    The code for the co-organisation's staff while it has not answered; for the lead's accounts only.
    """
    lead_offered: bool
    """
    The lead has offered its place to this co-organisation.
    """


class CountOfGroup(TypedDict):
    """
    The teams of a division, a track or a kind of organisation.
    """

    group: str
    """
    The division's code, the track's code or the kind's id, as the edition has it.
    """
    teams: NotRequired[TeamCount]
    """
    Its teams.
    """


class Decision(TypedDict):
    """
    A decision; decisions are kept for ever.
    """

    submission_number: int
    """
    The submission on which it was decided.
    """
    outcome: Outcome
    """
    What was decided.
    """
    judgements: Judgements
    """
    The three named judgements (rule D4).
    """
    reason: str
    """
    Why, as the team reads it.
    """
    decided_by: str
    """
    The account that decided.
    """
    decided_at: NotRequired[str]
    """
    When it was decided.
    """
    sequence: int
    """
    As in `CaseDecided`; 0 and empty for decisions from before these were kept.
    """
    findings: list[Finding]
    """
    What was found when it was decided.
    """
    digest: str
    """
    The digest of the submission that the reviewer had before them.
    """
    late: bool
    """
    The division's review had closed, and why it was decided only then.
    """
    late_reason: str
    """
    Why it was late; empty if it was not.
    """


class DecisionBody(TypedDict):
    """
    A decision on the submission that the reviewer read.
    """

    submission_number: int
    """
    The submission that the reviewer read.
    """
    outcome: Literal["passed", "returned", "supplement", "rejected"]
    """
    What is decided.
    """
    judgements: JudgementsBody
    """
    The three named judgements (rule D4).
    """
    reason: str
    """
    Why, as the team reads it.
    """
    late_reason: NotRequired[str]
    """
    Required once the division's review has closed (rule A5): why it is decided only now.
    """


class Declaration(TypedDict):
    """
    The draft of a declaration.
    """

    team_id: str
    """
    The team.
    """
    revision: int
    """
    The revision of the draft: its count of changes.
    """
    sections: list[DraftSection]
    """
    The sections, each with its writer.
    """
    kept: list[KeptText]
    """
    Newest first, the first 20; `ListKeptTexts` names the rest.
    """
    kept_total: int
    """
    How many there are after `kept_since`.
    """


class Delivery(TypedDict):
    """
    A message on its way; neither address nor text.
    """

    delivery_id: str
    """
    The message on its way.
    """
    message_id: str
    """
    The message that is sent.
    """
    account_id: str
    """
    The account that gets it.
    """
    channel: DeliveryChannel
    """
    By mail, or by text message.
    """
    template: str
    """
    Stable name of the template of the message.
    """
    state: DeliveryState
    """
    How far it is.
    """
    attempts: int
    """
    How often it was tried.
    """
    reason: str
    """
    A stable word for why it did not arrive, for example `smtp_550` or `server_away`; empty if nothing went wrong.
    """
    queued_at: NotRequired[str]
    """
    Real time, as all below.
    """
    next_try: NotRequired[str]
    """
    When it is tried next; absent in a final state.
    """
    ended_at: NotRequired[str]
    """
    When it reached a final state.
    """


class Desk(TypedDict):
    """
    A division's reviewers, over whom cases are spread (rule D2).
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    reviewers: list[Reviewer]
    """
    The reviewers.
    """


class DifferenceRun(TypedDict):
    """
    Consecutive words with the same change. All runs of a side, joined, are that side's text.
    """

    change: RunChange
    """
    What became of it.
    """
    text: str
    """
    The words.
    """


class DivisionAwards(TypedDict):
    """
    The local awards of a division (rule E7).
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    awards: list[GrantedLocalAward]
    """
    The awards.
    """
    granted_at: NotRequired[str]
    """
    When they were granted last; absent until then.
    """


class Dossier(TypedDict):
    """
    A division's submissions and material as one ZIP file (rules K1, K3, K4).
    """

    dossier_id: str
    """
    Its identifier.
    """
    division_code: str
    """
    The division.
    """
    account_id: str
    """
    The account that asked for it.
    """
    role: str
    """
    In which role.
    """
    requested_at: NotRequired[str]
    """
    When it was asked for.
    """
    state: DossierState
    """
    How far it is.
    """
    progress: DossierProgress
    """
    How far the making is.
    """
    attempts: int
    """
    How often a worker began to make it: more than once if a worker was stopped meanwhile.
    """
    file_name: str
    """
    The name of the file.
    """
    size_bytes: int
    """
    The size of the file, bytes; 0 until it is ready.
    """
    sha256: str
    """
    SHA-256 of the file, hexadecimal; empty until it is ready.
    """
    ended_at: NotRequired[str]
    """
    When it became ready, failed or was ended.
    """
    expires_at: NotRequired[str]
    """
    The file is deleted at this time.
    """
    failure: str
    """
    Why it could not be made: a stable code, for example `K3_DOSSIER_STORAGE_FULL`.
    """
    failure_zh: str
    """
    The same in Chinese.
    """
    failure_en: str
    """
    The same in English.
    """


class DraftSave(TypedDict):
    """
    Sections, and the revision of the draft that their writer had read.
    """

    draft_revision: int
    """
    The revision that the writer read.
    """
    sections: list[SectionBody]
    """
    The sections that are saved; others stay as they are.
    """
    editor_id: NotRequired[str]
    """
    Identifies the open editor: the same for all its saves, another for every other editor. So a save whose answer was lost is not taken for somebody else's change. At most 100 characters.
    """


class Draw(TypedDict):
    """
    A seed that was committed, and what was drawn once it was revealed (rules E2, G1).
    """

    number: int
    """
    Counts the draws of the round from 1.
    """
    seed_hash: str
    """
    SHA-256 of the seed in UTF-8, lower-case hexadecimal.
    """
    committed_at: NotRequired[str]
    """
    When it was committed.
    """
    reason: str
    """
    Why it was drawn again.
    """
    seed: str
    """
    Empty until it is revealed.
    """
    drawn_at: NotRequired[str]
    """
    When the seed was revealed; absent until then.
    """
    order: list[DrawnProject]
    """
    The order of the roadshow; empty in a division.
    """
    nonce_hash: str
    """
    SHA-256 of the nonce in UTF-8, lower-case hexadecimal.
    """
    nonce: str
    """
    Random digits of the platform, drawn when the seed was committed; empty until the seed is revealed. All lots are drawn from `seed/nonce`, so that who committed the seed could not choose what is drawn.
    """


class Draws(TypedDict):
    """
    All draws of a round, first to last.
    """

    round_id: str
    """
    The round.
    """
    draws: list[Draw]
    """
    The draws.
    """


EditionBenefit = TypedDict(
    "EditionBenefit",
    {
        "id": str,
        "for": Literal["winners", "finalists"],
        "name": EditionWords,
        "text": str,
    },
    closed=True,
)


class EditionCommittee(TypedDict):
    """
    The contest committee: the chair and all members, in the notice's order (J2).
    """

    name: EditionWords
    chair: EditionWords
    members: list[EditionWords]


class EditionDeclarationPart(TypedDict):
    """
    A part of the declaration (C4).
    """

    zh: str
    en: str
    id: str
    sections: list[EditionSection]


class EditionDivision(TypedDict):
    """
    A division of the contest, for one provincial unit (A2).
    """

    code: str
    name: EditionWords
    unit: str
    official_name: str


class EditionExpertCommittee(TypedDict):
    """
    The sources of the national panel's experts (E1).
    """

    name: EditionWords
    drawn_from: list[EditionNamed]
    duty: EditionWords


class EditionLogo(TypedDict):
    """
    The owner and the manager of the contest's logo (J3).
    """

    owner: EditionWords
    manager: EditionWords


class EditionPrizes(TypedDict):
    """
    The awards of the final (G2, G3).
    """

    basis: Literal["notice", "platform"]
    per_track: list[EditionPrize]
    special: list[EditionSpecialAward]
    forms: EditionWords
    seal: EditionWords


class EditionSecretariat(TypedDict):
    """
    The committee's secretariat and where it sits.
    """

    name: EditionWords
    seat: EditionWords
    duty: EditionWords


class EditionSecretariatOffice(TypedDict):
    """
    The bodies of the secretariat's office; `rotating_lead` is the Chinese name of one of them.
    """

    name: EditionWords
    bodies: list[EditionWords]
    rotating_lead: str
    duty: EditionWords


class EditionSupplements(TypedDict):
    """
    The consequence of supplementary material not arriving in time, in words (C11).
    """

    basis: Literal["notice", "platform"]
    lapse: EditionWords


class EditionTopic(TypedDict):
    """
    A topic direction of a track; title and text are the notice's words.

    `closed` says that the committee offers it no longer: no scheme takes it up, and what is registered under it stays (A1).
    `formerly` are titles under which it was published before a misprint in them was mended.
    """

    id: str
    title: EditionWords
    text: str
    closed: NotRequired[bool]
    formerly: NotRequired[list[str]]


class EditionTrack(TypedDict):
    """
    A track with its topic directions (A1); `closed` and `formerly` as in a topic. A closed track closes all its topics.
    """

    code: str
    number: int
    name: EditionWords
    guide_title: str
    topics: list[EditionTopic]
    closed: NotRequired[bool]
    formerly: NotRequired[list[str]]


class Editors(TypedDict):
    """
    Who is editing: nothing is locked by it, and no rule depends on it.
    """

    editors: list[SectionEditor]
    """
    By section, then by member.
    """


class Entitlement(TypedDict):
    """
    A benefit that a winner is entitled to (rule G4).
    """

    benefit_id: str
    """
    The benefit, by its id in the edition.
    """
    name: str
    """
    Its name.
    """
    state: EntitlementState
    """
    If it holds.
    """
    since: NotRequired[str]
    """
    From when on it holds.
    """
    until: NotRequired[str]
    """
    Until when it holds; absent if it has no end.
    """


class Entry(TypedDict):
    """
    A recommended project and its place.
    """

    team: TeamFacts
    """
    The team of the project.
    """
    rank: int
    """
    The place in the division's ranking.
    """
    score: str
    """
    The score in the division's ranking, decimal.
    """
    lost_at: NotRequired[str]
    """
    When it lost its place (rule F6).
    """
    lost_code: str
    """
    The code of the rule by which it lost its place; empty if it has it.
    """
    substituted_by: str
    """
    The team that took its place; empty if none did.
    """
    notice: NotRequired[LossNotice]
    """
    The secretariat's notice of the loss; unset until it is given.
    """
    forfeited: bool
    """
    True if the time of the notice is over and nobody filled the place.
    """
    listed: bool
    """
    It is on the finalist list whose notice has opened: before that nobody but the secretariat and the committee, who see the list itself, is told what enters it (rules F8, K1).
    """
    admitted: bool
    """
    True if not the recommender but an upheld objection brought it to the final: beside the quota (rule F8).
    """


class ExpertImport(TypedDict):
    """
    A file that lists all experts of the panel (rule K3). With `seen` only what differs from it is changed.
    """

    file: str
    """
    CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns of the list's template.
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """
    seen: NotRequired[SeenExperts | None]
    """
    As in AppointExpertsRequest: with it, the file says what is to be changed of what was seen.
    """


class Experts(TypedDict):
    """
    All experts of the panel. With `seen` only what differs from it is changed: who was appointed meanwhile stays.
    """

    experts: list[ExpertBody]
    """
    All experts of the panel.
    """
    seen: NotRequired[SeenExperts | None]
    """
    Who was on the panel when the caller read it: then experts that are not in it are added, those in it that are not named leave, and all else stays as it is by now. If it is absent, the experts are all that there are.
    """


class FileObjectionResponse(TypedDict):
    """
    The answer: File an objection, by anyone; return the secret tracking code.
    """

    objection_id: str
    """
    The objection.
    """
    tracking_code: str
    """
    The only way to ask for the state of the objection: to be kept, and kept secret.
    """
    state: ObjectionState
    """
    How far it is.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """


class FileReportResponse(TypedDict):
    """
    The answer: File a report, by anyone, under a real name and with evidence; return the secret tracking code.
    """

    report_id: str
    """
    The report.
    """
    tracking_code: str
    """
    The reporter's only way to ask for the state of the report: to be kept, and kept secret.
    """
    state: ReportState
    """
    How far it is.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """


class Finalist(TypedDict):
    """
    A finalist (rule F3).
    """

    team: TeamFacts
    """
    The team of the project.
    """
    channel: Channel
    """
    How it came to the final (rule F4).
    """
    recommender_id: str
    """
    The division code, or the identifier of another contest.
    """


class Grant(TypedDict):
    """
    A role, and the division in which it holds.
    """

    role: Role
    """
    The role.
    """
    division: str
    """
    The code of the division; empty if the role holds nation-wide or depends on no division.
    """


class Hit(TypedDict):
    """
    Two candidates that may be the same project or person (rule F5); a human settles it.
    """

    hit_id: str
    """
    The hit.
    """
    kind: str
    """
    The ground: `person`, `project_name`, `project_text`, `project_contained` or `file`.
    """
    teams: list[TeamFacts]
    """
    The two teams.
    """
    likeness: str
    """
    From 0 to 1, decimal.
    """
    state: HitState
    """
    How it was settled.
    """
    reason: str
    """
    Why it was settled so; empty until it is.
    """
    disqualified_team_ids: list[str]
    """
    The teams that lost their place by it.
    """


class HitDetails(TypedDict):
    """
    A hit with what its two projects have in common (rule F5).
    """

    hit: Hit
    """
    The hit.
    """
    passages: list[Passage]
    """
    The passages that stand in both declarations, the longest first, at most 100.
    """
    passage_count: int
    """
    How many passages there are.
    """
    files: list[SharedFile]
    """
    The files that both submitted.
    """


class ImportAffiliationsResponse(TypedDict):
    """
    The result of an import.
    """

    imported: int
    """
    Lines with new statements.
    """
    unchanged: int
    """
    Lines with known statements.
    """
    faults: list[LineFault]
    """
    The lines that were not imported.
    """
    fault_count: int
    """
    How many lines are wrong; `faults` names the first 500.
    """


class ImportCreditListResponse(TypedDict):
    """
    The answer: Import a Credit China list as of a date, by the secretariat (rule B3); each entry is kept with its history.
    """

    imported: int
    """
    The number of organisations that the import names.
    """
    faults: list[LineFault]
    """
    Lines of the file that were not imported.
    """
    completed: bool
    """
    True if the list is complete now as of this date: not while a faulty line is open, because nobody may be lifted by mistake, and not if a newer complete list is known.
    """
    faults_open: int
    """
    Faulty lines of this import and of earlier imports of this list and date that were neither waived nor imported since (by their name) with a correct code.
    """
    fault_count: int
    """
    How many lines are wrong; `faults` names the first 500.
    """


class ImportExpertsResponse(TypedDict):
    """
    The result of an import of experts.
    """

    imported: bool
    """
    True if the list was imported: no line is wrong, and it was no dry run.
    """
    lines: int
    """
    How many lines the file has, without empty ones and the template's example.
    """
    faults: list[ListFault]
    """
    The lines that are wrong, the first 500; if there is any, nothing is changed.
    """
    fault_count: int
    """
    How many lines are wrong.
    """
    panel: NotRequired[Panel]
    """
    The panel after it; of a dry run as it would be.
    """


class ImportInvitationsResponse(TypedDict):
    """
    The result of an import of invitations.
    """

    imported: bool
    """
    True if the list was imported: no line is wrong, and it was no dry run.
    """
    lines: int
    """
    How many lines the file has, without empty ones and the template's example.
    """
    faults: list[ListFault]
    """
    The lines that are wrong, the first 500; if there is any, nothing is changed.
    """
    fault_count: int
    """
    How many lines are wrong.
    """
    links: str
    """
    The invited, each line with its link: a file in the format that was asked for; empty if nobody was invited.
    """
    file_name: str
    """
    A name for that file.
    """


class ImportReviewersResponse(TypedDict):
    """
    The result of an import of reviewers.
    """

    imported: bool
    """
    True if the list was imported: no line is wrong, and it was no dry run.
    """
    lines: int
    """
    How many lines the file has, without empty ones and the template's example.
    """
    faults: list[ListFault]
    """
    The lines that are wrong, the first 500; if there is any, nothing is changed.
    """
    fault_count: int
    """
    How many lines are wrong.
    """
    desk: NotRequired[Desk]
    """
    The division's reviewers after it; of a dry run as they would be.
    """


class ListAnnouncementsResponse(TypedDict):
    """
    The answer: List announcements: for a host those of its division, for the secretariat all.
    """

    announcements: list[Announcement]
    """
    The announcements.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListCandidatesResponse(TypedDict):
    """
    The answer: List the projects of the division's rankings, from which it recommends, for its host, the secretariat and the committee.
    """

    quota_per_track: int
    """
    How many projects of a track the division may recommend (rule F1).
    """
    until: NotRequired[str]
    """
    Until when it may be filed.
    """
    candidates: list[Candidate]
    """
    By track and rank; without those that are struck.
    """


class ListCoOrganisationsResponse(TypedDict):
    """
    The answer: List co-organisations: for the team's accounts, its host and the secretariat; invitation codes for the lead's accounts only.
    """

    co_organisations: list[CoOrganisation]
    """
    The co-organisations.
    """


class ListDeliveriesResponse(TypedDict):
    """
    The answer: List deliveries, without addresses.
    """

    deliveries: list[Delivery]
    """
    Messages on their way.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """
    mail_set: bool
    """
    False if no mail server is set: nothing goes out by mail.
    """
    sms_set: bool
    """
    False if text messages have nowhere to go.
    """


class ListDossiersResponse(TypedDict):
    """
    A division's dossiers, newest first.
    """

    dossiers: list[Dossier]
    """
    The dossiers.
    """
    page: NotRequired[PageResponse]
    """
    The next page.
    """
    stored_bytes: int
    """
    Bytes that the files of the division's dossiers take in the storage.
    """
    limit: int
    """
    How many of a division's dossiers are on their way or have a file at the same time, at most.
    """


class ListHitsResponse(TypedDict):
    hits: list[Hit]
    """
    The hits.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListKeptTextsResponse(TypedDict):
    """
    The answer: List the texts that were refused and kept, newest first, without the texts themselves.
    """

    kept: list[KeptText]
    """
    The kept texts, newest first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListMessagesResponse(TypedDict):
    """
    The answer: List the caller's messages: the unread first, of either the newest first.
    """

    messages: list[Message]
    """
    The messages: the unread first, of either the newest first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListOwnPanelsResponse(TypedDict):
    """
    The answer: List the panels that the calling expert is on, each with the expert's own line alone.
    """

    panels: list[Panel]
    """
    The panels, by identifier.
    """


class ListPublishedFinalistsResponse(TypedDict):
    """
    The answer: List the lines of the finalists' notices that are open to the public, or those in whose names a text is found (rule F8).
    """

    finalists: list[PublishedFinalist]
    """
    Those of the newest notice first, each notice in its order.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListReceiptKeysResponse(TypedDict):
    """
    All keys, the current one first.
    """

    keys: list[ReceiptKey]
    """
    The keys.
    """


class ListRecommendationsResponse(TypedDict):
    """
    The answer: List how each division that has filed is doing, for the secretariat and the committee.
    """

    recommendations: list[RecommendationSummary]
    """
    By division.
    """


class ListSupplementsResponse(TypedDict):
    supplements: list[Supplement]
    """
    The requests.
    """


class ListTrailHeadsResponse(TypedDict):
    """
    The answer: List the heads of this service's trail, the newest first.
    """

    heads: list[TrailHead]
    """
    The heads, the newest first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListVersionsResponse(TypedDict):
    versions: list[Receipt]
    """
    First to last; every version is kept for ever.
    """
    draft_revision: int
    """
    The revision of the draft.
    """


class ListedFinalist(TypedDict):
    """
    A finalist with all that became of it (rules F6 to F8, H4).
    """

    finalist: Finalist
    """
    The project.
    """
    version: int
    """
    The version of the list with which it entered.
    """
    state: FinalistState
    """
    If it is in the final.
    """
    struck_at: NotRequired[str]
    """
    When it fell; absent if it did not.
    """
    struck_code: str
    """
    Stable code of the rule by which it fell.
    """
    under_review: bool
    """
    True until its review, which was opened again, is passed: meanwhile it gets no award (rules B3, D1).
    """


class LocalGrants(TypedDict):
    """
    All local awards of the division. With `seen` it is refused if somebody else has changed them since.
    """

    grants: list[LocalGrant]
    """
    All awards of the division; others are taken back. Those that a project has by now stay whatever became of its case, its ranking or the scheme since; only new ones are judged.
    """
    seen: NotRequired[SeenAwards | None]
    """
    The awards that the caller saw; without awards if none were granted. If the division has others by now, and not those that it is to have already, it is refused with `E7_AWARDS_MOVED_ON`. If this is absent, nothing is compared.
    """


class LogoAuthorisation(TypedDict):
    """
    An authorisation as the committee and the secretariat see it.
    """

    authorisation_id: str
    """
    The authorisation.
    """
    number: str
    """
    The number by which it is cited and looked up: BZ-2024-0001.
    """
    state: LogoAuthorisationState
    """
    If the use is authorised now.
    """
    use: NotRequired[LogoUse]
    """
    By whom, for what and from when to when.
    """
    granted_at: NotRequired[str]
    """
    When it was granted.
    """
    granted_by: str
    """
    The account that granted it.
    """
    withdrawn_at: NotRequired[str]
    """
    When it was withdrawn; absent if it was not.
    """
    withdrawn_by: str
    """
    The account that withdrew it; empty if nobody did.
    """
    withdrawal_reason: str
    """
    The reason for the withdrawal, which is not published; empty if it was not withdrawn.
    """


class Look(TypedDict):
    """
    A look: when, at what, and who answers for it. The same account's looks at the same people within an hour are one.
    """

    kind: LookKind
    """
    What was looked at.
    """
    at: NotRequired[str]
    """
    When.
    """
    role: str
    """
    The role in which somebody looked; empty for the platform itself.
    """
    division_code: str
    """
    The division whose host or reviewer looked; empty for others.
    """


class LookUpLogoAuthorisationsResponse(TypedDict):
    """
    The answer: Find authorisations by a number, a credit code or a name, for anyone.
    """

    authorisations: list[PublicLogoAuthorisation]
    """
    The authorisations that were found, whatever their state; none if nothing is known of such a body or number.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class Material(TypedDict):
    """
    A file that is stored whole and never overwritten (rule C7).
    """

    id: str
    """
    Its identifier.
    """
    team_id: str
    """
    The team.
    """
    owner_uscc: str
    """
    The organisation that owns it (rule C5).
    """
    uploaded_by: str
    """
    Account that uploaded it.
    """
    file_name: str
    """
    Its name, as it was uploaded.
    """
    sha256: str
    """
    SHA-256 of the content, hexadecimal.
    """
    size_bytes: int
    """
    Its size, bytes.
    """
    media_type: str
    """
    Determined from the content, not from the client's statement.
    """
    scan_state: ScanState
    """
    The scanner's verdict.
    """
    uploaded_at: NotRequired[str]
    """
    When it was uploaded.
    """
    retained_until: NotRequired[str]
    """
    The file is not deleted before this time.
    """


class NameClaim(TypedDict):
    """
    A claim to names that another team holds. Each party sees its own side; whoever decides sees both.
    """

    claim_id: str
    """
    The claim.
    """
    claimant_id: str
    """
    The team that claims the names.
    """
    holder_id: str
    """
    The team that holds them.
    """
    division_code: str
    """
    The division of the team that holds the names.
    """
    organisations: list[Organisation]
    """
    As the claimant states them.
    """
    names: list[str]
    """
    The names that are claimed.
    """
    reason: str
    """
    Why they are claimed.
    """
    answer: str
    """
    What the holder says to it.
    """
    state: ClaimState
    """
    How it was decided.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """
    decided_at: NotRequired[str]
    """
    When it was decided; absent until then.
    """
    decision_reason: str
    """
    Why it was decided so; empty until it is.
    """
    decided_by: str
    """
    The account that decided.
    """
    evidence: list[Evidence]
    """
    Evidence of both teams that these organisations own, for whoever decides; in the answer of GetNameClaim only.
    """
    files: list[ClaimFile]
    """
    The same, each with its team and the file's identifier, by which whoever decides downloads it; in the answer of GetNameClaim only.
    """


class NameHit(TypedDict):
    """
    A listed word in the text.
    """

    list: str
    """
    The name of the word list.
    """
    word: str
    """
    The listed word.
    """
    severity: Severity
    """
    What follows.
    """
    trick: Trick
    """
    How it was disguised.
    """
    start: int
    """
    In characters from 0, to before `end`.
    """
    end: int
    """
    In characters from 0: the first after the word.
    """
    matched: str
    """
    The part of the text.
    """


class NewAnnouncement(TypedDict):
    """
    An announcement and whom it is for: without roles to the division's teams or, without a division, to everyone.
    """

    division_code: NotRequired[str]
    """
    Empty nation-wide; a host names its own.
    """
    roles: NotRequired[list[RoleChoice]]
    """
    Empty for the division's teams or, nation-wide, for everyone.
    """
    title: str
    """
    The title.
    """
    text: str
    """
    The text, in Chinese.
    """
    title_en: NotRequired[str]
    """
    The title in English; may be empty.
    """
    text_en: NotRequired[str]
    """
    The text in English; may be empty.
    """


class NewInvitation(TypedDict):
    """
    The roles that somebody is invited to hold; reviewers and experts with the organisation that they work for.
    """

    roles: list[RoleGrant]
    """
    The roles, each with its division.
    """
    organisation_uscc: NotRequired[str]
    """
    The unified social credit code of the organisation that the invited person works for; required for reviewers and experts.
    """
    name: NotRequired[str]
    """
    The name of the invited person; may be empty.
    """
    hours: NotRequired[int]
    """
    How long the link is good for, hours, at most 336; 0 for 168.
    """


class NewRecommendation(TypedDict):
    """
    The projects that the division recommends, with its report (rule F1). With `seen` it is refused if it was filed since.
    """

    team_ids: list[TeamId]
    """
    The teams of the projects, in the order of the ranking.
    """
    report: str
    """
    Rules, selection process, expert list, publicity and results (rule F1).
    """
    seen: NotRequired[SeenRecommendation | None]
    """
    The recommendation that the caller saw. If it was filed since, it is refused with `F1_FILED_MEANWHILE`; if this is absent, nothing is compared.
    """


class NewReport(TypedDict):
    """
    A report of a team, or of an organiser: a division by its code, or another contest by its identifier.
    """

    team_id: NotRequired[str]
    """
    The team that is reported; empty if it is an organiser.
    """
    organiser_id: NotRequired[str]
    """
    The organiser that is reported, instead of a team: a division code, or the identifier of another contest.
    """
    notice_id: NotRequired[str]
    """
    The notice during which the team is reported, if it lists the team; may be empty.
    """
    text: NotRequired[str]
    """
    The report's text, at most 5,000 characters.
    """
    evidence: NotRequired[list[ReportEvidenceBody]]
    """
    At least 1, as many as the edition allows; each was kept before and is named by its `evidence_id`.
    """
    reporter: NotRequired[ReporterBody]
    """
    Who reports (rule H2).
    """


class NewTeam(TypedDict):
    """
    A team that registers, with its project.
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    topic_id: str
    """
    The topic direction, by its id in the edition, for example `industry-1`.
    """
    team_name: str
    """
    The team's name (rules B7, B9).
    """
    project_name: str
    """
    The project's name (rules B7, B9).
    """
    lead: StatedOrganisation
    """
    The organisation that leads the team (rule B2).
    """
    co_organisations: NotRequired[list[StatedOrganisation]]
    """
    The organisations that are invited to join it (rule B2).
    """
    representatives: list[NewRepresentative]
    """
    Its representatives, at most five (rule B4).
    """
    declared_true: bool
    """
    Required: everything submitted is declared true (rule B10).
    """
    contest_reason: NotRequired[str]
    """
    Why a name that another team holds for one of these organisations is claimed: that team registered without its authority (rule B7). The team is then registered without holding the name; whoever hosts the other team's division decides.
    """
    identity_consent: NotRequired[str]
    """
    The version of the text (accounts.proto, PrivacyNotice) by which each representative has consented to the processing of the identity number, as the caller states (rule K4). Refuse with `K4_CONSENT_MISSING` if it is not the one in force.
    """


class NewToken(TypedDict):
    """
    A new token: its name, its scopes and its days; the scope `...:write` includes `...:read`.
    """

    name: str
    """
    What it is for, as the holder calls it.
    """
    scopes: list[TokenScope]
    """
    What it may do, such as `registration:read`.
    """
    days: int
    """
    How long it is good for, days, 1 to 365.
    """


class Notice(TypedDict):
    """
    A notice as the public reads it, from its opening on (rules F8, H1, H4, H5).
    """

    notice_id: str
    """
    The notice.
    """
    kind: NoticeKind
    """
    What it announces.
    """
    subject_id: str
    """
    The subject: a list of finalists, a list of awards, a team or an award.
    """
    state: NoticeState
    """
    How far it is (rule H1).
    """
    title: str
    """
    Its title.
    """
    text: str
    """
    Its text.
    """
    entries: list[NoticeEntry]
    """
    Whom it lists.
    """
    opens_at: NotRequired[str]
    """
    The first and the last instant of its days; a notice without the latter stays open.
    """
    closes_at: NotRequired[str]
    """
    The last instant of its days; absent if it stays open.
    """
    closed_at: NotRequired[str]
    """
    When it closed: at the end of its days, or later, when the last objection was settled.
    """
    upheld_team_ids: list[str]
    """
    The teams against which an objection was upheld.
    """
    version: int
    """
    The version of the list that it announces, from 1: a later version announces the substitutes (rules F6, F8).
    """


class Objection(TypedDict):
    """
    An objection as the secretariat and the committee handle it; who objects is not known.
    """

    objection_id: str
    """
    The objection.
    """
    notice_id: str
    """
    The notice.
    """
    team_id: str
    """
    The team that is objected to; empty if the notice as a whole is.
    """
    left_off: bool
    """
    True if the notice does not list the team.
    """
    text: str
    """
    What is wrong, as it was written.
    """
    state: ObjectionState
    """
    How it was settled.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """
    settled_by: str
    """
    By which account, when and why it was settled; the rule's code if it was upheld against a team that the notice lists.
    """
    settled_at: NotRequired[str]
    """
    When it was settled; absent until then.
    """
    code: str
    """
    The code of the rule; empty unless it was upheld against a team that the notice lists.
    """
    reason: str
    """
    The reason, as it is published; empty until it is settled.
    """
    hearing: str
    """
    The record of who was heard before it was upheld against a team that the notice lists.
    """


class OwnSecondFactor(TypedDict):
    """
    The second factor of an account, as its holder sees it. All instants are real time.
    """

    is_set_up: bool
    """
    True if there is one.
    """
    set_up_at: NotRequired[str]
    """
    When it was set up; absent if there is none.
    """
    recovery_codes_left: int
    """
    How many recovery codes are left.
    """
    is_demanded: bool
    """
    True if the account's roles demand one.
    """
    wrong_codes: int
    """
    How many wrong codes were given since the last right one.
    """
    reset_at: NotRequired[str]
    """
    When somebody else had it removed, if the holder has not read so yet.
    """
    reset_requested_at: NotRequired[str]
    """
    When somebody requested that it be reset, if that waits for a decision; the holder may reject it.
    """
    passkeys: list[Passkey]
    """
    Its passkeys.
    """


class PartProgress(TypedDict):
    """
    A part of the declaration with its sections.
    """

    id: str
    """
    Its id in the edition, for example `overview`.
    """
    name_zh: str
    """
    Its name in Chinese.
    """
    name_en: str
    """
    Its name in English.
    """
    done: int
    """
    How many of its sections are done.
    """
    sections: list[SectionProgress]
    """
    Its sections.
    """


class PassingOn(TypedDict):
    """
    Passing an organisation's side of a team on to another account (rule K1).
    """

    team_id: str
    """
    The team.
    """
    organisation_uscc: str
    """
    The organisation whose side is passed on.
    """
    number: int
    """
    Counts them in the team from 1.
    """
    state: PassingOnState
    """
    Its state.
    """
    reason: str
    """
    What was checked, and why.
    """
    opened_at: NotRequired[str]
    """
    When the host opened it.
    """
    effective_at: NotRequired[str]
    """
    The code is good from then on, and until.
    """
    until: NotRequired[str]
    """
    The code is good until then.
    """
    settled_at: NotRequired[str]
    """
    When it ended; absent until then.
    """
    code: str
    """
    The code for the new account, shown to whoever opened it.
    """


class PersonalDataPart(TypedDict):
    """
    What a service stores of an account.
    """

    service: str
    """
    Its name, for example `registration`.
    """
    records: list[PersonalRecord]
    """
    What is stored.
    """
    next_page_token: str
    """
    Where the rest of this service begins; empty if this is all.
    """


class Problem(TypedDict):
    """
    A refusal or an error (RFC 9457), with a stable code for programs, in Chinese and English for people.
    """

    type: str
    """
    `urn:dasai:problem:` and the code.
    """
    title: str
    """
    The code in words; the same for every problem of this type.
    """
    status: int
    """
    The status of the answer.
    """
    code: str
    """
    Stable name of the refusal, for example `B5_REPRESENTATIVE_IN_ANOTHER_TEAM`.
    """
    detail: str
    """
    What is wrong and how to mend it, in the language of `Accept-Language`, else in Chinese.
    """
    detail_zh: str
    """
    The same in Chinese.
    """
    detail_en: str
    """
    The same in English.
    """
    facts: dict[str, str]
    """
    The values in the texts, for programs.
    """
    fault_count: int
    """
    How many fields are wrong; `faults` may not name all of them.
    """
    faults: list[Fault]
    """
    The first of the fields that are wrong.
    """
    instance: str
    """
    The id of the request, by which operators find it in the logs.
    """
    arrival_ticket: NotRequired[str]
    """
    As the header `Dasai-Arrival-Ticket` of this answer, for a command (rule C9).
    """
    arrived_at: NotRequired[str]
    """
    As of when the command counts, sent again with the ticket; contest time.
    """
    arrival_until: NotRequired[str]
    """
    Until when the ticket is taken; real time.
    """
    current: NotRequired[Declaration]
    """
    Of `C4_DRAFT_MOVED_ON` and `C4_DRAFT_CHANGED`: the sections as they are now, if they could be read.
    """


class RankedProject(TypedDict):
    """
    A project's place in a ranking.
    """

    team: TeamFacts
    """
    The team of the project.
    """
    rank: int
    """
    Its place, from 1; 0 if it was struck.
    """
    score: str
    """
    Decimal, rounded as the scheme says.
    """
    struck: bool
    """
    Struck from the ranking: finally rejected since, withdrawn or disqualified (rules C12, D1, H4); it keeps its line, its rank is 0.
    """
    suspended: bool
    """
    Its review case is open again, or its rejection is not final: it keeps its rank, and neither is recommended nor gets an award.
    """
    drawn: bool
    """
    Alike with others in score and tie breakers: its place among them was drawn (rule E4).
    """


class Ranking(TypedDict):
    """
    A frozen ranking with everything to recompute it (rules E4, E6).
    """

    ranking_id: str
    """
    The ranking.
    """
    round_id: str
    """
    The round.
    """
    stage: Stage
    """
    In a division, or in the final.
    """
    division_code: str
    """
    The division; empty in the final.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    number: int
    """
    Counts the rankings of the round from 1.
    """
    projects: list[RankedProject]
    """
    The projects, by their rank.
    """
    rubric: list[Criterion]
    """
    The criteria by which it is scored (rule E3).
    """
    scale: str
    """
    The highest score of a criterion, decimal.
    """
    aggregation: Aggregation
    """
    How scores become a project's score (rule E4).
    """
    decimals: int
    """
    Decimal places of a score.
    """
    tie_breakers: list[str]
    """
    The criteria whose higher score decides a tie, in order.
    """
    sheets: list[SheetScores]
    """
    All scores that went into it.
    """
    disputed_team_ids: list[str]
    """
    Projects on which experts disagree widely (rule E5).
    """
    digest: str
    """
    SHA-256 over its canonical form, hexadecimal.
    """
    signature: str
    """
    Ed25519 over the canonical form, hexadecimal.
    """
    key_id: str
    """
    The start of the SHA-256 of the public key, hexadecimal.
    """
    frozen_at: NotRequired[str]
    """
    When it was frozen.
    """
    reason: str
    """
    If it differs from the ranking before it, the reason.
    """
    disagreement: str
    """
    Points from which experts are far apart (rule E5).
    """
    standing: bool
    """
    The ranking that counts: the newest of a frozen round. At most one ranking of a round stands.
    """
    vacant: bool
    """
    No project was left to rank.
    """
    last_tie_breaker: str
    """
    `seeded_draw` if places still alike were drawn from `seed`; else they share a rank (rule E4).
    """
    seed: str
    """
    Seed and nonce of the round's first draw, `seed/nonce`, of both of which the hash was public before.
    """
    reopened_at: NotRequired[str]
    """
    When and why the committee reopened it (rule E6).
    """
    reopened_reason: str
    """
    Why the committee reopened it; empty unless it did.
    """


class Recommendation(TypedDict):
    """
    A recommender's list to the final, as it was filed (rules F1, F2).
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    entries: list[Entry]
    """
    The projects.
    """
    report: str
    """
    The report that comes with it (rule F1).
    """
    filed_at: NotRequired[str]
    """
    When it was filed last.
    """


class RecommendationImport(TypedDict):
    """
    A file that lists the projects that the division recommends, with its report (rules F1, K3).
    """

    file: str
    """
    CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns of the list's template.
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """
    report: str
    """
    Rules, selection process, expert list, publicity and results (rule F1).
    """
    seen: NotRequired[SeenRecommendation | None]
    """
    As in FileRecommendationRequest.
    """


class RegistrationListAccountsResponse(TypedDict):
    """
    The answer: List accounts, for the team's accounts.
    """

    accounts: list[TeamAccount]
    """
    The team's accounts.
    """
    invitation_code: str
    """
    The open code for colleagues of the caller's organisation; empty if there is none.
    """


class Relation(TypedDict):
    """
    A relation in force.
    """

    upper_uscc: str
    """
    The upper organisation.
    """
    kind: RelationKind
    """
    How the lower organisation belongs to it.
    """


class Report(TypedDict):
    """
    A report as the committee handles it: without the reporter.
    """

    report_id: str
    """
    The report.
    """
    team_id: str
    """
    The team that is reported; empty if it is an organiser.
    """
    notice_id: str
    """
    The notice during which it was reported; may be empty.
    """
    state: ReportState
    """
    How far it is (rule H3).
    """
    text: str
    """
    What is reported, as it was written.
    """
    evidence: list[ReportEvidence]
    """
    The files that it names.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """
    steps: list[ReportStep]
    """
    What was done with it, first to last.
    """
    code: str
    """
    The ruling's reason and, if it is upheld, the code of the broken rule.
    """
    reason: str
    """
    Why it was ruled so; empty until it is.
    """
    organiser_id: str
    """
    The organiser that is reported, instead of a team.
    """


class ReviewerImport(TypedDict):
    """
    A file that lists all reviewers of the division (rule K3). With `seen` only what differs from it is changed.
    """

    file: str
    """
    CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns of the list's template.
    """
    dry_run: NotRequired[bool]
    """
    Answer what the import would do and what is wrong, and change nothing (rule K3).
    """
    seen: NotRequired[SeenReviewers | None]
    """
    As in AppointReviewersRequest: with it, the file says what is to be changed of what was seen.
    """


class Reviewers(TypedDict):
    """
    All reviewers of the division. With `seen` only what differs from it is changed: who was appointed meanwhile stays.
    """

    reviewers: list[ReviewerBody]
    """
    All reviewers of the division.
    """
    seen: NotRequired[SeenReviewers | None]
    """
    Who was on the desk when the caller read it: then reviewers that are not in it are added, those in it that are not named leave, and all else stays as it is by now. If it is absent, the reviewers are all that there are.
    """


class RolesBody(TypedDict):
    """
    All roles that an account is to hold, and why; where its holder works, unless that stays as it is.

    With `seen`, the roles that the caller saw, it is refused if somebody else has changed them since.
    """

    roles: list[RoleGrant]
    """
    All roles that the account is to hold.
    """
    reason: str
    """
    Why they are changed.
    """
    organisation_uscc: NotRequired[str]
    """
    Where the holder works now; empty to leave it as it is.
    """
    seen: NotRequired[SeenRoles | None]
    """
    The roles that the caller saw. Refused with `K1_ROLES_MOVED_ON` if the account holds others and not those of `roles` already; whether it is a participant's is not compared. If it is absent, nothing is compared.
    """


class Round(TypedDict):
    """
    The projects of a track, and the state of their scoring.
    """

    round_id: str
    """
    The round.
    """
    stage: Stage
    """
    In a division, or in the final.
    """
    division_code: str
    """
    The division; empty in the final.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    state: RoundState
    """
    How far it is.
    """
    entries: list[TeamFacts]
    """
    Without persons' keys; in the final in the drawn order.
    """
    seed: str
    """
    The seed by which experts were assigned; empty until they are.
    """
    sheets: int
    """
    How many sheets its experts have.
    """
    rankings: int
    """
    How many rankings of it are on record.
    """
    suspended_team_ids: list[str]
    """
    Projects whose review case is open again: they may be scored, but get no award.
    """


class RoundProgress(TypedDict):
    """
    How far the scoring of a round is; counts are of the experts who may score its projects now (rule E2).
    """

    round_id: str
    """
    The round.
    """
    track: str
    """
    The track, by its code in the edition, for example `industry`.
    """
    state: RoundState
    """
    How far the round is.
    """
    projects: int
    """
    The projects to score.
    """
    sheets: int
    """
    The sheets to submit.
    """
    submitted: int
    """
    How many of them are submitted.
    """
    unassigned: int
    """
    Sheets for which experts are still missing: they have to be assigned again.
    """
    rankings: int
    """
    How many rankings of it are on record.
    """
    experts: list[ExpertProgress]
    """
    The experts, by account.
    """
    project_progress: list[ProjectProgress]
    """
    The projects of the round that was asked for.
    """


class SchemeBody(TypedDict):
    """
    The division's detailed scheme (rule A5).
    """

    tracks: list[TrackChoiceBody]
    """
    The tracks that the division runs (rule A2).
    """
    rubric: list[CriterionBody]
    """
    The criteria by which projects are scored (rule E3).
    """
    scale: str
    """
    Highest score of a criterion, decimal, for example "100".
    """
    experts_per_project: int
    """
    How many experts score a project (rule E5).
    """
    aggregation: Literal["mean", "trimmed_mean", "normalised"]
    """
    How scores become a project's score (rule E4).
    """
    decimals: int
    """
    Decimal places of a project's score; rounded half to even.
    """
    tie_breakers: NotRequired[list[TieBreaker]]
    """
    The criteria whose higher score decides a tie, in order.
    """
    registration_opens: str
    """
    Teams may register from then on (rule C1).
    """
    registration_closes: str
    """
    The last instant to register (rule C1).
    """
    submission_closes: str
    """
    The last instant to submit (rule C9).
    """
    review_closes: str
    """
    Decisions of review after this are late (rule A5).
    """
    scoring_closes: str
    """
    Scores after this are late (rule E3).
    """
    recommended_per_track: int
    """
    Projects recommended to the final per track; at most the edition's quota (rule F1).
    """
    local_awards: NotRequired[list[LocalAwardBody]]
    """
    Awards that the division grants by itself (rule E7).
    """
    organising_bodies: list[DivisionOrganiser]
    """
    Who organises the division (rules A5, B8).
    """
    fees: NotRequired[list[FeeBody]]
    """
    What is charged: a scheme with a fee is refused (rule A3).
    """
    stages: NotRequired[list[SchemeStageBody]]
    """
    In order, without overlap; empty if the review has a single stage.
    """
    text: NotRequired[str]
    """
    The division's own text: how it selects, and anything else that it publishes.
    """
    contact: NotRequired[DivisionContactBody | None]
    """
    Whom the public asks; absent if the scheme gives none.
    """


class SchemeStage(TypedDict):
    """
    A named stage of a division's review, such as 初评, 复评 or 路演 (rules A5, E3).
    """

    id: str
    """
    Its id in the scheme.
    """
    name: str
    """
    Its name, for example `初评`.
    """
    kind: StageKind
    """
    How experts see the projects.
    """
    opens: NotRequired[str]
    """
    When it begins.
    """
    closes: NotRequired[str]
    """
    When it ends.
    """
    blind: bool
    """
    Organisations and names are hidden from the experts.
    """
    experts_per_project: int
    """
    In the first stage this is the scheme's own number.
    """
    advancing_per_track: int
    """
    The number of projects of a track that advance to the next stage; 0 for all.
    """
    text: str
    """
    What is done in it; may be empty.
    """


class ScoringProgress(TypedDict):
    """
    How far the scoring of a panel is.
    """

    panel_id: str
    """
    The panel.
    """
    rounds: list[RoundProgress]
    """
    Its rounds that have projects, in the edition's order of tracks.
    """
    scoring_closes: NotRequired[str]
    """
    From then on a score needs a reason and shows as late; absent if there is no such time (rule E3).
    """


class ScreenNameResponse(TypedDict):
    """
    The hits of a text.
    """

    hits: list[NameHit]
    """
    The listed words in it.
    """
    about_data: bool
    """
    True if the text, as a project name, says that it is about data elements.
    """


class SecondFactorResetRequest(TypedDict):
    """
    A request to reset the second factor of an account. All instants are real time.
    """

    account_id: str
    """
    The account whose second factor is to be reset.
    """
    login: str
    """
    The login name of that account.
    """
    roles: list[Grant]
    """
    The roles of that account, each with its division.
    """
    state: ResetState
    """
    How far the request is.
    """
    requested_by: str
    """
    The account that requested it.
    """
    requested_at: NotRequired[str]
    """
    When it was requested.
    """
    expires_at: NotRequired[str]
    """
    Somebody may approve it until then.
    """
    reason: str
    """
    Why it is to be reset.
    """
    identity_check: str
    """
    How the holder's identity was checked.
    """
    decided_by: str
    """
    The account that approved or rejected it; empty until then.
    """
    requested_by_name: str
    """
    The name of the holder of the account that requested it, or else its login name; empty if it is none.
    """


class ServiceHealth(TypedDict):
    """
    How a service is.
    """

    service: str
    """
    Which it is, for example `registration`.
    """
    is_reachable: bool
    """
    False if its server does not answer: then nothing else is known.
    """
    outbox_waiting: int
    """
    Documents whose events wait to be published, at most 1,000.
    """
    outbox_oldest_seconds: float
    """
    Seconds for which the oldest of them waits; 0 if none does.
    """
    looked_at: NotRequired[str]
    """
    When its relay last looked at the broker; absent if it never did.
    """
    looked_seconds_ago: float
    """
    Seconds since then.
    """
    broker_trouble: str
    """
    Why the relay can't reach the broker, the kind of error; empty if it can.
    """
    queues: list[QueueLength]
    """
    The queues that it reads, by name.
    """
    dead_letters: int
    """
    How many events it could not handle.
    """
    trail_check: NotRequired[TrailCheck]
    """
    The last verification of its trail; absent if there was none.
    """
    is_check_waiting: bool
    """
    True if a verification is asked for, or under way.
    """


class ServicesHealth(TypedDict):
    """
    The services with how each is, for operators.
    """

    services: list[ServiceHealth]
    """
    Every service.
    """


class Session(TypedDict):
    """
    A session: who acts, and until when. All instants are real time.
    """

    session_id: str
    """
    The hash of the token.
    """
    account_id: str
    """
    The account that is signed in.
    """
    login: str
    """
    Its login name.
    """
    name: str
    """
    The holder's name; may be empty.
    """
    grants: list[Grant]
    """
    The roles of the account, each with its division.
    """
    organisation_uscc: str
    """
    The unified social credit code of the holder's organisation; empty if none is recorded.
    """
    pending: Pending
    """
    What must be done before anything else; empty if nothing must.
    """
    begun_at: NotRequired[str]
    """
    When it began.
    """
    seen_at: NotRequired[str]
    """
    When it was used last.
    """
    ends_at: NotRequired[str]
    """
    It ends then, or earlier if it is not used.
    """
    device: str
    """
    The kind of browser or program, as it names itself.
    """
    address: str
    """
    The address that it began at.
    """
    provider_id: str
    """
    The identity provider by which it began; empty if by a password.
    """
    identity_consent: str
    """
    The version of the text by which the holder consents to the processing of the own identity number; empty without.
    """
    current: bool
    """
    True if it is the session that asks: the gateway sets it.
    """


class Sheet(TypedDict):
    """
    An expert's sheet for a project, as the expert sees it (rule E3).
    """

    sheet_id: str
    """
    The sheet.
    """
    round_id: str
    """
    The round.
    """
    team_id: str
    """
    Empty if the project is scored blind.
    """
    project_name: str
    """
    Scored blind, without names of organisations.
    """
    state: SheetState
    """
    If it is submitted.
    """
    scores: list[Score]
    """
    The scores by criterion.
    """
    number: int
    """
    Versions submitted so far.
    """
    sealed: bool
    """
    Sealed by a freeze: it can't change any more.
    """
    rubric: list[Criterion]
    """
    The criteria by which it is scored (rule E3).
    """
    scale: str
    """
    The highest score of a criterion, decimal.
    """
    versions: list[SheetVersion]
    """
    First to last.
    """
    declaration: list[Section]
    """
    The submission; scored blind, without names of organisations. Lists leave it out.
    """
    released: bool
    """
    Another expert scores the project, or will once one is assigned: this one stepped back or has an interest (rule E2).
    """
    blind: bool
    """
    Names of team and organisations are hidden, as the division's scheme says of the stage (rule E3).
    """
    scoring_closes: NotRequired[str]
    """
    From then on a score needs a reason and shows as late; empty if there is no such time.
    """
    total: str
    """
    The weighted total of the scores so far, decimal; empty until each criterion has its score (rule E4).
    """
    evidence: list[Evidence]
    """
    The files of the submission; none if the project is scored blind, for files can't be blinded. Lists leave them out.
    """
    reason: str
    """
    The reason that was saved with the draft; empty once it is submitted, for its version has it.
    """


class Submission(TypedDict):
    """
    A submitted version, whole, as it was frozen (rules C8, C10).
    """

    receipt: Receipt
    """
    Its receipt.
    """
    team: TeamFacts
    """
    The team as it was then.
    """
    declaration: list[Section]
    """
    The sections of the declaration.
    """
    evidence: list[Evidence]
    """
    The evidence.
    """
    form: str
    """
    The canonical form (RFC 8785 JSON), byte for byte: its SHA-256 is the receipt's digest.
    """


class Team(TypedDict):
    """
    A team with its receipts and review, and for its own accounts the draft (rules B4, C4, C5, K1).

    `draft`, `evidence`, `missing` and `changed_since_submission` are for the team's own accounts only; lists leave `draft` and `evidence` out.
    """

    facts: TeamFacts
    """
    Its organisations, track, topic and names.
    """
    state: TeamState
    """
    How far it is.
    """
    representatives: list[Representative]
    """
    Its representatives, masked (rules B4, B5, K4).
    """
    draft_revision: int
    """
    Grows by one with every change of sections, evidence, names, people or organisations: all that would be submitted. It is in answers that show the texts: of GetTeam, RegisterTeam and SaveDeclaration. In others it is 0, for whoever saves or submits from a revision says that its texts were read.
    """
    draft: list[Section]
    """
    The sections of the draft (rule C4).
    """
    evidence: list[Evidence]
    """
    The evidence of the draft (rules C5, C6).
    """
    missing: list[Missing]
    """
    What must still be handed in before it can submit (rule C4).
    """
    receipts: list[Receipt]
    """
    Receipts of all versions, first to last.
    """
    review_state: ReviewState
    """
    What review decided last; empty until it decides (rule D1).
    """
    review_reason: str
    """
    Why it decided so.
    """
    registered_at: NotRequired[str]
    """
    When it registered.
    """
    registration_closes: NotRequired[str]
    """
    The last instant to register in its division (rule C1).
    """
    submission_closes: NotRequired[str]
    """
    The last instant to submit in its division (rule C9).
    """
    disqualification_code: str
    """
    Code and reason of a disqualification.
    """
    disqualification_reason: str
    """
    The reason, as it is published; empty unless it was disqualified.
    """
    findings: list[TeamFinding]
    """
    Findings on its organisations and files after it registered (rules B3, B8, C7).
    """
    changed_since_submission: NotRequired[ChangedSinceSubmission]
    """
    Absent if nothing was submitted, or nothing has changed since.
    """
    own: bool
    """
    True if the caller acts for the team.
    """
    merged_sections: list[str]
    """
    Sections of this save that were merged with what somebody else wrote meanwhile.
    """
    review_reopened_because: str
    """
    Why review reopened the case, as in `CaseReopened`; empty unless it is reviewed anew.
    """
    appeal_until: NotRequired[str]
    """
    Until when the team may appeal against a rejection; absent if it can't, or has (rule D3).
    """
    appeal_answer: NotRequired[AppealAnswer]
    """
    The answer to the team's appeal; absent until it is settled.
    """
    identity_consent: NotRequired[IdentityConsent]
    """
    What was stated of the consent of its representatives (rule K4); absent if it registered before that was asked.
    """
    contested_names: list[str]
    """
    Names that the team claims while another team holds them (rule B7). Its claims are filed a moment after it states them.
    """
    appeal_pending: bool
    """
    True if the team has appealed against the rejection and the appeal is not settled yet (rule D3).
    """


class TeamEntitlements(TypedDict):
    """
    What a team is entitled to as a finalist (rule G4); what it is entitled to as a winner is shown with its award.
    """

    team_id: str
    """
    The team.
    """
    entitlements: list[Entitlement]
    """
    What it is entitled to (rule G4).
    """


class Upload(TypedDict):
    """
    A file that is being uploaded (rule C7).
    """

    id: str
    """
    Its identifier.
    """
    team_id: str
    """
    The team.
    """
    kind: str
    """
    Kind of evidence of the edition, for example `audit`.
    """
    file_name: str
    """
    The name of the file, as the client stated it.
    """
    owner_uscc: str
    """
    The organisation that owns the material (rule C5).
    """
    size_bytes: int
    """
    The size of the file, bytes, as the client stated it.
    """
    state: UploadState
    """
    How far it is.
    """
    created_at: NotRequired[str]
    """
    When it was begun.
    """
    expires_at: NotRequired[str]
    """
    An unfinished upload is removed at this time.
    """
    material_id: str
    """
    Set once the upload is complete.
    """
    evidence_id: str
    """
    The piece of evidence in the draft; empty until the upload is complete.
    """
    refusal_code: str
    """
    Set once the content is refused: the stable code, and what was found.
    """
    refusal_what: str
    """
    What was found.
    """
    offset: int
    """
    How many bytes have arrived: the gateway sets it, which has them.
    """


class WordList(TypedDict):
    """
    A word list by its name, with all its versions; the last is in force.
    """

    name: str
    """
    Its name.
    """
    versions: list[WordListVersion]
    """
    Its versions, first to last.
    """


class Account(TypedDict):
    """
    An account. Contacts and consents are shown to the holder only.
    """

    account_id: str
    """
    Its identifier, by which everything else names it.
    """
    login: str
    """
    The login name, by which its holder signs in.
    """
    name: str
    """
    The holder's name; may be empty.
    """
    organisation_uscc: str
    """
    The unified social credit code of the holder's organisation; empty if none is recorded.
    """
    roles: list[Grant]
    """
    The roles that it holds, each with its division.
    """
    state: AccountState
    """
    If it may be used.
    """
    opened_at: NotRequired[str]
    """
    Real time.
    """
    disabled_reason: str
    """
    Why it is disabled.
    """
    must_change_password: bool
    """
    True if the password must be changed before anything else.
    """
    email: str
    """
    The holder's e-mail address, and mobile number.
    """
    mobile: str
    """
    The holder's mobile number.
    """
    consents: list[Consent]
    """
    What the holder consented to, or withdrew.
    """
    email_confirmed: bool
    """
    True if the holder confirmed the e-mail address: nothing but the link to do so is mailed to another.
    """


class AccountChange(TypedDict):
    """
    A change of an account: what, when, by whom and why.
    """

    kind: AccountChangeKind
    """
    What was changed.
    """
    at: NotRequired[str]
    """
    Real time.
    """
    account_id: str
    """
    Who did it; `public` if it was somebody who was not signed in, as the holder who opened it.
    """
    name: str
    """
    The name of that account's holder, or else its login name; empty if it is none.
    """
    reason: str
    """
    Why; empty if nobody had to say.
    """
    roles: list[Grant]
    """
    The roles, and the organisation, from then on; left out if the credentials were changed.
    """
    organisation_uscc: str
    """
    The holder's organisation from then on.
    """


class AccountsInvitation(TypedDict):
    """
    An invitation.
    """

    invitation_id: str
    """
    The invitation.
    """
    roles: list[Grant]
    """
    The roles that it is for, each with its division.
    """
    organisation_uscc: str
    """
    The organisation that the invited person works for; empty if it was not stated.
    """
    name: str
    """
    For whom it is, as the inviter wrote it; may be empty.
    """
    state: InvitationState
    """
    Its state.
    """
    invited_at: NotRequired[str]
    """
    Real time.
    """
    expires_at: NotRequired[str]
    """
    It can be accepted until then; real time.
    """
    account_id: str
    """
    The account that accepted it.
    """


class AccountsListAccountsResponse(TypedDict):
    """
    The answer: List the accounts that the caller administers, by name: the secretariat those of participants, hosts, recommenders, reviewers and experts, operators those of the secretariat, the committee and operators, a host its own reviewers and experts.
    """

    accounts: list[Account]
    """
    The accounts, by name.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class Activity(TypedDict):
    """
    An activity as it is published.
    """

    activity_id: str
    """
    The activity.
    """
    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    division_name: str
    """
    The division's official name, whole (rule J1).
    """
    state: ActivityState
    """
    If it takes place.
    """
    facts: ActivityFacts
    """
    What, when and where it is.
    """
    edition: int
    """
    Counts the publications of the activity from 1; participants are notified of each.
    """
    reason: str
    """
    The reason of the last change, or of the cancellation.
    """
    published_at: NotRequired[str]
    """
    When it was published; absent until then.
    """
    changed_at: NotRequired[str]
    """
    When it was changed or cancelled last; absent if it never was.
    """
    signed_up: int
    """
    How many places are taken.
    """
    hints: list[ActivityHint]
    """
    For the division's host and the secretariat only.
    """


class AnnounceWinnersResponse(TypedDict):
    """
    The answer: Award the prizes by the frozen rankings, by the secretariat; the winners' notice opens the next day.
    """

    list_id: str
    """
    The list of awards.
    """
    awards: list[Award]
    """
    The awards.
    """
    notice_id: str
    """
    The winners' notice that follows, and its days.
    """
    opens_at: NotRequired[str]
    """
    The first instant of the notice.
    """
    closes_at: NotRequired[str]
    """
    The last instant of its days.
    """
    notice: NotRequired[Notice]
    """
    The notice as the public will read it.
    """


class Application(TypedDict):
    """
    An application to host a division. With `seen` it is refused if another one was filed since.
    """

    scheme: SchemeBody
    """
    The scheme.
    """
    seen: NotRequired[SeenFilings | None]
    """
    As in FileSchemeVersionRequest.
    """


class AwardRecord(TypedDict):
    """
    An award with its state and certificate, as the public may see it (rules G2, G3, H4).
    """

    award: NotRequired[Award]
    """
    Without keyed hashes of persons and without accounts.
    """
    state: AwardState
    """
    If it is confirmed, or lost (rules H1, H4).
    """
    prize_zh: str
    """
    The prize's name.
    """
    prize_en: str
    """
    The same in English.
    """
    recipient_id: str
    """
    The team, or the organiser.
    """
    recipient_name: str
    """
    The recipient, if it is an organiser and not a team.
    """
    certificate_number: str
    """
    The number of its certificate; may be empty.
    """
    verification_code: str
    """
    Only for the secretariat, the committee and the accounts of the winning team.
    """
    confirmed_at: NotRequired[str]
    """
    When it was confirmed; absent until then.
    """
    lost_at: NotRequired[str]
    """
    When, by which rule and why it was lost.
    """
    lost_code: str
    """
    The code of the rule by which it was lost; empty if it is not.
    """
    lost_reason: str
    """
    Why it was lost, as it is published.
    """
    entitlements: list[Entitlement]
    """
    What the winner gets (rule G4).
    """


class Case(TypedDict):
    """
    The review case of a submission: findings, reviewer, decisions and their reasons (rules D1 to D5).
    """

    case_id: str
    """
    The case.
    """
    team: TeamFacts
    """
    The team as it submitted.
    """
    submission_number: int
    """
    The submission that is reviewed.
    """
    state: CaseState
    """
    How far it is.
    """
    reviewer_id: str
    """
    The account of the reviewer; empty while it waits for one.
    """
    due_at: NotRequired[str]
    """
    When a decision is due.
    """
    overdue: bool
    """
    True if no decision was made in time.
    """
    findings: list[Finding]
    """
    What automatic checks found; a human decides what it means.
    """
    decisions: list[Decision]
    """
    Its decisions, first to last.
    """
    appeal: str
    """
    The team's reason for its appeal; empty if it made none (rule D3).
    """
    declaration: list[Section]
    """
    The sections of the submission.
    """
    evidence: list[Evidence]
    """
    The evidence of the submission.
    """
    supplements: list[CaseSupplement]
    """
    Requests for supplementary material with their answers, first to last (rule C11).
    """
    reopenings: list[Reopening]
    """
    When it was reopened, first to last.
    """
    appeal_until: NotRequired[str]
    """
    Until when the team may appeal; absent if it can't, or has (rule D3).
    """
    appealed_at: NotRequired[str]
    """
    When the team appealed; absent if it did not.
    """
    appeal_settlement: NotRequired[AppealSettlement]
    """
    Absent until the appeal is settled.
    """
    recusals: list[CaseRecusal]
    """
    Who withdrew because of a conflict of interest, first to last; not shown to the team.
    """


class Completeness(TypedDict):
    """
    What is done, and what is missing before the team can submit.
    """

    team_id: str
    """
    The team.
    """
    complete: bool
    """
    True if nothing is missing; `obstacles` may refuse a submission all the same.
    """
    done: int
    """
    The number of sections and pieces of evidence that are done, and that are needed.
    """
    needed: int
    """
    How many are needed.
    """
    parts: list[PartProgress]
    """
    The parts of the declaration.
    """
    missing: list[MissingWords]
    """
    What is missing.
    """
    words_zh: str
    """
    A sentence with how much is done, what is missing and the deadline; if the team can't submit any more, a sentence with the reason.
    """
    words_en: str
    """
    The same in English.
    """
    submission_closes: NotRequired[str]
    """
    The last instant to submit (rule C9).
    """
    may_submit: bool
    """
    True if the caller may submit now: complete, without obstacles, in time, the team in the contest, and the caller of its lead.
    """
    changed_since_submission: NotRequired[ChangedSinceSubmission]
    """
    Absent if nothing was submitted, or nothing has changed since.
    """
    obstacles: list[Remark]
    """
    The reasons for which a submission would be refused now, apart from missing items: an organisation that may not take part, a file that can't be used, main content that changed too much; but not what only the storage knows. None if the team can't submit any more.
    """
    remarks: list[Remark]
    """
    Findings that staff will look at, and that do not prevent a submission.
    """
    writable: bool
    """
    True if the team may still write and submit: in the contest, and in time.
    """


class ContestFigures(TypedDict):
    """
    The figures of a division, or of all divisions together.
    """

    division_code: str
    """
    The division; empty for all together.
    """
    teams: NotRequired[TeamCount]
    """
    All its teams.
    """
    tracks: list[CountOfGroup]
    """
    By track, by the track's code; only tracks with teams.
    """
    organisation_kinds: list[CountOfGroup]
    """
    By the kind of the organisation that leads, by the kind's id; only kinds with teams.
    """
    divisions: list[CountOfGroup]
    """
    By division, by its code; only divisions with teams, and only for all divisions together.
    """
    hours: list[CountOfHour]
    """
    By hour, first to last; only hours in which something happened.
    """
    counted_at: NotRequired[str]
    """
    When this was counted; absent while nothing was. Of all divisions together, when the last of them was.
    """


class DifferenceRow(TypedDict):
    """
    A line of a comparison, on both sides.
    """

    left: list[DifferenceRun]
    """
    The left side.
    """
    right: list[DifferenceRun]
    """
    The right side.
    """


class DismissObjectionsResponse(TypedDict):
    """
    The answer: Set several objections aside together, with a single reason.
    """

    objections: list[Objection]
    """
    The objections, as they are settled.
    """


class EditionDeclaration(TypedDict):
    """
    The declaration's parts and sections, all required to submit (C4).
    """

    basis: Literal["notice", "platform"]
    length_basis: Literal["notice", "platform"]
    parts: list[EditionDeclarationPart]


class EditionOrganisers(TypedDict):
    """
    Everyone who organises the contest, each in full (A1, J2).
    """

    committee: EditionCommittee
    secretariat: EditionSecretariat
    secretariat_office: EditionSecretariatOffice
    expert_committee: EditionExpertCommittee
    logo: EditionLogo


class FinalistList(TypedDict):
    """
    The list of finalists in its versions, as they were proposed and confirmed (rules F3, F8).
    """

    list_id: str
    """
    The list.
    """
    state: FinalistListState
    """
    Proposed while any version is on notice.
    """
    finalists: list[Finalist]
    """
    Those who were not struck.
    """
    listed: list[ListedFinalist]
    """
    All who ever entered.
    """
    version: int
    """
    The newest version, from 1.
    """


class GatheredPersonalData(TypedDict):
    """
    What all services store of an account, as the API gathers it.
    """

    account_id: str
    """
    The account.
    """
    gathered_at: NotRequired[str]
    """
    Real time.
    """
    parts: list[PersonalDataPart]
    """
    The part of each service that answered.
    """
    missing: list[str]
    """
    The services that did not answer; what they store is left out.
    """


class ImportRecommendationResponse(TypedDict):
    """
    The result of an import of a recommendation.
    """

    imported: bool
    """
    True if the list was imported: no line is wrong, and it was no dry run.
    """
    lines: int
    """
    How many lines the file has, without empty ones and the template's example.
    """
    faults: list[ListFault]
    """
    The lines that are wrong, the first 500; if there is any, nothing is changed.
    """
    fault_count: int
    """
    How many lines are wrong.
    """
    recommendation: NotRequired[Recommendation]
    """
    The recommendation after it; of a dry run as it would be.
    """


class ImportWordListResponse(TypedDict):
    """
    The result of an import.
    """

    replaced: bool
    """
    True if the list was replaced; false if a line is wrong, or if the list has not changed.
    """
    list: NotRequired[WordList]
    """
    The list as it is now.
    """
    faults: list[LineFault]
    """
    The lines that are wrong.
    """
    fault_count: int
    """
    How many lines are wrong; `faults` names the first 500.
    """


class InviteResponse(TypedDict):
    """
    The answer: Invite somebody to hold roles that the caller may grant. The answer has the code of the link, which is shown this once.
    """

    invitation: AccountsInvitation
    """
    The invitation.
    """
    code: str
    """
    The code of the link.
    """


class ListAccountChangesResponse(TypedDict):
    """
    The answer: List who changed what of an account, the newest first, for whoever may administer it.
    """

    changes: list[AccountChange]
    """
    At most the last hundred.
    """


class ListActivitiesResponse(TypedDict):
    """
    The answer: List activities by their beginning, for anyone.
    """

    activities: list[Activity]
    """
    The activities, in the order that was asked for.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListAwardsResponse(TypedDict):
    """
    The answer: List awards: for anyone from the opening of the winners' notice on, before for the secretariat and the committee (rule K1).
    """

    awards: list[AwardRecord]
    """
    The awards, by the numbers of their certificates; empty if summaries were asked for.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """
    summaries: list[AwardSummary]
    """
    The awards in short, if that was asked for.
    """


class ListCasesResponse(TypedDict):
    """
    The answer: List cases: a reviewer sees its own, a host those of its division, the secretariat all.
    """

    cases: list[Case]
    """
    By due date, those without one last; without declaration and evidence.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListEntitlementsResponse(TypedDict):
    """
    The answer: List what finalists are entitled to: all of it for the secretariat and the committee, else that of the caller's teams.
    """

    teams: list[TeamEntitlements]
    """
    The teams with what each is entitled to, the newest entitlement first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListInvitationsResponse(TypedDict):
    """
    The answer: List the invitations that the caller may revoke, in pages.
    """

    invitations: list[AccountsInvitation]
    """
    The invitations.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListLogoAuthorisationsResponse(TypedDict):
    """
    The answer: List authorisations, for the committee and the secretariat.
    """

    authorisations: list[LogoAuthorisation]
    """
    The authorisations: the newest first; those in force and pending by the day that comes next, those found by name by it.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListLooksResponse(TypedDict):
    """
    Looks, first to last.
    """

    looks: list[Look]
    """
    The looks, first to last.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListMaterialsResponse(TypedDict):
    materials: list[Material]
    """
    The files.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListNameClaimsResponse(TypedDict):
    """
    The answer: List a team's claims and those against it, for its accounts; or a division's, for its host and the secretariat.
    """

    claims: list[NameClaim]
    """
    The claims, the newest first; a team's by their id.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListNoticesResponse(TypedDict):
    notices: list[Notice]
    """
    The notices, the one that opens last first; empty if summaries were asked for.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """
    summaries: list[NoticeSummary]
    """
    The notices in short, if that was asked for.
    """


class ListObjectionsResponse(TypedDict):
    objections: list[Objection]
    """
    The objections, the newest first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListPassingsOnResponse(TypedDict):
    """
    The answer: List how sides of the team were passed on, for its host, the secretariat and the team's accounts.
    """

    passings_on: list[PassingOn]
    """
    What was passed on, or is to be.
    """


class ListRankingsResponse(TypedDict):
    rankings: list[Ranking]
    """
    The rankings.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListReportsResponse(TypedDict):
    reports: list[Report]
    """
    The reports, the newest first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListResetRequestsResponse(TypedDict):
    """
    The answer: List the open requests that the caller may decide on or has made, in pages.
    """

    requests: list[SecondFactorResetRequest]
    """
    The open requests.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListRoundsResponse(TypedDict):
    rounds: list[Round]
    """
    The rounds.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListSessionsResponse(TypedDict):
    """
    The answer: List the caller's own sessions that go on.
    """

    sessions: list[Session]
    """
    The sessions, the newest first.
    """


class ListSheetsResponse(TypedDict):
    """
    The answer: List the calling expert's sheets: what is still to do first.
    """

    sheets: list[Sheet]
    """
    The sheets, without declarations.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListTeamsResponse(TypedDict):
    """
    The answer: List teams: a participant sees the teams it acts for, a host those of its division, the secretariat all.
    """

    teams: list[Team]
    """
    The teams, the one that registered last first, or by name if they are searched by a beginning; without draft and evidence.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """


class ListWordListsResponse(TypedDict):
    """
    All lists.
    """

    lists: list[WordList]
    """
    The lists.
    """


class NewSchemeVersion(TypedDict):
    """
    A new version of a published scheme, with the reason, which is published with it.

    With `seen` it is refused if another one was filed since.
    """

    scheme: SchemeBody
    """
    The scheme as it is to be.
    """
    reason: str
    """
    The reason of the change; published with the version.
    """
    seen: NotRequired[SeenFilings | None]
    """
    The filings that the caller saw. Refused with `A5_FILED_MEANWHILE` if a newer version was filed; if this is absent, nothing is compared.
    """


class OrganisationAffiliations(TypedDict):
    """
    An organisation's relations in force, and every statement of them (rule B8).
    """

    uscc: str
    """
    The unified social credit code (GB 32100).
    """
    in_force: list[Relation]
    """
    The relations in force.
    """
    statements: list[RelationStatement]
    """
    Every statement of them.
    """


class Scheme(TypedDict):
    """
    The division's detailed scheme, filed and published before its activity begins (rules A4, A5).
    """

    tracks: list[TrackChoice]
    """
    The tracks that the division runs (rule A2).
    """
    rubric: list[Criterion]
    """
    The criteria by which projects are scored (rule E3).
    """
    scale: str
    """
    Highest score of a criterion, decimal, for example "100".
    """
    experts_per_project: int
    """
    How many experts score a project (rule E5).
    """
    aggregation: Aggregation
    """
    How scores become a project's score (rule E4).
    """
    decimals: int
    """
    Decimal places of a project's score; rounded half to even.
    """
    tie_breakers: list[str]
    """
    The criteria whose higher score decides a tie, in order.
    """
    registration_opens: NotRequired[str]
    """
    Teams may register from then on (rule C1).
    """
    registration_closes: NotRequired[str]
    """
    The last instant to register (rule C1).
    """
    submission_closes: NotRequired[str]
    """
    The last instant to submit (rule C9).
    """
    review_closes: NotRequired[str]
    """
    Decisions of review after this are late (rule A5).
    """
    scoring_closes: NotRequired[str]
    """
    Scores after this are late (rule E3).
    """
    recommended_per_track: int
    """
    Projects recommended to the final per track; at most the edition's quota (rule F1).
    """
    local_awards: list[LocalAward]
    """
    Awards that the division grants by itself (rule E7).
    """
    organising_bodies: list[OrganisingBody]
    """
    Who organises the division (rules A5, B8).
    """
    fees: list[Fee]
    """
    What is charged: a scheme with a fee is refused (rule A3).
    """
    stages: list[SchemeStage]
    """
    In order, without overlap; empty if the review has a single stage.
    """
    text: str
    """
    The division's own text: how it selects, and anything else that it publishes.
    """
    contact: NotRequired[DivisionContact]
    """
    Whom the public asks; absent if the scheme gives none.
    """


class SchemeVersion(TypedDict):
    """
    A version of a division's scheme, with who filed, decided and published it (rules A4, A5).
    """

    division_code: str
    """
    The division, by its GB/T 2260 code.
    """
    version: int
    """
    Its number from 1.
    """
    state: FilingState
    """
    How far it is.
    """
    digest: str
    """
    SHA-256 over the canonical form of the scheme, hexadecimal.
    """
    reason: str
    """
    The reason of the change; empty for an application.
    """
    filed_at: NotRequired[str]
    """
    When it was filed.
    """
    decided_at: NotRequired[str]
    """
    When it was approved or returned; absent until then.
    """
    published_at: NotRequired[str]
    """
    When it was published; absent until then.
    """
    superseded_at: NotRequired[str]
    """
    When the next version was published; absent while this one is in force.
    """
    filed_by: str
    """
    The accounts that filed, decided and published it; like the two fields below for host, secretariat and committee only.
    """
    decided_by: str
    """
    The account that approved or returned it.
    """
    published_by: str
    """
    The account that published it.
    """
    return_reasons: list[str]
    """
    Why it was returned; empty unless it was.
    """
    hints: list[FilingHint]
    """
    Passages that no machine can judge.
    """
    edition_version: int
    """
    Version of the edition file in force when it was filed (rule A1).
    """
    scheme: NotRequired[Scheme]
    """
    Only in answers that return a version whole.
    """


class SectionDifference(TypedDict):
    """
    A section on both sides; without rows if nothing changed.
    """

    id: str
    """
    Its id in the edition, for example `overview.background`.
    """
    name_zh: str
    """
    Its name in Chinese.
    """
    name_en: str
    """
    Its name in English.
    """
    changed: bool
    """
    True if the two sides differ.
    """
    rows: list[DifferenceRow]
    """
    The lines of both sides.
    """
    moved: list[str]
    """
    Paragraphs that moved to another place.
    """


class SignUpRecord(TypedDict):
    """
    A place in an activity.
    """

    sign_up_id: str
    """
    The sign-up.
    """
    activity_id: str
    """
    The activity.
    """
    state: SignUpState
    """
    If the place is still taken.
    """
    masked_name: str
    """
    The name, of which only a part is shown.
    """
    organisation: str
    """
    The organisation as it was typed; may be empty.
    """
    masked_contact: str
    """
    The contact, of which only a part is shown.
    """
    signed_up_at: NotRequired[str]
    """
    When the place was taken.
    """
    told_edition: int
    """
    The newest edition of the activity of which this participant was notified.
    """
    activity: NotRequired[Activity]
    """
    The activity as it is now, in the caller's own list.
    """


class VersionDifference(TypedDict):
    """
    Two versions side by side (rule C10).
    """

    team_id: str
    """
    The team.
    """
    left: int
    """
    The version on the left; 0 for the draft.
    """
    right: int
    """
    The version on the right; 0 for the draft.
    """
    sections: list[SectionDifference]
    """
    The sections, in order.
    """
    evidence: list[EvidenceDifference]
    """
    The evidence that differs.
    """
    main_content_share: str
    """
    Share of the main content that differs, 0 to 1.
    """


class Division(TypedDict):
    """
    A division with its application and its published scheme (rules A2, A4, A5).
    """

    code: str
    """
    Its GB/T 2260 code.
    """
    name: str
    """
    The official name, whole (rule J1).
    """
    state: DivisionState
    """
    How far it is.
    """
    scheme_version: int
    """
    The version of the scheme that is shown; 0 if none is.
    """
    scheme: NotRequired[Scheme]
    """
    The scheme in force; absent until one is published.
    """
    return_reasons: list[str]
    """
    Why the application was returned, if it was last.
    """
    applied_at: NotRequired[str]
    """
    When it was applied for.
    """
    published_at: NotRequired[str]
    """
    When its scheme was published; absent until then.
    """
    revision: NotRequired[SchemeVersion]
    """
    The new version that is not published yet; for the host, secretariat and committee only (rule K1).
    """
    versions: list[SchemeVersion]
    """
    All filed versions, first to last, without their schemes; for the public only the published ones.
    """


class DivisionSummary(TypedDict):
    """
    What lists of divisions show of each: its state, and its dates and tracks once its scheme is published.
    """

    code: str
    """
    Its GB/T 2260 code.
    """
    name: str
    """
    The official name, whole (rule J1).
    """
    state: DivisionState
    """
    How far it is.
    """
    tracks: list[str]
    """
    The codes of the tracks that it runs; like the dates below empty until its scheme is published, but for host, secretariat and committee (rule K1).
    """
    registration_opens: NotRequired[str]
    """
    Teams may register from then on (rule C1).
    """
    registration_closes: NotRequired[str]
    """
    The last instant to register (rule C1).
    """
    submission_closes: NotRequired[str]
    """
    The last instant to submit (rule C9).
    """
    latest: NotRequired[SchemeVersion]
    """
    The version filed last, without its scheme; for host, secretariat and committee only (rule K1).
    """


class Edition(TypedDict):
    """
    A whole edition. Made by `load_edition`, which also holds it to the rules in `rules.py`.

    The lookups raise KeyError with what was asked for when the edition has no such thing.
    """

    schema_version: int
    id: str
    version: int
    year: int
    earlier_years: list[int]
    name: EditionWords
    theme: EditionWords
    document: EditionDocument
    organisers: EditionOrganisers
    tracks: list[EditionTrack]
    divisions: list[EditionDivision]
    timetable: EditionTimetable
    durations: EditionDurations
    quotas: EditionQuotas
    teams: EditionTeams
    schemes: NotRequired[EditionSchemes]
    prizes: EditionPrizes
    benefits: list[EditionBenefit]
    organisation_kinds: list[EditionNamed]
    identity_kinds: NotRequired[list[EditionIdentityKind]]
    credit_lists: list[EditionNamed]
    recommenders: EditionRecommenders
    declaration: EditionDeclaration
    project_names: EditionProjectNames
    iteration: EditionIteration
    supplements: EditionSupplements
    arrivals: NotRequired[EditionArrivals]
    duplicates: NotRequired[EditionDuplicates]
    evidence: EditionEvidenceKinds
    files: EditionFiles
    report_evidence: NotRequired[EditionReportEvidence]
    scoring: EditionScoring


class ListDivisionsResponse(TypedDict):
    divisions: list[Division]
    """
    The divisions; empty if summaries were asked for.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """
    summaries: list[DivisionSummary]
    """
    The divisions in short, if that was asked for.
    """


class ListSchemeVersionsResponse(TypedDict):
    """
    The answer: List the published versions with dates and reasons, for anyone; for host, secretariat and committee every filed version.
    """

    versions: list[SchemeVersion]
    """
    The versions, first to last, without their schemes.
    """


class ListSignUpsResponse(TypedDict):
    """
    The answer: List the caller's own places.
    """

    sign_ups: list[SignUpRecord]
    """
    The sign-ups, the newest first.
    """
    page: PageResponse
    """
    How to ask for the next page.
    """
