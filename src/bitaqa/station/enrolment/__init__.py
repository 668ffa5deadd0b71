"""A person becomes a sealed file, step by step; nothing typed is ever lost."""
