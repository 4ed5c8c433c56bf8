"""The processes of the week, one file each. Each reads state, writes state, and knows no other."""
