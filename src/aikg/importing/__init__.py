"""Importing: from a file or an address to an edition in the collection.

`inputs` and `download` bring bytes, an importer of `aikg.importers` makes records of them, `proposal` matches
and compares, `edition` writes it as Turtle, and `runner` does one after the other.
"""
