"""Files of papers: pictures are written anew, PDFs are looked through; what came is never shown as something else."""

from collections.abc import Iterable
from uuid import UUID

from guanjia.rooms.approvals import access, rules
from guanjia.rooms.approvals.models import Attachment, Matter
from guanjia.rooms.approvals.types import KeptFile, SentPaper
from guanjia.rooms.handbook.types.approving import ApprovalTerms
from guanjia.shared import files
from guanjia.shared.actor import Actor
from guanjia.shared.errors import Invalid, gettext_noop
from guanjia.shared.pictures import NoPicture, remade

_NAME_MOST = 120
"""Signs of a file's name that are kept."""


def kept(row: Matter, sent: Iterable[SentPaper], terms: ApprovalTerms, *, at_start: bool = False) -> list[Attachment]:
    """The rows of what was sent, the same file for the same paper once. Raises Invalid for what can't be kept."""
    found: dict[tuple[str, str], Attachment] = {}
    for one in sent:
        content, kind = _readable(one, terms.file_bytes_most)
        made = Attachment(
            community_id=row.community_id,
            matter=row,
            version=row.version,
            at_start=at_start,
            code=one.code,
            name=_name(one.name),
            kind=kind,
            size=len(content),
            kept=files.keep(content),
            since=row.version,
        )
        found.setdefault((made.code, made.kept), made)
    return list(found.values())


def _readable(sent: SentPaper, most: int) -> tuple[bytes, str]:
    field = f"paper_{sent.code}"
    rules.check_size(sent.content, most, field)
    if rules.is_pdf(sent.content):
        rules.check_pdf(sent.content, field)
        return sent.content, rules.PDF
    try:
        return remade(sent.content), rules.PICTURE
    except NoPicture as wrong:
        message = gettext_noop("“%(name)s” is neither a picture nor a PDF we can show. Send JPEG, PNG, WebP or PDF.")
        raise Invalid("approvals.file_kind", message, {"name": _name(sent.name)}, field=field) from wrong


def _name(name: str) -> str:
    """The file's own name without a path, short enough to be shown."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip()
    return plain if len(plain) <= _NAME_MOST else f"{plain[:80]}…{plain[-20:]}"


def attachment_file(actor: Actor, attachment_id: UUID) -> KeptFile:
    """A file, for who has to do with its matter. Raises Missing."""
    found = access.attachment(actor, attachment_id)
    return KeptFile(files.place_of(found.kept), found.kind, found.name)
