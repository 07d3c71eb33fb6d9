"""Pictures of posts: decoded in full and written anew, so that only what is seen is kept."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from articles.figures import BOMBS, DAMAGES, FORMATS, MAX_PIXELS
from forums.files.unfit import DamagedPicture, TooManyPixels

MAX_SIDE = 3_000  # pixels: a scan stays legible, a photo is no larger than a screen
QUALITY = 88
# What each kind of picture begins with; the words after RIFF's length name WebP.
JPEG, PNG, RIFF, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP"
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


@dataclass(frozen=True, slots=True)
class Picture:
    extension: str
    content: bytes
    width: int
    height: int


def is_picture(content: bytes) -> bool:
    webp = content.startswith(RIFF) and content[8:12] == WEBP
    return webp or content.startswith((JPEG, PNG))


def is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIC


def reencode(content: bytes) -> Picture:
    """Return the picture upright, in sRGB, without transparency, names, places and dates.

    Below a transparent part the colors that were erased are still there.
    """
    try:
        with Image.open(BytesIO(content), formats=tuple(FORMATS)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise TooManyPixels
            return _write(_seen(opened), str(opened.format))
    except BOMBS as error:
        raise TooManyPixels from error
    except DAMAGES as error:
        raise DamagedPicture from error


def _seen(opened: Image.Image) -> Image.Image:
    """Return a new image with the pixels as a viewer shows them, and nothing else."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a large JPEG is decoded small
    picture = _in_srgb(ImageOps.exif_transpose(opened))
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    seen = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        seen.paste(layer, mask=layer.getchannel("A"))
    else:
        seen.paste(picture.convert("RGB"))
    return seen


def _in_srgb(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of gray, as scans are exported
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, found, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile: the plain numbers are near enough
    return converted or picture


def _write(seen: Image.Image, kind: str) -> Picture:
    kind = kind if kind in FORMATS else "JPEG"  # MPO: two JPEGs of a phone, the first
    output = BytesIO()
    seen.save(output, format=kind, quality=QUALITY, optimize=True)
    return Picture(FORMATS[kind], output.getvalue(), *seen.size)
