"""The number of the schema: by it, a results folder says what its parameters and tables mean."""

SCHEMA = 2  # raised when the meaning of parameters or tables changes
