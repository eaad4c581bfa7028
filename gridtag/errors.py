"""The one exception whose text is written for the user: what, where, what to do, in one line."""


class GridtagError(Exception):
    """Shown as one line by the command line, without a stack trace."""
