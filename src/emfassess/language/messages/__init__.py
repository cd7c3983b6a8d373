"""Messages by the key that a record holds."""
