"""Who works at this station, on which desk, at what time: sign-in, the station's clock, identity and journal."""
