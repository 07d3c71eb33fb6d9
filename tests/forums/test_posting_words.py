"""What may be posted: length, emptiness, titles, notes, signs that nobody sees."""

import pytest

from forums import errors
from forums.writing import posting
from forums.writing.posting import Words, in_one_line
from tests.forum_factories import make_forum, make_member

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00",
        "***",
        "> [post:7]\n> Words.\n",
        "\u200b \u2060\u200d\xad\xa0",
    ],
)
def test_a_text_without_words_of_its_own_is_refused(text):
    with pytest.raises(errors.Empty):
        Words.of(text, "")


@pytest.mark.parametrize("text", ["👍", "?", "\u200b" * 30 + "x", "`a`", "@[7]"])
def test_one_sign_that_can_be_seen_is_enough(text):
    assert Words.of(text, "").text


def test_20000_characters_are_a_post_and_one_more_is_not():
    assert len(Words.of("x" * 20_000, "").text) == 20_000
    with pytest.raises(errors.TooLong):
        Words.of("x" * 20_001, "")


def test_null_bytes_and_direction_overrides_are_taken_out():
    words = Words.of("a\x00b\u202ec", "n\x00o", "T\x00i\u202et\nle")

    assert (words.text, words.note, words.title) == ("abc", "no", "Tit le")


@pytest.mark.parametrize("title", ["", "  ", "\n", "…", "\u200b"])
def test_a_title_needs_a_letter(title):
    with pytest.raises(posting.TitleMissing):
        Words.of("Text.", "", title)


def test_titles_and_notes_have_120_characters_at_most():
    with pytest.raises(posting.TitleTooLong):
        Words.of("Text.", "", "x" * 121)
    with pytest.raises(posting.NoteTooLong):
        Words.of("Text.", "x" * 121)
    assert Words.of("Text.", "x" * 120, "x" * 120)


def test_a_title_is_one_line_and_keeps_joined_letters():
    assert in_one_line(" a \u2028 b\tc ") == "a b c"
    assert in_one_line("a\u200bb\u2060c\xadd\ufeffe") == "abcde"
    assert in_one_line("می\u200cخواهم") == "می\u200cخواهم"


def test_a_title_of_another_alphabet_has_an_address():
    post = posting.start_topic(
        forum=make_forum(), by=make_member(), title="骨痛", text="Hello."
    )

    assert post.topic.slug == "骨痛"
    assert post.topic.get_absolute_url().endswith("/")


def test_title_and_note_raise_concern_too():
    assert Words.of("Help.", "", "I want to die").concern == "crisis"
    assert Words.of("Help.", "I want to die").concern == "crisis"
