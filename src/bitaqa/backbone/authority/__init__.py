"""The country signing authority: its certificates and revocation lists, and the ceremonies that make them."""
