"""What an agency should have (model sets), and templates of the province that agencies copy and keep up with."""
