"""Numbered changes of scoring's stored data; how to write one: docs/adr/0015-migrations.md."""
