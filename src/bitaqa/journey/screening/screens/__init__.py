"""The pages of adjudication: the queue, one case, applications looked up with a purpose, a death reported."""
