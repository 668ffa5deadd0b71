"""A chip and those who speak to it: commands, access protocols, secure messaging, the card's own applet.

The personaliser (`personalise`) and the reader (`reading`) share nothing but the formats and protocols beside them,
so that a card is checked by code that did not write it (a test holds them apart). The simulated chip (`applet`)
stands in for a card body where there is none. Keys are ephemeral or given; no module keeps, logs or tells one.
"""
