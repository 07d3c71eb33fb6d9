"""The receipt as a PDF: what stands on it, and that no name can do more than stand there."""

import dataclasses

import pytest
from django.core.checks import WARNING, run_checks

from sponsors.books import booking
from sponsors.hearing import outcomes
from sponsors.models import LedgerEntry, Payment
from sponsors.papers import pdf, receipt_papers, receipts
from tests.money_factories import enter, make_donation, make_offline, make_paid
from tests.pace import within
from tests.sponsors.papers.pdf_text import facts, holds

pytestmark = pytest.mark.django_db

NAMES = [
    "Łukasz Wiśniewski",
    "Ελένη Παπαδοπούλου",
    "Søren Ørsted",
    "Иван Петров",
    "Đặng Thị Nguyễn",
    "João d’Ávila-Íñiguez",
]
CODE = [
    "#panic() #let x = 1",
    '#import "@preview/example:0.1.0": *',
    '#read("/etc/passwd")',
    "$ x^2 $ \\ @someone <label> ~ // /* */",
    "= Title *bold* _italic_ `raw` https://example.org",
    '"); #sys.inputs',
    "]}) #[ ${",
]


def receipt_of(payment):
    return receipts.valid_receipt(payment)


def printed(payment, **options):
    return pdf.render(receipt_papers.of(receipt_of(payment), **options))


def paid(amount=1500, currency="usd", **fields):
    return make_paid(make_donation(amount, currency, **fields))


def test_a_receipt_says_all_that_an_office_asks_for(settings):
    settings.ORGANIZATION_NAME = "Portal Foundation"
    settings.ORGANIZATION_ADDRESS = "1 Example Street; Springfield, IL 62704"
    settings.ORGANIZATION_TAX_ID = "12-3456789"
    payment = paid(
        name="Ada Lovelace",
        address="2 Other Street\nLondon",
        dedication_kind="memory",
        dedication_name="Charles",
    )

    made = printed(payment)

    assert made.startswith(b"%PDF-1.7")
    for words in (
        "Portal Foundation", "1 Example Street", "Springfield, IL 62704", "12-3456789",
        "Ada Lovelace", "2 Other Street", "London", "$15.00", "USD 15.00", "In memory of",
        "Charles", "online", receipt_of(payment).label, "Received on",
    ):  # fmt: skip
        assert holds(made, words), words
    assert not holds(made, "DUPLICATE")
    assert not holds(made, "VOID")


def test_a_receipt_can_be_read_aloud():
    made = printed(paid())

    found = facts(made)

    assert found["title"].startswith("Receipt for a gift")
    assert (found["language"], found["tagged"], found["ua"]) == ("en", True, "1")
    assert found["active"] == set()
    assert found["pages"] == 1


def test_without_a_name_a_receipt_is_made_out_to_the_e_mail_address():
    made = printed(paid(name="", email="ada@example.org"))

    assert holds(made, "ada@example.org")


def test_dates_are_written_as_everywhere_else():
    issued = receipts.valid_receipt(paid())

    found = dict(receipt_papers.of(issued).facts)

    assert found["Issued on"] == f"{issued.issued_at:%-d %B %Y}"
    assert found["Received on"] == f"{issued.issued_at:%-d %B %Y}"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_many_languages_stand_as_they_are_written(name):
    made = printed(paid(name=name))

    assert holds(made, name)
    assert facts(made)["ua"] == "1"


@pytest.mark.parametrize("code", CODE)
def test_code_in_a_name_address_or_dedication_is_only_words(code):
    fields = {"dedication_kind": "honor", "dedication_name": code}

    made = printed(paid(name=code, address=code, **fields))

    assert holds(made, code)
    assert not holds(made, "root:x:0")
    assert facts(made)["pages"] == 1


@pytest.mark.parametrize("name", ["王小明", "😀 Ada", "מרים", "محمد", "ゆき"])
def test_letters_that_no_font_has_do_not_keep_a_receipt_back(name):
    made = printed(paid(name=name))

    assert holds(made, "$15.00")
    assert facts(made)["tagged"]


def test_signs_that_turn_words_around_are_left_out():
    made = printed(paid(name="Ada\u202e\u0007 ecalevoL\x00"[:-1]))

    assert holds(made, "Ada ecalevoL")
    assert facts(made)["ua"] == "1"


