"""Numbered changes of accounts' stored data; how to write one: docs/adr/0015-migrations.md."""
