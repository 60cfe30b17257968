"""The demo: two communities, thirty days lived through the same code as production, then pages full of life."""

from guanjia.config.demo.run import Plan, run

__all__ = ["Plan", "run"]
