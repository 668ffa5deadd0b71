"""Paper and PDF for both programs: Arabic and French together, laid out by typst from templates which are data."""

from .render import qr_svg, render_pdf, render_png, sheet_names

__all__ = ["qr_svg", "render_pdf", "render_png", "sheet_names"]
