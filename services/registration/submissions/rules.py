"""The refusals about submissions (rules C)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

C8_RECEIPT_NUMBER_WRONG = Code(
    "C8_RECEIPT_NUMBER_WRONG",
    Kind.INVALID,
    "回执编号有误，请逐位核对：共12位，由数字和字母组成，没有I、L、O、U、Z。",
    "The number is not right: check each of its 12 characters; none of them is an I, L, O, U or Z.",
)
