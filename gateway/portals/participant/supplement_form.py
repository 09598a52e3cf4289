"""The form by which a team answers a request of review, and what it holds while a file is uploaded (rule C11)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from gateway.problems import ProblemError

from ..forms import Form, form_key
from ..pages import form_again, render
from . import project

_OF_ANSWERS = {"C11": "text", "C7": "files", "C5": "files"}
# of a name that a form sends
_LONGEST = 100


@dataclass(frozen=True)
class AnswerForm:
    """Values of the form: the text, the chosen files by identifier with their kinds, and the Idempotency-Key."""

    text: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    @classmethod
    def of(cls, text: str, files: Iterable[str], kinds: Mapping[str, str], key: str) -> AnswerForm:
        """Return what was posted; `kinds` has the kind of each file as `kind-<identifier>`."""
        chosen = {str(name): str(kinds.get(f"kind-{name}", ""))[:_LONGEST] for name in files}
        return cls(text, chosen, key[:_LONGEST])

    def with_file(self, material_id: str, kind: str) -> AnswerForm:
        """Return the form with another file chosen."""
        return AnswerForm(self.text, {**self.chosen, material_id: kind}, self.key)

    @property
    def is_begun(self) -> bool:
        """Return True if anything would be lost without it."""
        return bool(self.text.strip() or self.chosen)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Return the hidden fields, by name and value, with which another form carries this one."""
        files = [pair for name, kind in self.chosen.items() for pair in (("files", name), (f"kind-{name}", kind))]
        return [("key", self.key), ("text", self.text), *files]


async def supplement_form(
    team_id: str,
    number: int,
    request: Request,
    answer: AnswerForm,
    *,
    done: str = "",
    problem: ProblemError | None = None,
) -> Response:
    """Return a request with its answer, or the form to answer it as it was filled in."""
    try:
        team, supplement, files = await asyncio.gather(
            project.team(team_id, request),
            project.supplement(team_id, number, request),
            project.files(team_id, request),
        )
    except ProblemError as refusal:
        raise (problem or refusal) from None
    kinds = project.evidence_kinds()
    known = {(piece["sha256"], piece["owner_uscc"]): piece["kind"] for piece in team["evidence"]}
    values: dict[str, Any] = {
        "team": team,
        "supplement": supplement,
        "files": [
            {
                **each,
                "chosen": each["id"] in answer.chosen,
                "kind": answer.chosen.get(each["id"]) or known.get((each["sha256"], each["owner_uscc"]), ""),
                "kinds": [kind for kind in kinds if each["media_type"] in project.limits_of(kind.id)["media_types"]],
            }
            for each in files
            if each["scan_state"] != "infected"
        ],
        "owners": {each["uscc"]: each["name"] for each in project.organisations(team)},
        "done": done,
        "key": form_key(answer.key, problem),
    }
    given = {"text": answer.text}
    if problem is not None:
        return form_again(request, "participant/supplement.html", problem, given=given, codes=_OF_ANSWERS, **values)
    return render(request, "participant/supplement.html", form=Form(given), **values)
