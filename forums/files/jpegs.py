"""JPEG and JPEG 2000 inside a PDF: notes are cut out, pixels stay exactly as they are."""

from collections.abc import Iterator

START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
ADOBE = 0xEE  # says how the colors are meant
APPLICATION = range(0xE0, 0xF0)
# JPEG 2000 consists of boxes; these hold XMP, EXIF and words.
JP2 = b"\0\0\0\x0cjP  "
NOTES = {b"uuid", b"xml ", b"uinf", b"url "}
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length


def without_metadata(content: bytes) -> bytes:
    """Return the JPEG without notes, and without what follows its end.

    Raises ValueError for bytes that are no JPEG.
    """
    if content[:2] != bytes((0xFF, START)):
        raise ValueError("no JPEG")
    return bytes((0xFF, START)) + b"".join(_segments(content)) + bytes((0xFF, END))


def _segments(content: bytes) -> Iterator[bytes]:
    position = 2
    while (marker := _marker(content, position)) != END:
        end = position + 2
        if marker not in ALONE:
            end += int.from_bytes(content[position + 2 : position + 4])
        if marker == SCAN:
            end = _end_of_scan(content, end)
        noted = marker == COMMENT or (marker in APPLICATION and marker != ADOBE)
        if not noted:
            yield content[position:end]
        position = end


def _marker(content: bytes, position: int) -> int:
    if len(content) < position + 2 or content[position] != 0xFF:
        raise ValueError("no JPEG")
    return content[position + 1]


def _end_of_scan(content: bytes, position: int) -> int:
    """Return where the next marker begins: not a stuffed zero, not a restart."""
    while (position := content.find(b"\xff", position)) >= 0:
        following = content[position + 1 : position + 2]
        if following and following[0] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            return position
        position += 1 if following == b"\xff" else 2
    raise ValueError("no end")


def without_boxes(content: bytes) -> bytes:
    """Return a JPEG 2000 file without its notes; a bare code stream has none to speak of."""
    if not content.startswith(JP2):
        return content
    kept: list[bytes] = []
    position = 0
    while position < len(content):
        length = int.from_bytes(content[position : position + 4])
        if length == 1:
            length = int.from_bytes(content[position + 8 : position + 16])
        end = position + length if length else len(content)
        if end < position + 8:
            raise ValueError("no JPEG 2000")
        if content[position + 4 : position + 8] not in NOTES:
            kept.append(content[position:end])
        position = end
    return b"".join(kept)
