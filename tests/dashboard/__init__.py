"""The dashboard: its logic, its components, its pages in a browser."""
