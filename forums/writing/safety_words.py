"""Words that call for care: personal data in a post, and phrases that staff watch for."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

MAX_FINDINGS = 10
MAX_READ = 20_000  # characters
# National forms of a number are understood for these; +49… for every country.
REGIONS = ("US", "GB", "DE")
TRIES = 100  # candidates that are no number, after which the library gives up
# Free for everyone to call: a help line, not a person.
PUBLIC = {PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN, PhoneNumberType.SHARED_COST}

# Numbers of papers, studies, genes and days; nothing in them is about a person.
IMPERSONAL = re.compile(
    r"(?i:https?://|www\.|\bdoi:?\s?)\S+|\b10\.[0-9]{4,9}/\S+"
    r"|\b(?i:PMC?ID|PMC|NCT|ISRCTN|ISBN|ISSN|EudraCT|ORCID|CAS|DRKS)[\s:#]*[0-9][0-9X-]*"
    r"|\b[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}\b|\b[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}){1,2}\b"
    r"|\b[0-9]{1,2}:[0-9]{2}\b"
)
UNITS = r"(?![\d.,/-]*\s?(?i:mg|mcg|[µμ]g|ug|g|kg|ml|l|mmol|IU|units?|Gy|cGy|mm|cm|%|€|\$)\b)"

AT = r"(?:@|\s?[\[({<]\s?(?i:at)\s?[\])}>]\s?)"
DOT = r"(?:\.|\s?[\[({<]\s?(?i:dot)\s?[\])}>]\s?|\s(?i:dot)\s)"
EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:{AT}|\s(?i:at)\s(?=[\w-]+\s(?i:dot)\s))"
    rf"[\w-]{{1,63}}(?:{DOT}[\w-]{{2,63}}){{1,4}}"
    r"|(?<![\w.+-])[\w.+-]{1,64}\s(?i:at)\s"
    r"(?i:gmail|googlemail|hotmail|outlook|yahoo|icloud|aol|gmx|web|proton(?:mail)?)"
    r"\.(?i:com|net|org|de|co\.uk|me|ch|at|fr)\b"
)
NO = r"(?:numbers?|nos?\.?|nr\.?|nummer|ids?|#)"
ASKED_FOR = re.compile(
    r"(?i:\b(?:"
    r"MRN|SSN|URN|CHI|NHS|NINO|medical\s+records?|health\s+records?|"
    r"(?:hospital|patient|patienten|case|fall|chart|insurance|versicherten|versicherungs|"
    r"policy|medicare|medicaid|member(?:ship)?|social\s+security|national\s+insurance|"
    r"accession|admission|aufnahme|study\s+participant)"
    rf"(?=[\s-]?{NO}))(?:[\s-]?{NO})?)"
    r"[\s:=#.]{0,3}(?:(?i:is|was|ist)\s)?[\s:=#]{0,2}"
    rf"((?:[A-Za-z]{{1,3}}[-/ ]?)?[0-9](?:[ ./-]?[0-9]){{4,17}}[A-Za-z]?\b{UNITS})"
)
NHS = re.compile(r"(?<![\w.-])[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}(?![\w-])")
SSN = re.compile(
    r"(?<![\w.-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])" + UNITS
)
CALL = re.compile(
    r"(?i:\b(?:tel|telephone|telefon|handy|whats\s?app|phone|mobile|fax|"
    r"(?:call|text|ring|dial)(?:\s(?:me|us|him|her|them))?(?:\s(?:on|at|under))?)\b)"
    r"(?:[\s:.]{1,3}|\s(?i:numbers?|no\.?|nr\.?|nummer)[\s:.]{1,3}){0,2}(?:(?i:is|ist)\s)?"
    r"(\+?[0-9(][0-9()]*(?:[ ./-]{1,3}[0-9()]+){0,7})"
)
MIN_PHONE = 7  # digits: below it are emergency and help lines

WITHIN_WORDS = re.compile(
    "['`\u00b4\u02bc\u2018\u2019\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]"
)
BETWEEN_WORDS = re.compile(r"[\W_]+")


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text by which a person could be found, as it stands there."""

    kind: Kind
    words: str


def personal_data_in(text: str) -> tuple[Finding, ...]:
    """Return what looks like phone numbers, e-mail addresses and record numbers."""
    text = unicodedata.normalize("NFKC", text[:MAX_READ])
    text = IMPERSONAL.sub(" | ", text)  # a sign that no number goes across
    return tuple(islice(_findings(text), MAX_FINDINGS))


def _findings(text: str) -> Iterator[Finding]:
    """Yield each place once: a number may look like a record and like a phone."""
    seen: set[str] = set()
    for kind, search in SEARCHES.items():
        for words in search(text):
            digits = words if kind is Kind.EMAIL else re.sub(r"\D", "", words)
            if not any(digits in one or one in digits for one in seen):
                seen.add(digits)
                yield Finding(kind, words)


def _emails(text: str) -> Iterator[str]:
    for match in EMAIL.finditer(text):
        yield match[0]


def _records(text: str) -> Iterator[str]:
    for match in ASKED_FOR.finditer(text):
        yield match[1]
    for match in SSN.finditer(text):
        yield match[0]
    for match in NHS.finditer(text):
        if _is_nhs_number([int(sign) for sign in match[0] if sign.isdigit()]):
            yield match[0]


def _is_nhs_number(digits: list[int]) -> bool:
    """Check the last digit; a US phone number has the same shape and one in 11 passes."""
    total = sum(
        weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)
    )
    return (11 - total % 11) % 11 == digits[9]


def _phones(text: str) -> Iterator[str]:
    if len(re.findall("[0-9]", text)) < MIN_PHONE:
        return
    for match in CALL.finditer(text):
        if sum(map(str.isdigit, match[1])) >= MIN_PHONE:
            yield match[1]
    for region in REGIONS:
        matcher = PhoneNumberMatcher(
            text, region, leniency=Leniency.STRICT_GROUPING, max_tries=TRIES
        )
        for found in islice(matcher, MAX_FINDINGS):
            if number_type(found.number) not in PUBLIC:
                yield found.raw_string


SEARCHES = {Kind.EMAIL: _emails, Kind.RECORD: _records, Kind.PHONE: _phones}


def watch_words_in(text: str, phrases: Mapping[str, str]) -> frozenset[str]:
    """Return the kinds of the phrases that stand in a text as whole words.

    Case, accents, apostrophes, punctuation and markup make no difference.
    """
    words = _plain(text)
    plain = ((_plain(phrase), kind) for phrase, kind in phrases.items())
    return frozenset(
        kind for phrase, kind in plain if phrase.strip() and phrase in words
    )


def _plain(text: str) -> str:
    """Return lower-case words with one space around each."""
    signs = unicodedata.normalize("NFKD", text).casefold()
    words = BETWEEN_WORDS.sub(" ", WITHIN_WORDS.sub("", signs))
    return f" {words.strip()} "
