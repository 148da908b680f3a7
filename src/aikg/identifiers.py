"""Identifiers: the IRIs of things that only editions know, made of their names.

The same for the same name, whoever tells it. Their local part begins with an underscore, and that of no
curated thing does.
"""

from __future__ import annotations

import re
from typing import Final

from aikg.answers import named
from aikg.names import normalise
from aikg.vocabulary import ID

_OWN: Final = (f"{ID}lab/_", f"{ID}model/_", f"{ID}license/_", f"{ID}benchmark/_")
_LONGEST: Final = 80
"""Characters of a name that an identifier keeps."""


def lab_iri(name: str) -> str:
    """The IRI of a lab that only editions know."""
    return f"{ID}lab/_{slug(name)}"


def model_iri(lab: str, name: str) -> str:
    """The IRI of a model that only editions know: the same for the same name and lab."""
    return f"{ID}model/_{local(lab)}.{slug(name)}"


def is_own(iri: str) -> bool:
    """Whether the thing is one that editions brought along, and not curated."""
    return iri.startswith(_OWN)


def slug(name: str) -> str:
    """A name in normal form as part of an identifier; what that cannot spell is told by a digest."""
    key = normalise(name)
    plain = re.sub(r"[^a-z0-9.]", "", key)[:_LONGEST].strip(".")
    return plain if plain == key else f"{plain}-{named([key])[:8]}".lstrip("-")


def local(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rpartition("/")[2]
