"""A division's scheme as pages fill it in and compare it, built from its one description (rule A5)."""
