"""The refusals of limits: those that any process may refuse with, in `chassis.refusals`."""

from __future__ import annotations

from chassis.kernel.refusal import Code

ALL: tuple[Code, ...] = ()
