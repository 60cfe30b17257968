"""The pure core of rounds: what is decided without a database and without a clock of its own."""
