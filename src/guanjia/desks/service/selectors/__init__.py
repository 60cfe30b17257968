"""What the service desk shows: the rooms' reads put together, page by page. No table is asked directly."""
