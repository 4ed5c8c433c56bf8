"""Real people, their matches and ties, read from files and checked."""
