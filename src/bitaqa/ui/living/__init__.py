"""The living page: every component drawn with invented people, in the reader's language."""
