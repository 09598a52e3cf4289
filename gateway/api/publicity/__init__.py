"""Publicity over REST (rules F8, G2 to G4, H): a module a subject, each with its own router."""
