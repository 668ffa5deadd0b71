"""The design system both programs are made of: components, right-to-left styles, formats, languages."""
