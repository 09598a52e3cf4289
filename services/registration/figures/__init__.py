"""How many teams of a division registered and submitted: a read model that is counted anew after changes (rules K1, K2)."""
