"""Inspects files: finds the type by content, and refuses a file that is more than that or may do harm (rule C7).

`python -m inspection` inspects one file after the other, in a process of its own: a file
that eats memory or time costs that process and nobody else.
"""

from __future__ import annotations
