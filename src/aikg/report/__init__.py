"""The report: the state of one country's AI against another's, told from the graph for any day and pair.

Every figure is a cell of an answer: a sentence or a table names the sources of its rows and the command that
gives them. Nothing is typed in by hand, so that what the graph does not hold is not in the report either.

`structure` is what a report is made of, `telling` what every part is told from, on the `measure` of all. The
parts are told by `lead`, `labs`, `rankings` and `caveats`, and `composition` puts them together.
"""
