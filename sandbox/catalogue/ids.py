"""Identifiers of each service's own shape, always the same ones for the same seed."""

import base64
import hashlib
import string
import uuid

BASE62 = string.digits + string.ascii_letters
ODD, ODD_INVERSE = 0x9E3779B97F4A7C15, pow(0x9E3779B97F4A7C15, -1, 2**64)


def _digest(*parts) -> bytes:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()


def mbid(*parts) -> str:
    return str(uuid.UUID(bytes=_digest("mbid", *parts)[:16], version=4))


def spotify_id(*parts) -> str:
    number, letters = int.from_bytes(_digest("spotify", *parts)[:17], "big"), ""
    for _ in range(22):
        number, rest = divmod(number, 62)
        letters += BASE62[rest]
    return letters


def channel_id(*parts) -> str:
    return "UC" + base64.urlsafe_b64encode(_digest("channel", *parts)[:17]).decode()[:22]


def playlist_id(*parts) -> str:
    return "PL" + base64.urlsafe_b64encode(_digest("playlist", *parts)[:24]).decode()


def video_id(channel_number: int, upload: int) -> str:
    """Eleven characters that hold the channel and the upload's number, so that no table of videos is needed."""
    packed = ((channel_number << 24 | upload + 2**23) * ODD) % 2**64
    return base64.urlsafe_b64encode(packed.to_bytes(8, "big")).decode()[:11]


def read_video_id(text: str) -> tuple[int, int] | None:
    try:
        packed = int.from_bytes(base64.urlsafe_b64decode(text + "="), "big")
    except ValueError:
        return None
    packed = (packed * ODD_INVERSE) % 2**64
    return packed >> 24, (packed & 0xFFFFFF) - 2**23


def share(*parts) -> float:
    """A number from 0 up to 1 that depends on nothing but its arguments."""
    return int.from_bytes(_digest("share", *parts)[:6], "big") / 2**48
