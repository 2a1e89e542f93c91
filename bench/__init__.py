"""Times of the product beside what the machine does without it: `python -m bench`; docs/performance.md."""
