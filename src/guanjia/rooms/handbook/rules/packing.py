"""A pack as one file to send about: zipped, and taken out of a zip with care."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from guanjia.shared.errors import Invalid, gettext_noop

LARGEST = 20_000_000
"""Bytes a whole pack may have once it is taken out of its zip; a handbook is text."""
MOST = 2_000
"""Files a pack may have."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files of a pack as a zip; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path), files[path])
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of a pack by their path inside it; the folder around `pack.yaml` is left away.

    Raises Invalid for what is no zip, is too large, or reaches outside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as wrong:
        message = gettext_noop("This is no zip file that can be read. Zip the folder of the pack and send it again.")
        raise Invalid("handbook.no_zip", message) from wrong
    heads = sorted((path for path in found if PurePosixPath(path).name == "pack.yaml"), key=len)
    around = heads[0].removesuffix("pack.yaml") if heads else ""
    return {path.removeprefix(around): text for path, text in found.items() if path.startswith(around)}


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    inside = [one for one in archive.infolist() if not one.is_dir() and not _hidden(one.filename)]
    if len(inside) > MOST or sum(one.file_size for one in inside) > LARGEST:
        message = gettext_noop("This zip is too large for a handbook: at most 20 MB and 2,000 files.")
        raise Invalid("handbook.zip_too_large", message)
    if any(_outside(one.filename) for one in inside):
        message = gettext_noop("This zip names a file outside its own folder. Zip the folder of the pack anew.")
        raise Invalid("handbook.zip_outside", message)
    return {one.filename: archive.read(one) for one in inside}


def _hidden(name: str) -> bool:
    return any(piece.startswith((".", "__MACOSX")) and piece != ".." for piece in PurePosixPath(name).parts)


def _outside(name: str) -> bool:
    return name.startswith("/") or ".." in name or "\\" in name or "\x00" in name or len(name) > 300
