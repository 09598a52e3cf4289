"""What dossiers ask of outside libraries: ZIP files and workbooks."""
