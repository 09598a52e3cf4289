"""The rules of dossiers: their life, and names that every system can unpack."""
