"""Cards: the bodies that carry documents, each always somewhere and in someone's keeping."""
