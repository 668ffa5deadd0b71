"""What both programs must agree on: states, events, roles, packet bodies, country rules."""
