"""Routine work: what the handbook owes to buildings, areas, equipment and the house itself, day by day."""
