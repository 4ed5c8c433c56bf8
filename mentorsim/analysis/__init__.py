"""Analysis: from tables of many runs to comparisons of arms."""
