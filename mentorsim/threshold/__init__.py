"""The value of a parameter at which an outcome crosses a level, for each arm of an experiment.

`curve` fits a monotone curve and finds its crossing, `search` decides what is run next; neither knows the model.
`asked` reads what is asked for, `running` does the runs, `account` says what was found, `wording` says it in words, and
`page` shows it.
"""
