"""Endpoints of conversations."""

from guanjia.rooms.conversations.api.conversations import router

__all__ = ["router"]
