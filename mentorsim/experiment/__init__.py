"""Experiments: from a file a person writes to runs in a folder (config, design, identity, runs, executor, sweep)."""
