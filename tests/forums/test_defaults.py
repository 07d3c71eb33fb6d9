"""What a new installation begins with: cards, help lines, watch words, canned replies."""

import pytest

from forums import markup
from forums.models import CannedReply, HelpLine, SafetyCard, WatchWord
from forums.writing import safety
from forums.writing.concerns import Concern

CRISIS = [
    "I just want to die.",
    "some nights i dont want to be here anymore",
    "I don’t want to wake up tomorrow",
    "They would be better off without me",
    "thinking about ending it all",
    "I wish I was dead, honestly",
    "I have had SUICIDAL thoughts since the relapse",
    "there is nothing left to live for",
    "I could swallow all my pills and be done",
    "is it self harm if I stop eating",
    "I do not want to live like this",
    "life isn’t worth living after this",
    "sometimes I think I should just kill myself",
]
EMERGENCY = [
    "Since this morning I can't feel my legs",
    "he cannot pass urine since last night, should we wait?",
    "My son has a fever during chemo, he looks fine though",
    "temperature of 38.4 and shivering, day 9",
    "heard a crack when I got out of bed and now it hurts like mad",
    "I’ve lost control of my bladder, how embarrassing",
    "it is a pain like a band around my chest",
    "her legs gave way on the stairs",
]
NEITHER = [
    "This pain is killing me",
    "My back is killing me today",
    "The waiting kills me. I am dying to know.",
    "I nearly died laughing, dead funny",
    "I want to diet before the operation",
    "that cake was to die for",
    "the dog died last year and I still miss him",
    "My hair died on day fourteen",
    "My father died of this. I am scared of dying.",
    "I could murder a cup of tea",
    "will I wake up from the anesthetic?",
    "I am so tired of living out of a suitcase",
    "we are 300 kms from the hospital",
    "I wanted to die of embarrassment",
    "I cut myself shaving",
    "I hurt myself falling off the trampoline",
    "do I take all my tablets with food?",
    "I can't go on holiday until the scan is done",
    "We decided to end it and change hospitals",
    "the end of my life as a runner",
    "Does a fever always mean infection? Asking before chemo starts",
    "my feet are cold and my legs ache after the walk",
    "The temperature outside is 38",
    "I can finally feel my legs again",
    "I had weak legs for months and physio helped",
    "the shower gave me a crack in the tile",
    "My pain went around in circles, like the doctors",
    "I cannot put into words how kind you were",
]


@pytest.mark.parametrize("text", CRISIS)
def test_words_of_a_crisis_are_found(db, text):
    assert safety.concern_of(text) == Concern.CRISIS


@pytest.mark.parametrize("text", EMERGENCY)
def test_words_of_an_emergency_are_found(db, text):
    assert safety.concern_of(text) == Concern.EMERGENCY


@pytest.mark.parametrize("text", NEITHER)
def test_ordinary_words_of_ill_people_are_left_alone(db, text):
    assert safety.concern_of(text) == ""


def test_each_watch_word_finds_itself(db):
    for word in WatchWord.objects.all():
        assert safety.concern_of(f"So, {word.phrase.upper()}!") == word.concern


def test_there_is_a_card_for_each_occasion(db):
    cards = SafetyCard.objects.in_bulk(field_name="occasion")

    assert set(cards) == set(SafetyCard.Occasion)
    for card in cards.values():
        assert "<li>" in markup.render(card.text)
    assert "38 °C" in cards["emergency"].text


def test_help_lines_can_be_reached_for_both_concerns(db):
    crisis = HelpLine.objects.filter(concern=Concern.CRISIS)
    emergency = HelpLine.objects.filter(concern=Concern.EMERGENCY)

    assert {"988", "116 123", "13 11 14", "0800 111 0 111"} <= set(
        crisis.values_list("phone", flat=True)
    )
    assert {"112", "911"} <= set(emergency.values_list("phone", flat=True))
    assert crisis.last().place == "Everywhere else"


def test_canned_replies_fit_a_report(db):
    replies = CannedReply.objects.all()

    assert replies.count() >= 8
    assert all(len(reply.text) <= 2000 for reply in replies)


@pytest.mark.parametrize(
    ("phone", "dial"),
    [("116 123", "116123"), ("+49 800", "+49800"), ("112 or 999", ""), ("", "")],
)
def test_one_number_can_be_dialed(phone, dial):
    assert HelpLine(phone=phone).dial == dial
