"""A labelled dataset as netCDF-4, written straight through HDF5: quick, small, and the same bytes every time.

The format is HDF5 with dimension scales, as the netCDF-4 specification of Unidata has it.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import xarray as xr
from numpy.typing import NDArray
from xarray.conventions import encode_cf_variable, encode_dataset_coordinates

NOT_A_VARIABLE = "This is a netCDF dimension but not a netCDF variable.{size:10d}"
"""Name of the scale of a dimension without coordinates, by the specification."""

LEVEL = 4
"""Of the compression; bytes of equal weight are sorted together before it."""


FORMAT = ("v110", "v110")
"""Versions of HDF5 whose format is written: its tables take half the room of those before, and every netCDF-4 reads it."""

SMALL = 512
"""Arrays up to this size are not compressed. [byte]"""

LARGEST_CHUNK = 1 << 20
"""Values of one chunk: what is read at once."""


def write_dataset(dataset: xr.Dataset, path: Path) -> None:
    """Write a dataset as netCDF-4: data in single precision, coordinates as they are, text as characters, all compressed.

    Parameters
    ----------
    dataset : Dataset
    path : Path
        Replaced if it exists.
    """
    encoded, attributes = encode_dataset_coordinates(dataset)
    stream = io.BytesIO()
    with h5py.File(stream, "w", track_order=True, libver=FORMAT) as file:
        variables = {
            str(name): _stored(encode_cf_variable(encoded[name], name=name), single=name in dataset.data_vars)
            for name in encoded
        }
        sizes = dict(dataset.sizes) | {
            dim: size for found in variables.values() for dim, size in zip(found.dims, found.shape, strict=True)
        }
        numbers = {str(name): np.int32(number) for number, name in enumerate(sizes)}
        for name, number in numbers.items():
            _scale(file, name, sizes[name], variables).attrs["_Netcdf4Dimid"] = number
        for name, variable in variables.items():
            dims = [str(dim) for dim in variable.dims]
            if name not in numbers:
                data = _written(file, name, variable)
                for axis, dim in enumerate(dims):
                    data.dims[axis].attach_scale(file[dim])
            elif len(dims) > 1:
                # a scale has no scales: coordinates that are text name their dimensions by numbers
                file[name].attrs["_Netcdf4Coordinates"] = [numbers[dim] for dim in dims]
        _describe(file, attributes)
    path.write_bytes(stream.getvalue())


def _stored(variable: xr.Variable, *, single: bool) -> xr.Variable:
    """A variable as it is stored: levels in single precision, text as UTF-8 characters along a further dimension."""
    if variable.dtype.kind == "f" and variable.ndim and single:
        attributes = {k: np.float32(v) if k == "_FillValue" else v for k, v in variable.attrs.items()}
        return xr.Variable(variable.dims, variable.values.astype(np.float32), attributes)
    if variable.dtype.kind not in "OUT":
        return variable
    text = np.array([str(value).encode("utf-8") for value in variable.values.ravel()], dtype=np.bytes_)
    width = max(text.dtype.itemsize, 1)
    characters = text.astype(f"S{width}").view("S1").reshape(*variable.shape, width)
    return xr.Variable((*variable.dims, f"string{width}"), characters, variable.attrs | {"_Encoding": "utf-8"})


def _scale(file: h5py.File, name: str, size: int, variables: Mapping[str, xr.Variable]) -> h5py.Dataset:
    """The scale of a dimension: its coordinates, or a mere length."""
    if name in variables:
        scale = _written(file, name, variables[name])
        scale.make_scale(name)
    else:
        scale = file.create_dataset(name, shape=(size,), dtype=">f4")
        scale.make_scale(NOT_A_VARIABLE.format(size=size))
    return scale


def _written(file: h5py.File, name: str, variable: xr.Variable) -> h5py.Dataset:
    values: NDArray[Any] = np.asarray(variable.values)
    packed = {"compression": "gzip", "compression_opts": LEVEL, "shuffle": True} if values.nbytes > SMALL else {}
    dataset = file.create_dataset(name, data=values, chunks=_chunks(values) if packed else None, **packed)
    _describe(dataset, variable.attrs)
    return dataset


def _chunks(values: NDArray[Any]) -> tuple[int, ...] | bool:
    """Chunks of an array: itself, or what the library proposes where it is large."""
    return values.shape if values.size <= LARGEST_CHUNK else True


def _describe(place: h5py.Dataset | h5py.File, attributes: Mapping[Any, Any]) -> None:
    for name, value in attributes.items():
        if isinstance(value, str):
            # ASCII as characters of fixed length, which netCDF calls text
            place.attrs[str(name)] = np.bytes_(value) if value.isascii() and value else value
        else:
            place.attrs[str(name)] = np.atleast_1d(value)
