"""Rounds: visits, patrols and inspections, planned by the handbook and carried out at a place."""
