"""Places of the administrative tree: region, province, cercle, caïdat, commune, douar, school, market."""
