"""Arrival tickets: which command of an account counts as of its first arrival (rule C9)."""
