"""Administration of inspections, work, photos and plans, each with its history."""
