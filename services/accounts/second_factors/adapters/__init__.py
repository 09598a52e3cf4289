"""Codes and passkeys, by outside libraries."""
