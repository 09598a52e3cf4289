"""The outside of deliveries: a mail server, and what takes text messages."""
