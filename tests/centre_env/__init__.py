"""How tests get a Django program: settings chosen before Django loads, a home of their own, a database each."""
