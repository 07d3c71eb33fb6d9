"""Complete a reference by its DOI or PubMed number: the one door to other servers.

Off unless `REFERENCE_LOOKUP` is on. Nothing here may run inside a transaction: a slow server
would hold locks. The answers are Crossref's works API and PubMed's esummary in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import csl
from .identifiers import clean_doi
from .names import normalize_initials
from .records import Name, ParsedReference
from .sources import MONTHS

CROSSREF = "https://api.crossref.org"
PUBMED = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
TIMEOUT = 10  # seconds; a person waits
LARGEST_ANSWER = 2_000_000  # bytes


class LookupFailed(Exception):
    """No record came back; `message` is for the person who asked."""

    message = _("The reference could not be looked up.")

    def __init__(self, message: object = None) -> None:
        super().__init__(str(message or self.message))


class LookupOff(LookupFailed):
    message = _("Looking up references is turned off on this server.")


class NotFound(LookupFailed):
    message = _("No work was found for this number.")


class NoAnswer(LookupFailed):
    message = _(
        "The other server is not answering. Try again later, or type the reference."
    )


class InTransaction(RuntimeError):
    """A programming error: a look-up while a transaction is open."""


class _SameHost(HTTPRedirectHandler):
    """Follow redirects to the same host only: the answer must not send us around inside."""

    def redirect_request(  # the library's signature
        self,
        req: Request,
        fp: object,
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> Request | None:
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            raise NoAnswer
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]  # the stubs know more than the documentation


_opener = build_opener(_SameHost)


@dataclass(frozen=True)
class Lookup:
    """Where to ask. `from_settings` is what views use; tests point it at a local server."""

    crossref: str
    pubmed: str
    contact: str = ""
    timeout: float = TIMEOUT

    @classmethod
    def from_settings(cls) -> Lookup:
        """Raises LookupOff unless the operator switched it on."""
        if not settings.REFERENCE_LOOKUP:
            raise LookupOff
        return cls(
            crossref=CROSSREF,
            pubmed=PUBMED,
            contact=settings.DEFAULT_FROM_EMAIL,
        )

    def find(self, identifier: str) -> ParsedReference:
        """By DOI or PubMed number, whichever it is. Raises LookupFailed."""
        if doi := clean_doi(identifier):
            return self.by_doi(doi)
        if match := re.fullmatch(
            r"\s*(?:PMID:?\s*)?([1-9]\d{0,8})\s*", identifier, re.IGNORECASE
        ):
            return self.by_pmid(match[1])
        raise NotFound(_("This is neither a DOI nor a PubMed number."))

    def by_doi(self, doi: str) -> ParsedReference:
        answer = self._get(f"{self.crossref}/works/{quote(doi, safe='')}", {})
        message = answer.get("message")
        if not isinstance(message, dict):
            raise NotFound
        return replace(_from_crossref(message), doi=clean_doi(doi))

    def by_pmid(self, pmid: str) -> ParsedReference:
        query = {"db": "pubmed", "id": pmid, "retmode": "json"}
        answer = self._get(f"{self.pubmed}/esummary.fcgi", query)
        result = answer.get("result")
        item = result.get(pmid) if isinstance(result, dict) else None
        if not isinstance(item, dict) or "error" in item:
            raise NotFound
        return replace(_from_pubmed(item), pmid=pmid)

    def _get(self, url: str, query: dict[str, str]) -> Mapping[str, object]:
        _require_no_transaction()
        if self.contact:
            query = {**query, "mailto": self.contact}
        address = f"{url}?{urlencode(query)}" if query else url
        try:
            request = Request(address, headers={"Accept": "application/json"})  # noqa: S310  # addresses are settings
            with _opener.open(request, timeout=self.timeout) as response:
                body = response.read(LARGEST_ANSWER + 1)
            answer = json.loads(body) if len(body) <= LARGEST_ANSWER else None
        except HTTPError as error:
            raise (NotFound if error.code in (400, 404) else NoAnswer) from error
        except (URLError, HTTPException, OSError, ValueError, RecursionError) as error:
            raise NoAnswer from error
        if not isinstance(answer, dict):
            raise NoAnswer
        return answer


def _require_no_transaction() -> None:
    """Django's own test for an outermost block, which knows the ones around tests."""
    try:
        with transaction.atomic(durable=True):
            pass
    except RuntimeError as error:
        raise InTransaction from error


def _from_crossref(message: Mapping[str, object]) -> ParsedReference:
    """Crossref speaks CSL-JSON with lists where CSL has text."""
    short = message.get("short-container-title") or message.get("container-title-short")
    titles = message.get("title")
    title = titles[0] if isinstance(titles, list) and titles else titles
    plain = re.sub(r"<[^>]{1,40}>", "", title) if isinstance(title, str) else ""
    record = csl.from_item({**message, "title": plain, "container-title-short": short})
    return replace(record, citekey="", url="", registry_id="")


def _from_pubmed(item: Mapping[str, object]) -> ParsedReference:
    ids = {
        str(entry.get("idtype")): str(entry.get("value"))
        for entry in _dicts(item.get("articleids"))
    }
    year, month = _pubdate(_text(item, "pubdate"))
    pmcid = re.search(r"PMC\d+", ids.get("pmc", ids.get("pmcid", "")))
    return ParsedReference(
        authors=tuple(map(_pubmed_author, _dicts(item.get("authors")))),
        title=_text(item, "title").rstrip("."),
        container_title=_text(item, "fulljournalname"),
        container_title_short=_text(item, "source"),
        year=year,
        month=month,
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        pages=_text(item, "pages"),
        doi=clean_doi(ids.get("doi", "")),
        pmcid=pmcid.group() if pmcid else "",
    )


def _dicts(value: object) -> list[dict[str, object]]:
    return (
        [entry for entry in value if isinstance(entry, dict)]
        if isinstance(value, list)
        else []
    )


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _pubmed_author(author: Mapping[str, object]) -> Name:
    """ "Callstrom MR" → family and initials; a collective name stays whole."""
    name = _text(author, "name")
    family, _space, initials = name.rpartition(" ")
    if author.get("authtype") == "CollectiveName" or not family:
        return Name(literal=name)
    return Name(family, normalize_initials(initials))


def _pubdate(value: str) -> tuple[int | None, int | None]:
    match = re.match(r"(\d{4})(?:\s([A-Z][a-z]{2}))?", value)
    if not match:
        return None, None
    month = (match[2] or "").lower()
    return int(match[1]), MONTHS.index(month) + 1 if month in MONTHS else None
