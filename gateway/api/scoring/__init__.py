"""Scoring over REST (rules E, G): a module for each subject, with its own router."""
