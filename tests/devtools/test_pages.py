"""The mail reader shows what was sent, safely, to this machine alone."""

import http.client
import threading

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend

from devtools import pages


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def send(folder):
    def send(
        subject="Your code", text="The code is 123", page=None, to="a@example.org"
    ):
        message = EmailMultiAlternatives(subject, text, "portal@example.org", [to])
        if page:
            message.attach_alternative(page, "text/html")
        EmailBackend(file_path=str(folder)).send_messages([message])

    return send


@pytest.fixture
def attach(folder):
    def attach(name, content, kind):
        message = EmailMultiAlternatives("Paper", "See the file", "portal@example.org")
        message.to = ["a@example.org"]
        message.attach(name, content, kind)
        EmailBackend(file_path=str(folder)).send_messages([message])

    return attach


@pytest.fixture
def ask(folder):
    """Return a function that asks the reader; its answer is (status, headers, text)."""
    with pages.serve(0, folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]

        def ask(path, method="GET", host=None, origin=None):
            headers = {"Host": host or f"localhost:{port}"}
            if method == "POST":
                headers["Origin"] = origin or f"http://localhost:{port}"
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            found = answer.status, answer.headers, answer.read().decode()
            connection.close()
            return found

        yield ask
        server.shutdown()


def only_mail(listing):
    return listing.partition('<a href="')[2].partition('"')[0]


def test_empty_folder_says_so(ask):
    assert "has sent no mail yet" in ask("/")[2]


def test_mail_is_listed_and_read(ask, send):
    send(
        subject="Grüße & <b>", text="See https://example.org/?a=1&b=2 now", to="b@x.org"
    )

    listing = ask("/")[2]
    status, _, page = ask(only_mail(listing))

    assert "Grüße &amp; &lt;b&gt;" in listing
    assert "b@x.org" in listing
    assert status == 200
    assert '<a href="https://example.org/?a=1&amp;b=2">' in page


def test_several_mails_in_one_file_are_several(ask, send, folder):
    send()
    (file,) = folder.iterdir()
    file.write_bytes(
        file.read_bytes() * 2
    )  # what the back end writes for two of one call

    assert ask("/")[2].count("<li>") == 2


def test_html_part_is_shown_where_it_can_do_nothing(ask, send):
    send(page="<p>Hello</p><script>alert(1)</script>")
    name = only_mail(ask("/")[2])

    page = ask(name)[2]
    _, headers, part = ask(f"{name}/html")

    assert f'<iframe sandbox src="{name}/html"' in page
    assert "<p>Hello</p>" in part
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_attached_paper_can_be_opened(ask, attach):
    attach("receipt-<b>.pdf", b"%PDF-1.7 paper", "application/pdf")
    name = only_mail(ask("/")[2])

    page = ask(name)[2]
    status, headers, paper = ask(f"{name}/file-1")

    assert f'<a href="{name}/file-1">receipt-&lt;b&gt;.pdf</a>' in page
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert paper == "%PDF-1.7 paper"


def test_attached_page_is_saved_and_never_shown(ask, attach):
    attach("page.html", b"<script>alert(1)</script>", "text/html")
    name = only_mail(ask("/")[2])

    _, headers, _ = ask(f"{name}/file-1")

    assert headers["Content-Type"] == "application/octet-stream"


def test_script_in_subject_and_text_is_text(ask, send):
    send(subject="<script>s()</script>", text="<img src=x onerror=t()>")

    listing = ask("/")[2]

    assert "<script>" not in listing
    assert "<img" not in ask(only_mail(listing))[2]


def test_one_mail_is_deleted_and_the_others_stay(ask, send):
    send(subject="stays")
    send(subject="goes")
    goes = only_mail(ask("/")[2])

    status, headers, _ = ask(f"{goes}/delete", "POST")

    assert (status, headers["Location"]) == (303, "/")
    listing = ask("/")[2]
    assert "stays" in listing
    assert "goes" not in listing


def test_all_mails_are_deleted(ask, send):
    send()
    send()

    ask("/delete", "POST")

    assert "has sent no mail yet" in ask("/")[2]


def test_other_pages_of_the_browser_can_neither_read_nor_delete(ask, send):
    send()

    assert ask("/", host="evil.example:8001")[0] == 403
    assert ask("/delete", "POST", origin="http://evil.example")[0] == 403
    assert "<li>" in ask("/")[2]


def test_unknown_pages_are_not_found(ask):
    assert ask("/mail/none")[0] == 404
    assert ask("/../../etc/passwd")[0] == 404
