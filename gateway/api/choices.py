"""Texts of request bodies that are one of the edition's choices (rule A1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.edition.parts import Named


@dataclass(frozen=True)
class EditionChoice:
    """Marks a text that must be the id of one of the edition's choices; the API's document lists them."""

    choices: Callable[[Edition], Sequence[Named]]

    def _ids(self) -> list[str]:
        return [choice.id for choice in self.choices(edition())]

    def _check(self, value: str) -> str:
        ids = self._ids()
        if value not in ids:
            raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": ", ".join(ids)})
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema) | {"enum": self._ids()}


OrganisationKindId = Annotated[str, EditionChoice(lambda edition: edition.organisation_kinds)]
IdentityKindId = Annotated[str, EditionChoice(lambda edition: edition.identity_kinds)]
