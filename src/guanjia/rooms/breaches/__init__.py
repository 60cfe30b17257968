"""Breaches of residents: dissuaded, noticed in writing, reported to the authority, checked on the spot."""
