"""What every room of the centre stands on: accounts, journal, jobs, vault, the local database."""
