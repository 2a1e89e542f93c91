"""An existing shelf brought in at once: a ZIP of files with a list of what they are, previewed, then stored."""
