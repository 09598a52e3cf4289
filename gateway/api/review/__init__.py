"""Review over REST (rules D, F): a module a subject, each with its own router."""
