"""One's own place at work: drafts, views kept by name, what one has looked at, what one has open."""
