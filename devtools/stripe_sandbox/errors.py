"""What the sandbox answers when it refuses: Stripe's error object and its HTTP status."""

from typing import Any


class ApiError(Exception):
    """A request that is refused; nothing of it has happened, unless `keeps_work` says so."""

    keeps_work = False

    def __init__(self, status: int, kind: str, message: str, **more: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.error: dict[str, Any] = {"type": kind, "message": message, **more}


def invalid(
    message: str, param: str = "", code: str = "", status: int = 400
) -> ApiError:
    more = {name: value for name, value in (("param", param), ("code", code)) if value}
    return ApiError(status, "invalid_request_error", message, **more)


def missing(kind: str, identifier: str, param: str = "id") -> ApiError:
    """Return what is said of an object that is not there; a bad reference is only a 400."""
    noun = kind.replace(".", " ").replace("_", "")
    if kind == "checkout.session":
        noun = "checkout.session"
    status = 404 if param == "id" else 400
    return invalid(f"No such {noun}: '{identifier}'", param, "resource_missing", status)


def not_in_sandbox(what: str, param: str = "") -> ApiError:
    """Return a refusal that is ours alone: Stripe would do it, the sandbox does not."""
    return invalid(
        f"The sandbox does not do this: {what}", param, "sandbox_unsupported"
    )


def unauthorized(key: str) -> ApiError:
    if not key:
        text = (
            "You did not provide an API key. The sandbox wants its own as Bearer token."
        )
    else:
        shown = f"{key[:8]}…" if len(key) > 8 else "…"
        text = f"Invalid API Key provided: {shown} (the sandbox takes only its own key)"
    return invalid(text, status=401)


def refused_payment(error: dict[str, Any]) -> ApiError:
    """Return the error of a request that tried a payment: the attempt stays on record."""
    refusal = declined(error["code"], error["message"], error["decline_code"] or "")
    refusal.keeps_work = True
    return refusal


def declined(code: str, message: str, decline_code: str = "") -> ApiError:
    more = {"decline_code": decline_code} if decline_code else {}
    return ApiError(402, "card_error", message, code=code, **more)
