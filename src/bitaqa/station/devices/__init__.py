"""Cameras, fingerprint scanners, document scanners and signature pads, behind one port."""
