"""Promises: what a standard makes someone owe, with its clock, its verdict and its proof."""
