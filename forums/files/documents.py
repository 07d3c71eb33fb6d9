"""PDFs of posts: pages and nothing else; what is hidden in the file does not come along."""

import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from forums.files import jpegs
from forums.files.unfit import (
    MAX_NOTES,
    MAX_OBJECTS,
    MAX_PAGES,
    MAX_PARTS,
    DamagedDocument,
    ProtectedDocument,
    TooManyPages,
    TooManyParts,
)

MARK = b"%PDF-"
MAX_MEMORY = 64 * 1024 * 1024  # of one stream: a few kilobytes can unfold to gigabytes
OF_ROOT = {"/Type", "/Pages", "/Lang"}
OF_TRAILER = {"/Root", "/Size", "/ID"}
OF_PAGE = {
    *("/Type", "/Parent", "/Contents", "/Resources", "/Rotate", "/UserUnit", "/Group"),
    *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"),
}
# Notes of programs, descriptions and files that any part of a page may carry.
BESIDES = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Measure", "/PtData")
# Besides these: other versions of a picture, and content that lies in another file.
OF_STREAMS = ("/Alternates", "/OPI", "/Ref", "/F", "/FFilter", "/FDecodeParms")

PHOTOS = {"/DCTDecode": jpegs.without_metadata, "/JPXDecode": jpegs.without_boxes}

pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MAX_MEMORY,
    run_length_max_memory=MAX_MEMORY,
    png_max_memory=MAX_MEMORY,
    tiff_max_memory=MAX_MEMORY,
    doc_max_warnings=100,
)


def rewrite(content: bytes) -> bytes:
    """Return a PDF with the same pages; raises UnfitFile for what cannot be read safely."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise ProtectedDocument
            if len(pdf.pages) > MAX_PAGES:
                raise TooManyPages
            if len(pdf.objects) > MAX_OBJECTS or _notes_of(pdf) > MAX_NOTES:
                raise TooManyParts
            return _pages_of(pdf)
    except pikepdf.PasswordError as error:
        raise ProtectedDocument from error
    except (
        pikepdf.PikepdfError,
        pikepdf.PdfError,
        RuntimeError,
        ValueError,
        TypeError,
    ) as error:
        raise DamagedDocument from error


def _pages_of(pdf: Pdf) -> bytes:
    if not len(pdf.pages):
        raise DamagedDocument
    # What was filled in or drawn onto a page stays to be seen; buttons and notes do not.
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    for page in pdf.pages:
        _keep(page.obj, OF_PAGE)
    _keep(pdf.Root, OF_ROOT)
    _keep(pdf.trailer, OF_TRAILER)
    count = 0
    for one in list(pdf.objects):
        for part in _parts(one):
            _clean(part)
            if (count := count + 1) > MAX_PARTS:
                raise TooManyParts
    output = BytesIO()
    pdf.save(output, deterministic_id=True)
    return output.getvalue()


def _notes_of(pdf: Pdf) -> int:
    """Count what lies on the pages; drawing each onto its page looks at all of them."""
    notes = (page.obj.get("/Annots") for page in pdf.pages)
    return sum(len(one) for one in notes if isinstance(one, Array))


def _keep(dictionary: Object, names: set[str]) -> None:
    for name in set(dictionary.keys()) - names:
        del dictionary[name]


def _parts(one: Object) -> Iterator[Object]:
    """Yield an object and what is written inside it; what it points to has its own turn."""
    waiting = [one]
    while waiting:
        part = waiting.pop()
        inner: list[Object] = []
        if isinstance(part, Dictionary | Stream):
            yield part
            inner = [part[name] for name in part.keys()]  # noqa: SIM118  a pikepdf object is not a dict
        elif isinstance(part, Array):
            inner = list(part)
        waiting += [
            child
            for child in inner
            if isinstance(child, Dictionary | Array) and not child.is_indirect
        ]


def _clean(part: Object) -> None:
    names = BESIDES + OF_STREAMS if isinstance(part, Stream) else BESIDES
    for name in names:
        if name in part:
            del part[name]
    if isinstance(part, Stream) and "/Filter" in part:
        _clean_photo(part)


def _clean_photo(stream: Stream) -> None:
    """Photos lie in a PDF as they came from the phone, with the place and the date."""
    filters = stream.Filter
    names = (
        [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]
    )
    if names[-1] not in PHOTOS:
        return
    content = stream.read_raw_bytes()
    for name in names[:-1]:
        if name != "/FlateDecode" or "/DecodeParms" in stream:
            raise DamagedDocument
        content = _unpacked(content)
    parms = stream.get("/DecodeParms")
    stream.write(
        PHOTOS[names[-1]](content),
        filter=Name(names[-1]),
        decode_parms=parms if isinstance(parms, Dictionary | Array) else None,
    )


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(content, MAX_MEMORY)
    if unpacker.unconsumed_tail:
        raise DamagedDocument
    return unpacked
