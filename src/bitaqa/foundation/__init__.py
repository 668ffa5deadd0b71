"""Pure Python that both programs rest on: no Django, no database, no clock of its own."""
