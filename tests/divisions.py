"""The places, in the edition's list of divisions, that the tests of the session's shared stack may use."""

from __future__ import annotations

COUNT = 32
SHARED = 28  # open for all tests of rules, and stays so
NEVER_APPLIES = 29
PAGES = 31  # of the tests in a browser
OWN = tuple(place for place in range(COUNT) if place not in {SHARED, NEVER_APPLIES, PAGES})  # a test each
