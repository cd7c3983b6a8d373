"""Results as lines for a terminal and as plain values."""
