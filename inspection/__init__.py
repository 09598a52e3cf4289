"""What is inside a file: its type by content, and whether it is only that and harmless (rule C7).

`python -m inspection` looks into one file after the other, in a process of its own: a file
that eats memory or time costs that process and nobody else.
"""

from __future__ import annotations
