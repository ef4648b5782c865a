"""A user's own images: read from arrays, folders, zips or IDX files, prepared once, and a data set from then on."""
