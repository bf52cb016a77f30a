"""The one way functions are compiled here, typed for mypy (numba's own types lose the signature)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile to machine code at the first call, kept on disk beside the module; runs without the interpreter's lock.

    Numbers wrap and divide as in C, so callers must have checked sizes and values before.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
