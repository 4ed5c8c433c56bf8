"""How large a trial must be: simulated trials in plausible worlds, analysed as a trialist would.

`formulas` has what is known in closed form, `fit` analyses one trial, `value` says what a trial is worth; none of them
knows the model. `asked` reads what is asked for, `larger` makes more people of a roster, `running` does the runs and
takes the trials out of them, `power` goes from trials to sizes, `account` says what was found, `wording` says it in
words, and `page` shows it.
"""
