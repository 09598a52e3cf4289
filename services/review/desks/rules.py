"""What a review desk refuses, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

D2_OWN_ORGANISATION = Code(
    "D2_OWN_ORGANISATION",
    Kind.REFUSED,
    "审查员不得审查本单位的团队。",
    "A reviewer never reviews a team of the reviewer's own organisation.",
)
D2_NOT_A_REVIEWER = Code(
    "D2_NOT_A_REVIEWER", Kind.INVALID, "该账号不是本分赛的审查员。", "That account is no reviewer of this division."
)
