"""Looking up by DOI and PubMed number, against a server on this machine."""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import transaction

from articles.references.lookup import (
    InTransaction,
    Lookup,
    LookupOff,
    NoAnswer,
    NotFound,
)
from articles.references.records import Name

pytestmark = pytest.mark.django_db  # it asks whether a transaction is open

CROSSREF = {
    "message": {
        "DOI": "10.1000/ICE",
        "type": "journal-article",
        "title": ["Ice and <i>bone</i>"],
        "container-title": ["Bone"],
        "short-container-title": ["Bone"],
        "author": [
            {"family": "Doe", "given": "Jane", "sequence": "first"},
            {"literal": "Ice Group"},
        ],
        "issued": {"date-parts": [[2001, 2]]},
        "volume": "3",
        "issue": "4",
        "page": "5-6",
        "URL": "https://doi.org/10.1000/ice",
    }
}
PUBMED = {
    "result": {
        "uids": ["18054665"],
        "18054665": {
            "title": "Ice and bone.",
            "authors": [
                {"name": "Doe JM", "authtype": "Author"},
                {"name": "Ice Group", "authtype": "CollectiveName"},
            ],
            "source": "Curr Probl Diagn Radiol",
            "fulljournalname": "Current problems in diagnostic radiology",
            "pubdate": "2008 Jan-Feb",
            "volume": "37",
            "issue": "1",
            "pages": "39-48",
            "articleids": [
                {"idtype": "doi", "value": "10.1067/J.X"},
                {"idtype": "pmcid", "value": "pmc-id: PMC123456;"},
            ],
        },
    }
}


class Library(BaseHTTPRequestHandler):
    """Answers as the two services do."""

    def do_GET(self):
        url = urlsplit(self.path)
        self.server.asked.append(unquote(self.path))
        if url.path.endswith("esummary.fcgi"):
            known = parse_qs(url.query)["id"] == ["18054665"]
            return self.answer(
                200, PUBMED if known else {"result": {"7": {"error": "cannot get"}}}
            )
        doi = unquote(url.path.removeprefix("/works/"))
        return getattr(self, doi.replace("10.1000/", ""), self.missing)()

    def ice(self):
        self.answer(200, CROSSREF)

    def missing(self):
        self.answer(404, {"status": "error"})

    def broken(self):
        self.answer(500, {})

    def nonsense(self):
        self.answer(200, None, b"<html>")

    def list(self):
        self.answer(200, [])

    def slow(self):
        self.server.is_over.wait(60)
        self.missing()

    def huge(self):
        self.answer(200, None, b" " * 2_100_000 + b"{}")

    def elsewhere(self):
        self.send_response(302)
        self.send_header("Location", "http://localhost:1/inside")
        self.end_headers()

    def answer(self, status, data, body=None):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body or json.dumps(data).encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Library) as server:
        server.asked, server.is_over = [], threading.Event()
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def lookup(server):
    address = f"http://127.0.0.1:{server.server_port}"
    return Lookup(
        crossref=address, pubmed=address, contact="desk@example.org", timeout=60
    )


def test_doi(lookup, server):
    record = lookup.find("https://doi.org/10.1000/ICE")

    assert record.title == "Ice and bone"
    assert record.authors == (Name("Doe", "Jane"), Name(literal="Ice Group"))
    assert (record.container_title, record.volume, record.pages) == ("Bone", "3", "5-6")
    assert (record.year, record.month, record.doi) == (2001, 2, "10.1000/ice")
    assert "mailto=desk@example.org" in server.asked[-1]


@pytest.mark.parametrize("typed", ["18054665", "PMID: 18054665", " 18054665 "])
def test_pubmed_number(lookup, typed):
    record = lookup.find(typed)

    assert record.authors == (Name("Doe", "J. M."), Name(literal="Ice Group"))
    assert (record.title, record.pages) == ("Ice and bone", "39-48")
    assert (record.year, record.month) == (2008, 1)
    assert (record.pmid, record.pmcid, record.doi) == (
        "18054665",
        "PMC123456",
        "10.1067/j.x",
    )


@pytest.mark.parametrize("identifier", ["10.1000/missing", "7", "ice and bone", ""])
def test_unknown_numbers(lookup, identifier):
    with pytest.raises(NotFound):
        lookup.find(identifier)


@pytest.mark.parametrize("answer", ["broken", "nonsense", "list", "huge", "elsewhere"])
def test_servers_that_do_not_answer_well(lookup, answer):
    with pytest.raises(NoAnswer, match="is not answering"):
        lookup.find(f"10.1000/{answer}")


def test_a_server_that_is_too_slow(lookup, server):
    impatient = replace(lookup, timeout=0.1)

    with pytest.raises(NoAnswer, match="is not answering"):
        impatient.find("10.1000/slow")

    server.is_over.set()


def test_nobody_there():
    lookup = Lookup(crossref="http://127.0.0.1:1", pubmed="http://127.0.0.1:1")

    with pytest.raises(NoAnswer):
        lookup.find("10.1000/ice")


def test_off_by_default():
    with pytest.raises(LookupOff):
        Lookup.from_settings()


def test_on_when_the_operator_says_so(settings):
    settings.REFERENCE_LOOKUP = True

    assert Lookup.from_settings().crossref.startswith("https://")


def test_never_inside_a_transaction(lookup):
    with transaction.atomic(), pytest.raises(InTransaction):
        lookup.find("10.1000/ice")
