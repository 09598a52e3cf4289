"""Registration over REST (rules A, B, C): a module an area, each with its own router."""
