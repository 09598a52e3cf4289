"""Scoring over REST (rules E, G): a module a subject, each with its own router."""
