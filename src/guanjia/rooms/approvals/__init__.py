"""Papers laid before those who must approve, and the acts that may not begin before."""
