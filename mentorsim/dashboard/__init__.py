"""The dashboard: explore a world, compare two, open experiments. Logic in plain modules, widgets in `pages`."""
