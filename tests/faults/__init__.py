"""What befalls sweeps: kills, torn files, full disks."""
