"""Rankings that follow from a frozen round, and its public key (rules E4, E6, H4)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dasai.scoring.v1 import rankings_pb2

from chassis.context import changed
from chassis.kernel.refusal import refuse
from chassis.settings import settings

from .. import store, wire
from ..model import rules
from ..model.ranking import Ranking, SheetScores, Signer
from ..model.round import Freeze, Round
from ..model.sheet import Scoresheet
from .common import sheet_id


@lru_cache(maxsize=1)
def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("ranking_key")))


def public_key() -> tuple[str, str]:
    """Key id (the start of the public key's hash) and public key, hexadecimal."""
    raw = _key().public_key().public_bytes_raw()
    return hashlib.sha256(raw).hexdigest()[:16], raw.hex()


def get_public_key() -> rankings_pb2.PublicKey:
    """The key by which anyone verifies a ranking (rule E6)."""
    key_id, key = public_key()
    return rankings_pb2.PublicKey(key_id=key_id, public_key=key)


def ranking_signer() -> Signer:
    """Signs with DASAI_RANKING_KEY."""
    return lambda form: (public_key()[0], _key().sign(form).hex())


def publish(found: Round) -> bool:
    """Add the rankings that the round's freeze and strikes stand for and that are not there yet; False where all were.

    Each depends on the round and its sealed sheets alone: whoever comes first, after whatever crash, adds the same.
    """
    frozen = found.frozen
    if frozen is None or store.rankings.peek(f"{found.id}-{found.rankings}") is not None:
        return False
    ranking = store.rankings.peek(f"{found.id}-{frozen.number}")
    if ranking is None:
        ranking = _first(found, frozen)
        _add(ranking, answer=wire.ranking_view(ranking))
    for strike in frozen.strikes:
        next_one = store.rankings.peek(f"{found.id}-{strike.number}")
        if next_one is None:
            following = ranking.without(strike.team_id, strike.number, strike.reason, ranking_signer(), at=strike.at)
            next_one = following
            _add(next_one)
        ranking = next_one
    return True


def _add(ranking: Ranking, *, answer: rankings_pb2.Ranking | None = None) -> None:
    with changed(event_id=""):  # the event was applied to the round; a ranking is added once by its own id
        store.rankings.add(ranking, answer=answer)


def _first(found: Round, frozen: Freeze) -> Ranking:
    if found.scheme is None:
        refuse(rules.E3_UNKNOWN_SCHEME)
    field = set(frozen.team_ids)
    teams = tuple(team for team in found.entries if team.team_id in field)
    ids = [sheet_id(found.id, one.account_id, one.team_id) for one in found.assignments if one.team_id in field]
    sheets = [sheet for sheet in map(store.sheets.look, ids) if sheet.sealed == found.attempt]
    return Ranking.freeze(
        frozen.number,
        round_id=found.id,
        stage=found.stage,
        division_code=found.division_code,
        track=found.track,
        teams=teams,
        sheets=scores_of(sheets),
        scheme=found.scheme,
        sign=ranking_signer(),
        at=frozen.at,
    )


def scores_of(sheets: Sequence[Scoresheet]) -> tuple[SheetScores, ...]:
    """Sheets as they go into a ranking: what was submitted last, the expert by number."""
    accounts = sorted({sheet.account_id for sheet in sheets})
    return tuple(
        SheetScores(
            sheet_id=sheet.id,
            team_id=sheet.team_id,
            expert=accounts.index(sheet.account_id) + 1,
            scores=tuple((one.criterion_id, one.score) for one in sheet.submitted),
        )
        for sheet in sorted(sheets, key=lambda one: one.id)
    )
