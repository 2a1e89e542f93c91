"""Who must have a document and who has read it: lines of distribution, copies on paper, acknowledgements."""
