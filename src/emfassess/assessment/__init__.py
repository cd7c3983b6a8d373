"""Assessment of stations: from stations and a limit set to levels and a verdict."""
