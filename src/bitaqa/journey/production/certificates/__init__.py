"""Documents that are a signed PDF: the text that is signed, the code that carries it, the paper it is printed on."""
