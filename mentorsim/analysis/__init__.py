"""Analysis: from tables of many runs to comparisons of arms. Plain data frames in and out, no model, no printing."""
