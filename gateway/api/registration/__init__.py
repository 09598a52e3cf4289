"""Registration over REST (rules A, B, C): a module a subject, each with its own router."""
