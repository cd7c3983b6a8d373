"""Leaflet, served by the app itself, so that maps draw with the network cut."""

from importlib.resources import files

import streamlit.components.v1 as components

_NAME = "leaflet"
components.declare_component(_NAME, path=str(files("js_lib_leaflet") / "static" / "js_lib_leaflet"))

SERVED = f"../{__name__}.{_NAME}"
"""Address of the folder, counted from the frame that another component draws in."""
