"""A provisioned station for tests: a centre that holds real keys, a genesis, a field pack, people at desks."""
