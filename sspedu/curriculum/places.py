"""Places: regions with the days between which they exist, police districts, municipalities."""

from datetime import date

from sspedu.curriculum.values import Value


class Region(Value):
    """A region with the days between which it exists."""

    id: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str | None = None
    basis: str = ""


class PoliceDistrict(Value):
    """One of the twelve police districts."""

    id: str
    name: str


class Municipality(Value):
    """A municipality. `code` is four digits kept as text; `region` and `police_district` are ids of their registers."""

    code: str
    name: str
    region: str
    police_district: str
