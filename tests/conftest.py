"""Settings of all tests."""

from hypothesis import settings

# a slow machine is no fault of the code; timing has its own place in benchmarks/
settings.register_profile("emfassess", deadline=None)
settings.load_profile("emfassess")
