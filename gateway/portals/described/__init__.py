"""Forms and comparisons that are built from the description of what they are about: schemes and activities (rules A5, A6)."""
