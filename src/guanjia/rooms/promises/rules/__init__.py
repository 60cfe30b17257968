"""The pure core of the promise engine: no database, no clock of its own. engine.md gives the meaning of each word."""
