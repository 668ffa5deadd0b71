"""What changes accounts: each act checks first, writes, and tells the journal, in one transaction."""
