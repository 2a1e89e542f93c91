"""The database and the files together in one archive that proves itself, and the way back."""
