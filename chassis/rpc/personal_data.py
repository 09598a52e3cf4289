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

from ..actor import Actor
from ..context import current
from ..kernel.clock import Instant
from ..mongo.declared import ListDeclaration
from ..mongo.listing import DEFAULT_PAGE, MAX_PAGE
from ..mongo.tokens import number_after_token, page_token
from ..permissions import Operation, Target
from ..permissions import common as permissions
from ..personal_data import Holds, Obstacle, Source
from .server import at

# no record is begun on a page that is larger, bytes: what a message may hold is a multiple of it
_PAGE_BYTES = 1024 * 1024

LISTS = (
    ListDeclaration(
        operation="ListPersonalRecords",
        order="种类 kind",
        bounded="一个账号在一个服务中的信息，按各类数据的账号索引读取 · what one service stores of one account, read by each "
        "subject's index "
        "of accounts",
    ),
)


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
        return page_of(self._sources, _account(permissions.LIST_PERSONAL_RECORDS), request.page)

    def ListObstacles(
        self, request: personal_data_pb2.ListObstaclesRequest, context: grpc.ServicerContext
    ) -> personal_data_pb2.ListObstaclesResponse:
        """Return what must be done before the caller's account may be closed."""
        return personal_data_pb2.ListObstaclesResponse(
            obstacles=[obstacle_view(obstacle) for obstacle in self._holds(_account(permissions.LIST_OBSTACLES), at())]
        )


def obstacle_view(obstacle: Obstacle) -> personal_data_pb2.Obstacle:
    """Return an obstacle as a message."""
    return personal_data_pb2.Obstacle(kind=obstacle.kind, subject=obstacle.subject, zh=obstacle.zh, en=obstacle.en)


def _account(operation: Operation) -> Actor:
    """Return the caller, who is shown what is stored of it; refuse K1_UNAUTHENTICATED if nobody is signed in (rule K1)."""
    actor = current().actor
    operation.require(actor, Target(holder=actor.account_id))
    return actor


def page_of(
    sources: Iterable[Source], actor: Actor, page: page_pb2.PageRequest
) -> personal_data_pb2.ListPersonalRecordsResponse:
    """Return a page of what these subjects store of an account; a token holds the count of the records before it.

    A page ends early once its records are large, such as long texts that somebody wrote: the next one goes on there.
    """
    size = min(page.page_size or DEFAULT_PAGE, MAX_PAGE)
    sources = tuple(sources)
    of = ["personal records", actor.account_id, [source.__module__ for source in sources]]
    first = number_after_token(page.page_token, of)
    rest = islice(chain.from_iterable(source(actor) for source in sources), first, None)
    records: list[personal_data_pb2.PersonalRecord] = []
    left = _PAGE_BYTES
    for record in rest:
        if len(records) == size or left <= 0:
            return _page(records, page_token(of, str(first + len(records))))
        records.append(
            personal_data_pb2.PersonalRecord(
                kind=record.kind,
                at=record.at,
                values={name: value for name, value in record.values.items() if value},
            )
        )
        left -= records[-1].ByteSize()
    return _page(records, "")


def _page(
    records: Iterable[personal_data_pb2.PersonalRecord], next_page_token: str
) -> personal_data_pb2.ListPersonalRecordsResponse:
    return personal_data_pb2.ListPersonalRecordsResponse(
        records=records, page=page_pb2.PageResponse(next_page_token=next_page_token)
    )
