"""Maps of stations and regions."""
