"""What is seen: pages and their parts. No logic here; that is in the modules above."""
