"""Rules that decide without a computed field: clearances, classes, exemptions, SAR estimates."""
