"""What tests build: stations, measurements, registers, sites and scenes; and what they read back."""
