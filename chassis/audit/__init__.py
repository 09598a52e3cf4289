"""The audit trail of a service, its signed heads, and what both are compared with (rule D5)."""
