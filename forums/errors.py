"""What can be wrong with something a member or moderator wants to do, in words for them."""

from django.utils.translation import gettext_lazy


class ForumError(Exception):
    """Something that cannot be done; the text is for the person who tried it."""

    message = gettext_lazy("This is not possible.")

    def __init__(self, message: object = "") -> None:
        super().__init__(str(message or self.message))


class NotAllowed(ForumError):
    message = gettext_lazy("Your account is not allowed to do this here.")


class Locked(ForumError):
    message = gettext_lazy("This discussion is closed to new answers.")


class Silenced(ForumError):
    message = gettext_lazy("You cannot write in the forums at present.")


class TooLong(ForumError):
    message = gettext_lazy("A post may have at most 20,000 characters.")


class Empty(ForumError):
    message = gettext_lazy("Please write something first.")


class TooMany(ForumError):
    message = gettext_lazy(
        "You have written a lot in a short time. Please go on a little later."
    )


class TooFast(TooMany):
    message = gettext_lazy("That was a bit fast. Please wait a moment.")


class AlreadyHandled(ForumError):
    message = gettext_lazy("Somebody else handled this in the meantime.")


class ReasonMissing(ForumError):
    message = gettext_lazy("Please write a reason. The member will read it.")


class OwnCase(ForumError):
    message = gettext_lazy("This is about you, so another moderator decides it.")


class OutOfReach(ForumError):
    message = gettext_lazy(
        "This member is a moderator, too. Only an administrator may do this."
    )