def test_a_long_dedication_and_a_long_word_stay_on_the_sheet():
    long = "For all who were with us " * 4
    fields = {"dedication_kind": "honor", "dedication_name": long[:120]}

    made = printed(paid(name="W" * 200, address="Long Street 1\n" * 30, **fields))

    assert holds(made, long[:120])
    assert facts(made)["pages"] == 2


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (500, "jpy", "JPY 500"),
        (1_234_567, "jpy", "¥1,234,567"),
        (1500, "kwd", "KWD 1.500"),
        (123_456_789, "kwd", "KWD 123,456.789"),
        (1, "usd", "USD 0.01"),
        (10**12 + 1, "usd", "$10,000,000,000.01"),
    ],
)
def test_amounts_are_exact_in_every_currency(amount, currency, words):
    assert holds(printed(paid(amount, currency)), words)


def test_a_copy_says_that_it_is_one():
    payment = paid()

    first, second = (
        receipts.hand_out(receipt_of(payment)),
        receipts.hand_out(receipt_of(payment)),
    )
    made = printed(payment, is_copy=True)

    assert (first.reprints, second.reprints) == (1, 2)
    assert holds(made, "DUPLICATE")
    assert holds(made, "Copy number 2")


def test_what_nobody_could_be_sent_is_handed_out_once_without_the_mark():
    payment = make_offline(make_donation(email=""))
    receipt_of(payment).notices.update(sent_at=payment.created_at)

    first = receipts.hand_out(receipt_of(payment))
    second = receipts.hand_out(first)

    assert (first.reprints, second.reprints) == (0, 1)


def test_a_refunded_gift_makes_its_receipt_void():
    payment = paid()
    old = receipt_of(payment)
    enter(payment, LedgerEntry.Kind.REFUND, -1500)
    outcomes.follow(booking.lock(payment.pk))
    old.refresh_from_db()

    made = pdf.render(receipt_papers.of(old, is_copy=True))

    assert holds(made, "VOID")
    assert holds(made, "The money went back.")
    assert not holds(made, "DUPLICATE")
    assert receipt_of(payment) is None


def test_a_part_refund_gives_a_corrected_receipt_with_the_next_number():
    payment = paid(2000)
    old = receipt_of(payment)
    enter(payment, LedgerEntry.Kind.REFUND, -500)
    outcomes.follow(booking.lock(payment.pk))

    new = receipt_of(payment)

    assert (new.amount, new.number) == (1500, old.number + 1)
    assert holds(printed(payment), "$15.00")


def test_what_was_issued_never_changes(settings):
    payment = paid(name="Before")
    before = printed(payment)

    payment.donation.name = "After"
    payment.donation.save()
    settings.ORGANIZATION_NAME = "Renamed"
    settings.ORGANIZATION_ADDRESS = "Moved"
    again = printed(Payment.objects.get(pk=payment.pk))

    assert again == before


def test_a_receipt_is_small_and_quick():
    paper = receipt_papers.of(receipt_of(paid()))
    pdf.render(paper)

    with within(2.5):
        sizes = [
            len(pdf.render(dataclasses.replace(paper, intro=str(n)))) for n in range(10)
        ]

    assert max(sizes) < 60_000


def test_finance_and_operator_are_told_when_boxes_stand_for_letters(
    as_finance, monkeypatch
):
    ours = pdf._fonts(has_all_fonts=False)
    monkeypatch.setattr(pdf, "_fonts", lambda *, has_all_fonts: ours)
    gifts = paid(name="Ελένη Łukasz Иван"), paid(name="王小明")

    pages = [
        as_finance.get(f"/admin/sponsors/payment/{one.pk}/change/").text
        for one in gifts
    ]

    assert ["boxes stand for them" in page for page in pages] == [False, True]
    (said,) = run_checks(tags=["papers"], include_deployment_checks=True)
    assert "Chinese, Japanese, Korean" in said.msg
    assert not said.is_serious(WARNING)
    monkeypatch.setattr(pdf, "lacks_letters", lambda _words: False)
    assert run_checks(tags=["papers"], include_deployment_checks=True) == []


def test_letters_that_turn_words_around_lack_in_no_font():
    assert not pdf.lacks_letters("Ada\u202e\u0007")
