"""The register side: settings, addresses and the one table that says which event starts which step."""
