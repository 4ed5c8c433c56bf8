"""The processes of the week, one file or folder each. Each reads state, writes state, and knows no other."""
