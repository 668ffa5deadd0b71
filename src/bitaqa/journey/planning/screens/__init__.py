"""The pages of planning: campaigns and their visits, programmes, stations with crews, keys and field packs."""
