"""Calibration by history matching: which values of named parameters the patterns marked `C` leave possible.

In waves: parameter sets spread over what is left of their ranges (`design`) are simulated (`worlds`), emulated
(`emulate`) and held against the evidence (`evidence`, `implausible`); what is implausible is ruled out, and the next
wave looks closer (`waves`). What remains is an ensemble of parameter sets (`ensemble`), and an account of what ruled
out what (`account`).
"""
