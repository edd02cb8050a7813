"""Places: regions, police districts, municipalities."""

from sqlalchemy.orm import Session

from sspedu.accounts.models import Municipality, PoliceDistrict, Region
from sspedu.curriculum.models import Registers
from sspedu.policy import Action, Actor, require


def record_places(session: Session, actor: Actor, registers: Registers) -> None:
    """Write regions, police districts and municipalities as the registers have them. Nothing is removed: people belong there."""
    require(actor, Action.MANAGE_PLACES)
    for region in sorted(registers.regions, key=lambda region: region.replaced_by is not None):
        session.merge(
            Region(
                id=region.id,
                name=region.name,
                valid_from=region.valid_from,
                valid_to=region.valid_to,
                replaced_by_id=region.replaced_by,
            )
        )
        session.flush()
    for district in registers.police_districts:
        session.merge(PoliceDistrict(id=district.id, name=district.name))
    session.flush()
    for town in registers.municipalities:
        session.merge(Municipality(code=town.code, name=town.name, region_id=town.region, police_district_id=town.police_district))
    session.flush()
