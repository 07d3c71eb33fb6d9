"""Only pictures and PDFs are taken, and of those only what everybody sees."""

import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from forums.errors import ForumError
from forums.files import documents, jpegs, unfit
from forums.files.attachments import clean
from tests.forums import files


def opened(cleaned):
    return Image.open(BytesIO(cleaned.content))


def secrets_in(content):
    """What a grep of the bytes finds, in streams that are packed as well."""
    return [
        word for word in files.SECRETS if word in content or word.lower() in content
    ]


# --- Pictures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "extension"),
    [(files.jpeg(), "jpg"), (files.png(), "png"), (files.webp(), "webp")],
    ids=["jpeg", "png", "webp"],
)
def test_picture_is_written_anew_without_names_and_places(content, extension):
    cleaned = clean(files.upload(content, name=f"Mustermann.{extension}"))

    picture = opened(cleaned)
    assert b"Mustermann" in content
    assert secrets_in(cleaned.content) == []
    assert (cleaned.kind, cleaned.extension) == ("image", extension)
    assert (cleaned.width, cleaned.height) == picture.size == (60, 40)
    assert dict(picture.getexif()) == {}
    assert {
        "icc_profile",
        "comment",
        "xmp",
        "exif",
        "Author",
    } & picture.info.keys() == set()


def test_picture_is_told_by_its_content_not_by_its_name():
    cleaned = clean(
        files.upload(files.png(), name="report.pdf", content_type="text/html")
    )

    assert (cleaned.kind, cleaned.extension) == ("image", "png")


def test_picture_stands_upright():
    cleaned = clean(files.upload(files.jpeg(orientation=6)))

    red, _green, blue = opened(cleaned).getpixel((20, 5))
    assert (cleaned.width, cleaned.height) == (40, 60)
    assert red > 200 > 50 > blue


def test_what_was_erased_is_gone_not_transparent():
    picture = files.half(mode="RGBA")
    picture.putalpha(0)

    cleaned = opened(clean(files.upload(files.saved(picture, "PNG"))))

    assert cleaned.mode == "RGB"
    assert cleaned.getextrema() == ((255, 255),) * 3


def test_colors_of_a_profile_are_turned_into_plain_ones():
    cleaned = opened(
        clean(files.upload(files.saved(files.half(mode="RGB").convert("CMYK"), "JPEG")))
    )

    assert cleaned.mode == "RGB"


def test_scan_of_sixteen_bits_keeps_its_grays():
    scan = Image.new("I;16", (20, 20), 0x8000)

    cleaned = opened(clean(files.upload(files.saved(scan, "PNG"))))

    assert cleaned.getpixel((5, 5)) == (128, 128, 128)


def test_large_picture_is_made_smaller():
    cleaned = clean(files.upload(files.jpeg(size=(4_000, 1_000))))

    assert (cleaned.width, cleaned.height) == (3_000, 750)


def test_two_pictures_of_a_phone_become_the_first():
    both = files.saved(
        files.half(), "MPO", save_all=True, append_images=[files.half((30, 30))]
    )

    assert clean(files.upload(both)).extension == "jpg"


def test_moving_picture_stands_still():
    frames = [Image.new("RGB", (9, 9), color) for color in ("red", "blue")]
    moving = files.saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])

    assert getattr(opened(clean(files.upload(moving))), "n_frames", 1) == 1


@pytest.mark.parametrize(
    "tail", [b"PK\x03\x04 SECRET-FILE", b"<script>app.alert(1)</script>"]
)
def test_what_hangs_behind_a_picture_is_left_behind(tail):
    for content in (files.jpeg(), files.png(), files.webp()):
        assert secrets_in(clean(files.upload(content + tail)).content) == []


def png_header(width, height):
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\r"
        + ihdr
        + struct.pack(">I", zlib.crc32(ihdr))
        + b"\0\0\0\0IDAT"
    )


@pytest.mark.parametrize("size", [(7_000, 7_000), (10_000, 10_000), (60_000, 60_000)])
def test_picture_of_enormous_size_is_refused_unread(size):
    with pytest.raises(unfit.TooManyPixels):
        clean(files.upload(png_header(*size)))


