"""Why a change of the tree or of a role is refused: a sentence to show, never a crash."""


class Refusal(Exception):
    """The text is for the person who tried: a form error on the page, a 409 in the API."""


class PermissionRefused(Refusal):
    """This actor may not do that here (403 in the API)."""


class ChangeRefused(Refusal):
    """Nobody may do that: the tree or the register of roles would no longer be true."""
