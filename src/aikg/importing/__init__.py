"""Importing: from a file or an address to an edition in the collection.

`inputs` and `download` bring bytes, an importer of `aikg.importers` makes records of them, `proposer` makes a
`proposal` of those by way of `labs`, `licenses`, `models`, `versions` and `scores`, `edition` tells it as
triples, and `runner` does one after the other. `large` and `stream` do so for millions of models.
"""
