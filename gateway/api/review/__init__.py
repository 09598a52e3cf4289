"""Review over REST (rules D, F): a module for each subject, with its own router."""
