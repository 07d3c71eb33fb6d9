"""What can be wrong with something a giver, sponsor or keeper of the books wants to do."""

from django.utils.translation import gettext_lazy


class MoneyError(Exception):
    """Something that cannot be done; the text is for the person who tried it."""

    message = gettext_lazy("This is not possible.")

    def __init__(self, message: object = "") -> None:
        super().__init__(str(message or self.message))


class NotAnAmount(MoneyError):
    message = gettext_lazy("Enter an amount in digits, such as 15 or 15.50.")


class TooPrecise(NotAnAmount):
    message = gettext_lazy("This currency has no such small coins.")


class Separated(TooPrecise):
    message = gettext_lazy(
        "Leave out what parts the thousands: enter 1500, not 1,500 or 1.500. It could be "
        "read as another amount."
    )


class OutOfLimits(MoneyError):
    message = gettext_lazy("This amount cannot be taken online.")


class UnknownCurrency(MoneyError):
    message = gettext_lazy("This currency is not taken here.")


class GivingIsOff(MoneyError):
    message = gettext_lazy("Paying online is not possible at present.")


class PaymentPageUnreachable(MoneyError):
    message = gettext_lazy(
        "The payment page cannot be reached. Nothing was paid. Please try again soon."
    )


class AnotherWish(MoneyError):
    message = gettext_lazy("This form was sent before with other values. Begin anew.")


class AlreadyPaid(MoneyError):
    message = gettext_lazy("This was paid already. Thank you.")


class StillEnding(MoneyError):
    message = gettext_lazy(
        "The first try is just being closed at our payment service, so that nobody pays "
        "twice. Please try again in a minute."
    )


class NothingToRefund(MoneyError):
    message = gettext_lazy("There is less left to refund than that.")


class ChangedMeanwhile(MoneyError):
    message = gettext_lazy(
        "A refund of this payment was asked for a moment ago, perhaps by this very form. "
        "Look at what stands here before you ask for another."
    )


class UnderDispute(MoneyError):
    message = gettext_lazy("A disputed payment cannot be refunded: answer the dispute.")


class NeedsSecondPerson(MoneyError):
    message = gettext_lazy("Somebody else must approve this refund.")


class AlreadyDecided(MoneyError):
    message = gettext_lazy("Somebody decided this in the meantime.")


class NotRunning(MoneyError):
    message = gettext_lazy("This plan has ended.")


class StoppedAlready(MoneyError):
    message = gettext_lazy(
        "Nothing was changed: it is stopped already, and no more money is taken. Take that "
        "back first if you want it to go on."
    )


class StillOwed(MoneyError):
    message = gettext_lazy(
        "Nothing was changed: the last payment did not go through, and is tried again. "
        "Use another card, or stop it; then nothing is tried any more."
    )


class WrongStep(MoneyError):
    message = gettext_lazy("This cannot be done with the sponsorship as it stands now.")


class NoPlaceLeft(MoneyError):
    message = gettext_lazy("All places of this tier are taken.")


class TierClosed(MoneyError):
    message = gettext_lazy("This tier cannot be applied for at present.")


class ChangeAtRenewal(MoneyError):
    message = gettext_lazy(
        "You have a sponsorship already. Another tier can begin when it ends: use "
        "“Renew” on the page of your sponsorship."
    )


class AppliedAlready(MoneyError):
    message = gettext_lazy(
        "Your application for this tier is with us already, so nothing of this form was "
        "saved. You find it under “Our sponsorship” in your account: change the logo and the "
        "address for invoices there, or write to us."
    )


class RenewsItself(MoneyError):
    message = gettext_lazy(
        "This sponsorship is paid again each year by itself. Stop that first if you want "
        "to choose another tier."
    )


class WallBetween(MoneyError):
    """Money and text must be kept apart."""

    message = gettext_lazy(
        "Somebody who acts for this sponsor also edits or reviews pages. That needs an "
        "exception, which is listed in public."
    )


class OwnSponsor(MoneyError):
    message = gettext_lazy("Nobody decides about a sponsor they act for.")


class NotAcceptedYet(MoneyError):
    message = gettext_lazy(
        "You can invite others once we have accepted the application."
    )


class LastOwner(MoneyError):
    message = gettext_lazy("At least one person must be left who decides.")


class NotYourInvitation(MoneyError):
    message = gettext_lazy(
        "This invitation is for another e-mail address, or was taken back."
    )


class PlanUnreachable(PaymentPageUnreachable):
    message = gettext_lazy(
        "Our payment service cannot be reached, so nothing was changed. Please try again "
        "in a few minutes."
    )
