"""The card of a reviewer: what a revision of the library adds and changes, what matters most first."""
