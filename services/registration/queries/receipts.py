"""Receipts as anyone may verify them (rule C8)."""

from __future__ import annotations

from dasai.registration.v1 import submissions_pb2

from chassis.mapping import from_message

from ..adapters import signing
from ..model.receipt import Receipt, verify


def list_receipt_keys() -> submissions_pb2.ListReceiptKeysResponse:
    """The public keys, the current one first; for everyone."""
    keys = signing.public_keys()
    return submissions_pb2.ListReceiptKeysResponse(
        keys=[
            submissions_pb2.ReceiptKey(key_id=name, public_key=key.hex(), current=place == 0)
            for place, (name, key) in enumerate(keys.items())
        ]
    )


def verify_receipt(request: submissions_pb2.VerifyReceiptRequest) -> submissions_pb2.VerifyReceiptResponse:
    """Whether a receipt is as it was given; for everyone."""
    verdict = verify(from_message(request.receipt, Receipt), signing.public_keys(), signing.is_signed)
    return submissions_pb2.VerifyReceiptResponse(verdict=f"RECEIPT_VERDICT_{verdict.upper()}")
