"""Files that programs read: every number is a field of the record."""
