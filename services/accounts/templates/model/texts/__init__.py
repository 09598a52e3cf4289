"""All templates. None says whose representative anybody is, nor holds a number of an identity document (rule K4)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..template import Template
from .announcements import ANNOUNCEMENTS
from .division import DIVISION
from .registration import REGISTRATION
from .reminders import REMINDERS
from .results import RESULTS
from .review import REVIEW
from .security import SECURITY
from .tasks import TASKS

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        template.id: template
        for template in (
            *SECURITY,
            *REGISTRATION,
            *REVIEW,
            *RESULTS,
            *DIVISION,
            *TASKS,
            *REMINDERS,
            *ANNOUNCEMENTS,
        )
    }
)
