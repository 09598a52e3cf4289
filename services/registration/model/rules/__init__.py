"""What registration refuses, by rule id; one code gives status, problem, texts and test its name.

A module a section of the rules; `ALL` holds every code, so that a test can ask each for its texts.
"""

from __future__ import annotations

from chassis.kernel.refusal import Code

from .a import *  # noqa: F403 codes are told apart by their names
from .b import *  # noqa: F403 as above
from .c import *  # noqa: F403 as above
from .material import *  # noqa: F403 as above

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
