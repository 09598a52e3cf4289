"""Registration over REST (rules A, B, C): a module for each subject, with its own router."""
