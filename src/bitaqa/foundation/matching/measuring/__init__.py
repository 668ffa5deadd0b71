"""Measuring the finger engine: the FVC protocol on folders of images, and identification in a large gallery.

Commands for people who decide on thresholds and machines; nothing of the programs imports them.
"""
