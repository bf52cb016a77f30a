"""What can go wrong in narhet. Every error says what to do, and each kind of bad input has a class of its own."""

from __future__ import annotations


class NarhetError(Exception):
    """Base of all errors of this package; `str(error)` is one sentence for the person who runs it."""


class BadNetworkError(NarhetError, ValueError):
    """A road network's arrays do not fit together, or an arc points outside it."""


class BadTableError(NarhetError, ValueError):
    """A table of edges, points or figures cannot be read; says which row and why."""


class BadRoadFileError(NarhetError, ValueError):
    """A road file (OSM extract, NVDB GeoPackage) is damaged, empty or of another kind than its name says."""


class BadProfileError(NarhetError, ValueError):
    """A speed profile lacks a value, holds an impossible one, or names a kind of road that does not exist."""


class BadStoreError(NarhetError, ValueError):
    """A stored network is incomplete, damaged or written by another version; it must be built anew."""


class BadQueryError(NarhetError, ValueError):
    """A question cannot be answered: a node outside the network, no facilities, too many kinds."""


class BadFiguresError(NarhetError, ValueError):
    """People, areas or limits of bands that cannot be counted: other lengths, negative numbers, limits that fall."""


class DownloadError(NarhetError, OSError):
    """A file could not be fetched whole; what has come stays, and the next try goes on from there."""


class MissingPackageError(NarhetError, ImportError):
    """Something optional is asked for whose package is not installed; says which."""


class ClusterError(NarhetError, RuntimeError):
    """Dask is not installed, its scheduler does not answer, or its workers fail."""


class UnseenRoadsError(NarhetError, ValueError):
    """A worker does not see the stored roads, or sees others under that name."""