@pytest.mark.parametrize(
    "content", [files.jpeg(), files.png(), files.webp()], ids=["jpeg", "png", "webp"]
)
def test_incomplete_picture_is_refused(content):
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(unfit.DamagedPicture):
            clean(files.upload(content[: int(len(content) * share)]))


# --- What is not taken ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", unfit.EmptyFile),
        (b"\0" * 128 + b"DICM" + b"\2\0" * 50, unfit.DicomFile),
        (b"%PDF-1.7".ljust(128) + b"DICM" + files.pdf(), unfit.DicomFile),
        (b"\0\0\0\x18ftypheic\0\0\0\0", unfit.HeicPicture),
        (b"GIF89a/*" + b"\0" * 9 + b"*/=1;app.alert(1)", unfit.UnknownKind),
        (files.saved(files.half(), "GIF"), unfit.UnknownKind),
        (files.saved(files.half(), "TIFF"), unfit.UnknownKind),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            unfit.UnknownKind,
        ),
        (b"<!doctype html><script>alert(1)</script>" + files.pdf(), unfit.UnknownKind),
        (b"PK\x03\x04" + b"\0" * 30, unfit.UnknownKind),
        (b"MZ" + b"\0" * 99, unfit.UnknownKind),
        (b"just words", unfit.UnknownKind),
        (b"\xff\xd8\xff", unfit.DamagedPicture),
        (b"%PDF-", unfit.DamagedDocument),
        (b"%PDF-1.7\n<script>alert(1)</script>", unfit.DamagedDocument),
        (b"x" * (5 * 1024 * 1024 + 1), unfit.TooLarge),
    ],
    ids=lambda value: getattr(value, "__name__", "content"),
)
def test_other_files_are_refused_whatever_they_are_called(content, error):
    for name in ("scan.jpg", "scan.pdf", "scan.dcm"):
        with pytest.raises(error) as caught:
            clean(files.upload(content, name=name))

    assert isinstance(caught.value, ForumError)
    assert len(str(caught.value)) > 15


def test_size_is_measured_not_believed():
    upload = files.upload(b"x" * (5 * 1024 * 1024 + 1))
    upload.size = 10

    with pytest.raises(unfit.TooLarge):
        clean(upload)


# --- PDF --------------------------------------------------------------------------------


