"""Numbers, quantities, classes and sentences as people read them."""
