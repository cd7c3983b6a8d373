"""Tables and registers of other people become station tables of our own."""
