"""Pictures, made anew from their pixels: no place, no camera, no comment, nothing that stood before or after them in the file.

A picture of 30 megapixels takes 120 MB while it is decoded, however small its file is: its size is read before anything else, and one
picture is decoded at a time in each process.
"""

from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

from sspedu.network.attaching.kinds import BROKEN, TOO_MANY_PIXELS, FileKind, Unfit

MAX_PIXELS = 30_000_000
# The longer side of what is kept: more than any screen shows, and half of what a phone takes.
LONGEST = 2_600
QUALITY = 85
PLAIN = {"1", "L", "LA", "RGB", "RGBA"}

# We ask for the size ourselves; the library would warn up to twice its limit.
Image.MAX_IMAGE_PIXELS = None
_one_at_a_time = Lock()


def recoded(content: bytes) -> tuple[FileKind, bytes]:
    """Return a PNG or JPEG without anything but its pixels, turned the right way up. Raises `Unfit`."""
    try:
        with _one_at_a_time, Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            _refuse_too_many(picture)
            kind = FileKind.PNG if picture.format == "PNG" else FileKind.JPEG
            return kind, _saved(picture, kind)
    except Unfit:
        raise
    except Exception:  # a hostile picture makes the library raise nearly anything
        raise Unfit(BROKEN) from None


def pixels(content: bytes) -> int:
    """Say how many pixels a picture has, without decoding it. Raises `Unfit`."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            return picture.width * picture.height
    except Exception:  # as above
        raise Unfit(BROKEN) from None


def _refuse_too_many(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise Unfit(TOO_MANY_PIXELS)


def _saved(picture: Image.Image, kind: FileKind) -> bytes:
    # A JPEG is decoded at half its size or less where that is enough.
    picture.thumbnail((LONGEST, LONGEST))
    turned = ImageOps.exif_transpose(picture)
    wanted = "RGB" if kind is FileKind.JPEG else "RGBA" if turned.has_transparency_data else "RGB"
    plain = turned.convert(wanted) if turned.mode not in PLAIN or (kind is FileKind.JPEG and turned.mode not in {"L", "RGB"}) else turned
    # What the library would write again by itself: a comment, a colour profile, a name.
    plain.info = {}
    out = BytesIO()
    if kind is FileKind.JPEG:
        plain.save(out, "JPEG", quality=QUALITY)
    else:
        plain.save(out, "PNG")
    return out.getvalue()
