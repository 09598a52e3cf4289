"""Serve what a service stores of an account to its holder, and what must be done before the account is closed (rule K4)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

import grpc
from dasai.common.v1 import page_pb2, personal_data_pb2
from dasai.common.v1.personal_data_pb2_grpc import PersonalDataServicer as Base
from dasai.common.v1.personal_data_pb2_grpc import (
    add_PersonalDataServicer_to_server as add_PersonalDataServicer_to_server,
)

from ..actor import PUBLIC, Actor
from ..context import current
from ..kernel.clock import Instant
from ..kernel.refusal import FieldFault, refuse, refuse_unless
from ..personal_data import Holds, Obstacle, Source
from ..refusals import FIELDS_INVALID, UNAUTHENTICATED
from .server import at

DEFAULT_PAGE, MAX_PAGE = 50, 200


def _nothing(actor: Actor, at: Instant) -> Iterable[Obstacle]:
    return ()


class PersonalData(Base):
    """The contract's service PersonalData, of these subjects."""

    def __init__(self, *sources: Source, holds: Holds = _nothing) -> None:
        self._sources, self._holds = sources, holds

    def ListPersonalRecords(
        self, request: personal_data_pb2.ListPersonalRecordsRequest, context: grpc.ServicerContext
    ) -> personal_data_pb2.ListPersonalRecordsResponse:
        """Return a page of what is stored of the caller's account; refuse K1_UNAUTHENTICATED if nobody is signed in."""
        return page_of(self._sources, _account(), request.page)

    def ListObstacles(
        self, request: personal_data_pb2.ListObstaclesRequest, context: grpc.ServicerContext
    ) -> personal_data_pb2.ListObstaclesResponse:
        """Return what must be done before the caller's account may be closed."""
        return personal_data_pb2.ListObstaclesResponse(
            obstacles=[obstacle_view(obstacle) for obstacle in self._holds(_account(), at())]
        )


def obstacle_view(obstacle: Obstacle) -> personal_data_pb2.Obstacle:
    """Return an obstacle as a message."""
    return personal_data_pb2.Obstacle(kind=obstacle.kind, subject=obstacle.subject, zh=obstacle.zh, en=obstacle.en)


def _account() -> Actor:
    actor = current().actor
    refuse_unless(actor.account_id != PUBLIC.account_id, UNAUTHENTICATED)
    return actor


def page_of(
    sources: Iterable[Source], actor: Actor, page: page_pb2.PageRequest
) -> personal_data_pb2.ListPersonalRecordsResponse:
    """Return a page of what these subjects store of an account; a token is the count of the records before it."""
    token, size = page.page_token or "0", min(page.page_size or DEFAULT_PAGE, MAX_PAGE)
    if not (token.isascii() and token.isdigit() and len(token) < 10):
        fault = FieldFault("page_token", "请使用上一页给出的分页标记。", "Use the token of the previous page.")
        refuse(FIELDS_INVALID, faults=[fault])
    first = int(token)
    records = list(islice(chain.from_iterable(source(actor) for source in sources), first, first + size + 1))
    return personal_data_pb2.ListPersonalRecordsResponse(
        records=[
            personal_data_pb2.PersonalRecord(
                kind=record.kind,
                at=record.at,
                values={name: value for name, value in record.values.items() if value},
            )
            for record in records[:size]
        ],
        page=page_pb2.PageResponse(next_page_token=str(first + size) if len(records) > size else ""),
    )
