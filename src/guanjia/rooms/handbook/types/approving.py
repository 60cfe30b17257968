"""What waits for approval: the figures of its files."""

from guanjia.rooms.handbook.types.base import Counted, Part


class ApprovalTerms(Part):
    """Papers that are laid before those who must approve."""

    file_bytes_most: Counted = 10_485_760
    """Bytes of one file."""
    files_most: Counted = 30
    """Files of one version of the papers."""