def unpacked(content):
    """A PDF with all its streams laid open, as a curious reader would do it."""
    output = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        raw = [one.read_raw_bytes() for one in streams]
        pdf.save(
            output,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return output.getvalue() + b"".join(raw)


def test_pdf_keeps_its_pages_and_nothing_else():
    content = files.pdf(pages=2)

    cleaned = clean(files.upload(content, name="Mustermann.pdf"))

    assert set(secrets_in(unpacked(content))) == set(files.SECRETS)
    assert secrets_in(unpacked(cleaned.content)) == []
    assert (cleaned.kind, cleaned.extension, cleaned.width) == ("pdf", "pdf", None)
    with pikepdf.open(BytesIO(cleaned.content)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        assert len(pdf.pages) == 2
        assert not pdf.check_pdf_syntax()


def test_photo_in_a_pdf_loses_its_place_but_no_pixel():
    with pikepdf.open(BytesIO(clean(files.upload(files.pdf())).content)) as pdf:
        photo = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()

    before, after = Image.open(BytesIO(files.jpeg())), Image.open(BytesIO(photo))
    assert dict(after.getexif()) == {}
    assert before.tobytes() == after.tobytes()


def updated(content, words):
    """A PDF with a later version behind it, whose new object nothing points to."""
    start = content.rsplit(b"startxref", 1)[1].split()[0]
    with pikepdf.open(BytesIO(content)) as pdf:
        number = len(pdf.objects) + 1
    parts = (
        b"%d 0 obj\n(%s)\nendobj\n" % (number, words),
        b"xref\n%d 1\n%010d 00000 n \n" % (number, len(content)),
        b"trailer\n<< /Root 1 0 R /Size %d /Prev %s >>\n" % (number + 1, start),
    )
    later = content + b"".join(parts)
    return later + b"startxref\n%d\n%%%%EOF\n" % (len(content) + len(parts[0]))


def test_older_versions_within_a_pdf_are_gone():
    made = pikepdf.new()
    files.page(made)
    output = BytesIO()
    made.save(output)
    content = updated(output.getvalue(), b"Mustermann")

    cleaned = clean(files.upload(content))

    assert b"Mustermann" in content
    assert secrets_in(unpacked(cleaned.content)) == []


def test_what_was_filled_into_a_form_can_still_be_read():
    made = pikepdf.new()
    sheet = files.page(made)
    look = made.make_stream(
        b"BT (filled in) Tj ET", {**files.form(), "/BBox": [0, 0, 9, 9]}
    )
    field = {"/FT": pikepdf.Name.Tx, "/V": b"PATIENT", "/T": b"a", "/AP": {"/N": look}}
    widget = made.make_indirect({**files.widget(), **field})
    sheet.obj.Annots = [widget]
    made.Root.AcroForm = {"/Fields": [widget]}
    output = BytesIO()
    made.save(output)

    content = unpacked(clean(files.upload(output.getvalue())).content)

    assert b"filled in" in content
    assert b"PATIENT" not in content


@pytest.mark.parametrize(
    "passwords", [{"owner": "a", "user": "b"}, {"owner": "a", "user": ""}]
)
def test_protected_pdf_is_refused(passwords):
    content = files.pdf(encryption=pikepdf.Encryption(**passwords))

    with pytest.raises(unfit.ProtectedDocument):
        clean(files.upload(content))


def test_long_pdf_is_refused():
    assert clean(files.upload(files.pdf(pages=50)))
    with pytest.raises(unfit.TooManyPages):
        clean(files.upload(files.pdf(pages=51)))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_incomplete_pdf_is_refused(share):
    content = files.pdf()

    with pytest.raises(unfit.DamagedDocument):
        clean(files.upload(content[: int(len(content) * share)]))


def test_pdf_without_pages_is_refused():
    output = BytesIO()
    pikepdf.new().save(output)

    with pytest.raises(unfit.DamagedDocument):
        clean(files.upload(output.getvalue()))


def test_pdf_with_a_page_behind_it_is_only_the_pdf():
    cleaned = clean(files.upload(files.pdf() + b"\n<script>app.alert(1)</script>"))

    assert secrets_in(unpacked(cleaned.content)) == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xda\0\2abc", b"\xff\xd8abc"]
)
def test_what_is_no_jpeg_is_not_mended(content):
    with pytest.raises(ValueError, match="no"):
        jpegs.without_metadata(content)


def test_newer_kind_of_photo_loses_its_notes_too():
    photo = files.saved(files.half(), "JPEG2000")
    note = struct.pack(">I", 8 + len(files.XMP)) + b"uuid" + files.XMP

    cleaned = jpegs.without_boxes(photo[:12] + note + photo[12:])

    assert cleaned == photo
    with pytest.raises(ValueError, match="no JPEG 2000"):
        jpegs.without_boxes(photo[:12] + b"\0\0\0\2xml ")


def swarm(many, direct, notes):
    """A small PDF that takes long: objects, parts of them, or notes on its page."""
    made = pikepdf.new()
    made.add_blank_page()
    sheet = made.pages[0].obj
    sheet.X = [made.make_indirect({"/A": one}) for one in range(many)]
    sheet.Resources = {"/X": [{"/A": one} for one in range(direct)]}
    note = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Stamp}
    sheet.Annots = [made.make_indirect(note | {"/Rect": [0, 0, 9, 9]})] * notes
    output = BytesIO()
    made.save(output)
    return output.getvalue()


@pytest.mark.parametrize("sizes", [(300, 0, 0), (0, 300, 0), (0, 0, 30)])
def test_pdf_that_would_keep_us_busy_for_minutes_is_refused(sizes, monkeypatch):
    limits = {"MAX_OBJECTS": 200, "MAX_PARTS": 250, "MAX_NOTES": 20}
    content = swarm(*sizes)
    clean(files.upload(content))
    for name, limit in limits.items():
        monkeypatch.setattr(documents, name, limit)

    clean(files.upload(swarm(50, 50, 5)))
    with pytest.raises(unfit.TooManyParts):
        clean(files.upload(content))
