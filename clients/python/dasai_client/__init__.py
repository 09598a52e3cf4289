"""A typed client of Dasai's API: `Client`, what raises (`Refused`), and the types of bodies and answers (`models`)."""

from __future__ import annotations

from . import models as models
from .client import Client as Client
from .client import pages as pages
from .download import DamagedError as DamagedError
from .download import Download as Download
from .transport import Refused as Refused
from .transport import Transport as Transport
from .upload import Upload as Upload
