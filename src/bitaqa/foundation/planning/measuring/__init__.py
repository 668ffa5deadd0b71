"""`bitaqa bench-plan`: what the planner reaches, on specimen campaigns."""
