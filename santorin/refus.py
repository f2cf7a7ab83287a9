"""The one anticipated error of the program."""


class Refus(Exception):
    """An act that the rules refuse; its text is a French sentence for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DejaFait(Refus):
    """The object left the expected state in between: somebody else did it first."""


def exiger(obstacle: str | None) -> None:
    """Raise `Refus` with the sentence that the screen shows, if there is one."""
    if obstacle:
        raise Refus(obstacle)
