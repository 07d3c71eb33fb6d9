"""Files as members upload them, with everything in them that must not get out."""

from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

# What a grep of the cleaned bytes must not find.
SECRETS = (b"Mustermann", b"GPS-SECRET", b"PATIENT", b"app.alert", b"SECRET-FILE")
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b"<dc:creator>Mustermann, PATIENT</dc:creator></x:xmpmeta><?xpacket end='w'?>"
)
ARTIST, COMMENT, ORIENTATION, GPS = 0x013B, 0x9286, 0x0112, 0x8825


def upload(content, name="mri.dat", content_type="application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type=content_type)


def half(size=(60, 40), mode="RGB"):
    """A picture that is red on the left and blue on the right."""
    picture = Image.new(mode, size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    return picture


def notes(orientation=1):
    exif = Image.Exif()
    exif[ARTIST] = "Mustermann"
    exif[ORIENTATION] = orientation
    exif.get_ifd(0x8769)[COMMENT] = b"ASCII\0\0\0PATIENT"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 8.0, 12.0), 29: "GPS-SECRET"})
    return exif


def saved(picture, kind, **options):
    output = BytesIO()
    picture.save(output, format=kind, **options)
    return output.getvalue()


def jpeg(size=(60, 40), orientation=1):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": notes(orientation), "xmp": XMP, "icc_profile": profile}
    return saved(half(size), "JPEG", comment=b"PATIENT Mustermann", **options)


def png():
    chunks = PngInfo()
    chunks.add_text("Author", "Mustermann")
    chunks.add_text("Comment", "PATIENT", zip=True)
    chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(half(), "PNG", pnginfo=chunks, exif=notes())


def webp():
    return saved(half(), "WEBP", exif=notes(), xmp=XMP)


def page(pdf):
    pdf.add_blank_page(page_size=(200, 200))
    sheet = pdf.pages[-1]
    sheet.Contents = pdf.make_stream(b"q 50 0 0 50 10 10 cm /Im0 Do Q")
    picture = pdf.make_stream(
        jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image
    )
    picture.Width, picture.Height, picture.BitsPerComponent = 60, 40, 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    picture.Metadata = pdf.make_stream(XMP)
    picture.Alternates = [
        {"/Image": pdf.make_stream(b"PATIENT"), "/DefaultForPrinting": True}
    ]
    sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    return sheet


def script():
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"app.alert('x')")


def pdf(pages=1, **options):
    """A PDF with something hidden in every place that has been used for hiding."""
    made = pikepdf.new()
    widgets = []
    for _number in range(pages):
        sheet = page(made)
        sheet.obj.PieceInfo = {
            "/Viewer": {"/Private": b"PATIENT", "/LastModified": b"D:2023"}
        }
        sheet.obj.Metadata = made.make_stream(XMP)
        sheet.obj.Thumb = made.make_stream(b"PATIENT")
        sheet.obj.AA = {"/O": script()}
        sheet.obj.Annots = [made.make_indirect(one) for one in _annotations()]
        widgets += [
            one for one in sheet.obj.Annots if one.Subtype == pikepdf.Name.Widget
        ]
    made.docinfo["/Author"], made.docinfo["/Title"] = "Mustermann", "PATIENT report"
    made.Root.Metadata = made.make_stream(XMP)
    made.Root.AcroForm = {"/Fields": widgets}
    made.Root.OpenAction = script()
    made.Root.AA = {"/WC": script()}
    made.Root.Names = {"/JavaScript": {"/Names": [b"a", script()]}}
    made.Root.Outlines = {"/First": {"/Title": b"Mustermann"}}
    made.attachments["SECRET-FILE.dcm"] = b"SECRET-FILE " * 9
    output = BytesIO()
    made.save(output, compress_streams=False, **options)
    return output.getvalue()


def _annotations():
    rect = [10, 10, 90, 90]
    kinds = {
        "/Link": {"/A": {"/S": pikepdf.Name.URI, "/URI": b"https://PATIENT.example"}},
        "/Text": {"/Contents": b"Mustermann", "/T": b"PATIENT"},
        "/Widget": {
            "/FT": pikepdf.Name.Btn,
            "/T": b"a",
            "/A": {"/S": pikepdf.Name.Launch, "/F": b"SECRET-FILE.exe"},
        },
        "/FileAttachment": {"/FS": {"/F": b"SECRET-FILE"}},
    }
    for subtype, more in kinds.items():
        yield pikepdf.Dictionary(
            {
                "/Type": pikepdf.Name.Annot,
                "/Subtype": pikepdf.Name(subtype),
                "/Rect": rect,
                **more,
            }
        )


def widget():
    kinds = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Widget}
    return {**kinds, "/Rect": [0, 0, 9, 9], "/F": 4}


def form():
    return {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Form,
        "/Resources": {},
    }
