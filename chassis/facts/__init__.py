"""Facts that travel in events between the services: each is declared here, once for all services that raise or hear it.

Pure values that mirror messages of `dasai.common.v1` (persons: of `dasai.registration.v1`).
"""
