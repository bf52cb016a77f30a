"""Stored versions of ways of working, and the specification each of them holds."""

from functools import lru_cache

from servicepunkt.core.evidence import registered
from servicepunkt.people.roles import Role

from .models import Adoption, MethodVersion
from .reading import read_method
from .spec import MethodSpec


def read(raw: bytes) -> MethodSpec:
    """Read a method file against the evidence and roles that exist here.

    Raises FileRefused with every problem, its line and reason.
    """
    return read_method(raw, known_evidence=registered().keys(), known_roles=[r.value for r in Role])


@lru_cache(maxsize=32)
def _spec(version_id: int, sha256: str) -> MethodSpec:
    return read(MethodVersion.objects.get(pk=version_id).source.encode())


def spec_of(version: MethodVersion) -> MethodSpec:
    """The specification of a stored version (kept in memory: a version never changes)."""
    return _spec(version.pk, version.sha256)


def adoption_of(root_id: int) -> Adoption:
    """The adoption in force for a programme (its root area). Raises Adoption.DoesNotExist when it has none."""
    # Every page asks for it, and none of them reads the file itself.
    adoptions = Adoption.objects.select_related("version").defer("version__source")
    return adoptions.filter(area_id=root_id).latest("id")
