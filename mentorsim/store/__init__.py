"""A results folder: rows of runs in Parquet files, what is read of them, and what of them is sound."""
