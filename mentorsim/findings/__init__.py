"""The two answers: from the flagship results to numbers, sentences and figures for who mentors and does not simulate.

`folders` says which results there are, `numbers` and `persons` what they come to, `wording` puts that into words that
follow the numbers, `sections` makes the parts of docs/findings.md, `pictures` its figures. Nothing is simulated here.
"""
