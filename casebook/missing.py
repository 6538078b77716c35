"""What an edition needs and the machine lacks: said in one message, so that the rest can still be made."""


class Missing(Exception):
    """A library or program is not there. `name` is what is missing, `remedy` the command that installs it."""

    def __init__(self, name: str, remedy: str) -> None:
        self.name, self.remedy = name, remedy
        super().__init__(name, remedy)

    def __str__(self) -> str:
        return f"{self.name}: {self.remedy}"


EDITIONS = "make editions"
"""What installs the libraries of the editions. Not pip by the name of the program, which others may bear elsewhere."""
