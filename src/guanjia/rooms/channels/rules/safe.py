"""The platform's safe mode: the body is encrypted with the account's key.

AES-256-CBC; key = base64 of the 43 signs and "=", iv = its first 16 bytes; plain = 16 random bytes, the length of the
XML in 4 bytes (big endian), the XML, the app id; padded to 32 bytes.
Source: WeChat, technical plan of message encryption.
"""

import base64
import binascii
import re
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from guanjia.rooms.channels.rules.reading import Unreadable, root_of, word
from guanjia.rooms.channels.rules.signing import compare, signed
from guanjia.rooms.channels.types import Signed
from guanjia.shared.errors import gettext_noop

BLOCK, HEAD = 32, 20
NOT_OURS = gettext_noop("The encrypted body can't be opened. Check the AES key and the app id of the account.")


def envelope(body: bytes) -> str:
    """What stands in <Encrypt>. Raises Unreadable when there is nothing."""
    inside = word(root_of(body), "Encrypt")
    if not inside:
        raise Unreadable("channels.envelope", gettext_noop("The body has no <Encrypt>, but the call says it has."))
    return inside


def check_safe_signature(token: str, asked: Signed, inside: str) -> None:
    """Raises Denied when the encrypted body was not signed with the account's token."""
    compare(signed(token, asked.timestamp, asked.nonce, inside), asked.encrypted)


def decrypted(inside: str, aes_key: str, app_id: str) -> bytes:
    """The XML inside. Raises Unreadable for another key, another app id, or bytes that are no message at all."""
    try:
        sealed = base64.b64decode(inside, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Unreadable("channels.sealed", NOT_OURS) from wrong
    if not re.fullmatch(r"[A-Za-z0-9]{43}", aes_key) or not sealed or len(sealed) % (AES.block_size // 8):
        raise Unreadable("channels.sealed", NOT_OURS)
    opener = _cipher(aes_key).decryptor()
    plain = opener.update(sealed) + opener.finalize()
    padding = plain[-1]
    whole = plain.endswith(bytes([padding]) * padding) and len(plain) % BLOCK == 0
    if not whole or not 1 <= padding <= BLOCK or len(plain) < HEAD + padding:
        raise Unreadable("channels.sealed", NOT_OURS)
    plain = plain[:-padding]
    (length,) = struct.unpack(">I", plain[16:HEAD])
    if length > len(plain) - HEAD or plain[HEAD + length :] != app_id.encode():
        raise Unreadable("channels.sealed", NOT_OURS)
    return plain[HEAD : HEAD + length]


def encrypted(xml: bytes, aes_key: str, app_id: str, *, chance: bytes = b"") -> str:
    """What the platform would put into <Encrypt>; `chance` are the 16 bytes before it, else drawn."""
    plain = (chance or secrets.token_bytes(16)) + struct.pack(">I", len(xml)) + xml + app_id.encode()
    padding = BLOCK - len(plain) % BLOCK
    closer = _cipher(aes_key).encryptor()
    return base64.b64encode(closer.update(plain + bytes([padding]) * padding) + closer.finalize()).decode()


def _cipher(aes_key: str) -> Cipher[CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(AES(key), CBC(key[:16]))
