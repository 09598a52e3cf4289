"""The one table of permissions (rule K1): services, gateway, pages, documents and tests ask it, and nobody else.

A module for each service lists its operations and the fields that only some audiences are shown. What depends on the state of
an object (deadlines, conflicts of interest) is no permission and stays in the rules of its subject.
"""

from __future__ import annotations

from .fields import show as show
from .model import ANYTHING as ANYTHING
from .model import Audience as Audience
from .model import Form as Form
from .model import Operation as Operation
from .model import Page as Page
from .model import Scope as Scope
from .model import Target as Target
from .pages import PAGES as PAGES
from .table import OPERATIONS as OPERATIONS
from .table import ROUTES as ROUTES
from .table import of_request as of_request
from .table import of_rpc as of_rpc
from .table import route_of_request as route_of_request
from .table import template_of as template_of
