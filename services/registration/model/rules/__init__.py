"""What registration refuses, by rule id; one code gives status, problem, texts and test its name.

A module an area; `ALL` holds every code, so that a test can ask each for its texts.
"""

from __future__ import annotations

from chassis.kernel.refusal import Code

from .divisions import *  # noqa: F403 codes are told apart by their names
from .material import *  # noqa: F403 as above
from .names import *  # noqa: F403 as above
from .organisations import *  # noqa: F403 as above
from .projects import *  # noqa: F403 as above
from .teams import *  # noqa: F403 as above

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
