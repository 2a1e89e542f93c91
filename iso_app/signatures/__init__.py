"""One ceremony for every approval: what is signed, in what meaning, by whom, proved again at that moment."""
