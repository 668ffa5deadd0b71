"""Published figures that reconcile with the journal."""
