"""Why a step was not taken; the text is for the person who tried."""


class MoveRefused(Exception):
    """The step is not possible; nothing was changed. Pages show the text, the API answers 409."""


class Changed(MoveRefused):
    """Somebody else was first: the text says who did what and when."""


class Missing(MoveRefused):
    """A fact that the step needs was not given; `field` names it."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field
