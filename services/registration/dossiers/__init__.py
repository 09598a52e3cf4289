"""Dossiers: a division's submissions and material as one ZIP file, made by a worker (rules K1, K3, K4; ADR 33)."""
