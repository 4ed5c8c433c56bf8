"""What the dashboard does, without widgets: sessions, choices, results, links."""
