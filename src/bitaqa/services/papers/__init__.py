"""Papers of a campaign: to the authorities, the schools, the public and the crews."""
