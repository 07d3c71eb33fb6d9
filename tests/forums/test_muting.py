"""Muting another member."""

import pytest

from forums.models import Mute
from forums.reading import muting

pytestmark = pytest.mark.django_db


def test_mute_holds_for_one_side_only(member, stranger):
    for _ in range(2):
        muting.mute(member=stranger, by=member)

    assert Mute.objects.count() == 1
    assert muting.mutes(member=stranger, by=member)
    assert not muting.mutes(member=member, by=stranger)


def test_unmute_leaves_the_mutes_of_others(member, stranger, expert):
    muting.mute(member=stranger, by=member)
    muting.mute(member=stranger, by=expert)

    muting.unmute(member=stranger, by=member)

    assert Mute.objects.get().member == expert


def test_nobody_mutes_themselves(member):
    with pytest.raises(muting.Yourself):
        muting.mute(member=member, by=member)
