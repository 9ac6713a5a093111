"""The only place that reads a telephone number: as people type it, into E.164."""

REGION = "ID"


def read_phone(text: str) -> str | None:
    """The number as `+628…`, or None when it cannot be one. Numbers without + are Indonesian."""
    import phonenumbers  # its tables cost a few megabytes: loaded with the first number

    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
