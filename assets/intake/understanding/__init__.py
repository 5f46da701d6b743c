"""
Understanding: what the file's coordinates, columns and texts mean.

`crs` finds the coordinate system, `columns` maps columns to fields, `values` fills the delivery's table of values
(each distinct text once), `words` reads one text, `remarks` says what a person should know of the whole file.
"""
