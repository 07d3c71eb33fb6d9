"""The mails that the portal sent in development, read from Django's file back end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

# The file back end writes this line after each mail; one file holds those of one connection.
SEPARATOR = b"-" * 79 + b"\n"


class File(NamedTuple):
    """One attachment: as the mail names it, its media type, its content."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail, named by its file and its place in it."""

    name: str
    message: EmailMessage
    file: Path
    sent: datetime

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", "")) or "(no subject)"

    @property
    def recipients(self) -> str:
        return str(self.message.get("To", ""))

    def part(self, kind: str) -> str | None:
        """Return the text of its "plain" or "html" part, or None if it has none."""
        found = self.message.get_body((kind,))
        return None if found is None else str(found.get_content())

    @property
    def files(self) -> list[File]:
        """What is attached, in order: receipts and invoices as a rule."""
        return [
            File(
                part.get_filename("file"),
                part.get_content_type(),
                bytes(part.get_payload(decode=True) or b""),
            )
            for part in self.message.iter_attachments()
        ]

    def attached(self, name: str) -> File | None:
        """Return the attachment that an address calls "file-1", "file-2"; None for others."""
        numbered = {f"file-{number}": file for number, file in enumerate(self.files, 1)}
        return numbered.get(name)


def newest_first(folder: Path) -> list[Mail]:
    """Return all mails in the folder."""
    files = sorted(folder.glob("*.log"), key=lambda one: one.stat().st_mtime_ns)
    return [mail for file in reversed(files) for mail in reversed(list(_read(file)))]


def find(folder: Path, name: str) -> Mail | None:
    return next((mail for mail in newest_first(folder) if mail.name == name), None)


def delete(mail: Mail) -> None:
    """Delete one mail; the others in its file stay."""
    others = [raw for raw, name in _parts(mail.file) if name != mail.name]
    if others:
        mail.file.write_bytes(b"".join(raw + SEPARATOR for raw in others))
    else:
        mail.file.unlink(missing_ok=True)


def _read(file: Path) -> Iterator[Mail]:
    sent = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    for raw, name in _parts(file):
        message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
        yield Mail(name, message, file, sent)


def _parts(file: Path) -> list[tuple[bytes, str]]:
    raws = [raw for raw in file.read_bytes().split(SEPARATOR) if raw.strip()]
    stem = re.sub(r"[^\w-]", "", file.stem)
    return [(raw, f"{stem}-{number}") for number, raw in enumerate(raws, 1)]
