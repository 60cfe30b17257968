"""Decisions about handbooks: is a pack right, what holds for a community, which days count. Pure."""
