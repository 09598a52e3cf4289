"""Registration's outside tools."""
