"""How long what names a person is kept, and its end by two people."""
