"""The state of one run: people, matches, ties and environment as arrays, and how they begin."""
