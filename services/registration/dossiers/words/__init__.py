"""What people read in a dossier, in Chinese as the submissions are."""
