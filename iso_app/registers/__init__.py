"""What the registers of an agency share: the codes of their forms, printing, bringing in the agency's own list."""
