"""Before the road: campaigns are laid out, stations provisioned, field packs sealed."""
