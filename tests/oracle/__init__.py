"""A second opinion: what the engine's law says, worked out by counting seconds, without a line of the engine.

`seconds` knows calendars and lengths, `clock` what events make of them, `chances` draws cases by a seed, and `against`
holds the engine's answers beside these.
"""
