"""Everything of one person as a ZIP, made while it is sent and stored nowhere."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from portal import privacy
from portal.accounts.models import User

if TYPE_CHECKING:
    from typing_extensions import Buffer

CHUNK = 64 * 1024


class Outlet(io.RawIOBase):
    """Takes what the ZIP writes; ``drain`` hands it on and forgets it."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        self.waiting += memoryview(data)
        return memoryview(data).nbytes

    def drain(self) -> bytes:
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


def stream(user: User) -> Iterator[bytes]:
    """Yield the bytes of the ZIP: data.json, the same to read, and the uploads."""
    outlet = Outlet()
    data = privacy.export(user)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(data))
        archive.writestr("everything.html", as_page(data))
        archive.writestr("style.css", render_to_string("account/data_archive.css"))
        yield outlet.drain()
        for name, file in privacy.files(user):
            with (
                file.open("rb") as source,
                archive.open(f"files/{name}", "w") as target,
            ):
                for chunk in iter(lambda: source.read(CHUNK), b""):
                    target.write(chunk)
                    yield outlet.drain()
    yield outlet.drain()


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def as_page(data: dict[str, Any]) -> str:
    context = {
        "parts": data,
        "made_at": timezone.now(),
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    return render_to_string("account/data_archive.html", context)
