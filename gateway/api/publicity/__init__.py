"""Publicity over REST (rules F8, G2 to G4, H): a module for each subject, with its own router."""
