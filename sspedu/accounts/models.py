"""Tables for places and people: regions, police districts, municipalities, users, their roles and their sign-ins."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sspedu.db import Base, Hash, Id, Slug, text_enum
from sspedu.policy import Role


class Region(Base):
    """A region and the days between which it exists. Regions change on 1 January 2027 (lov nr. 699 af 20. juni 2025, § 126)."""

    __tablename__ = "region"

    id: Mapped[Slug] = mapped_column(primary_key=True)
    name: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    replaced_by_id: Mapped[Slug | None] = mapped_column(ForeignKey("region.id"))


class PoliceDistrict(Base):
    """One of the twelve police districts. They do not follow the regions."""

    __tablename__ = "police_district"

    id: Mapped[Slug] = mapped_column(primary_key=True)
    name: Mapped[str]


class Municipality(Base):
    """A municipality under its four-digit code. `region_id` is the region when the register was written; dates decide the rest."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str]
    region_id: Mapped[Slug] = mapped_column(ForeignKey("region.id"), index=True)
    police_district_id: Mapped[Slug] = mapped_column(ForeignKey("police_district.id"), index=True)

    __table_args__ = (CheckConstraint("length(code) = 4", name="code_has_four_digits"),)


class Profession(StrEnum):
    """What someone works as in the SSP co-operation."""

    CONSULTANT = "ssp_consultant"
    PRACTITIONER = "ssp_practitioner"
    TEACHER = "ssp_teacher"
    OFFICER = "local_officer"
    LEADER = "leader"
    OTHER = "other"


class User(Base):
    """A person with an account. An officer may have a police district and no municipality. `language` is empty until one was chosen."""

    __tablename__ = "user_account"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    profession: Mapped[Profession] = mapped_column(text_enum(Profession, "profession"))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    police_district_id: Mapped[Slug | None] = mapped_column(ForeignKey("police_district.id"), index=True)
    password_hash: Mapped[str]
    language: Mapped[str | None] = mapped_column(String(2))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    # Why, for other administrators. Free text about a person, so it lies here, where it can be erased, and not in the audit log.
    suspended_reason: Mapped[str | None] = mapped_column(String(300))
    # What the municipality's own system calls the person: stable where names, addresses and places change.
    external_id: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("municipality_code IS NOT NULL OR police_district_id IS NOT NULL", name="has_a_place"),
    )


class RoleGrant(Base):
    """A role that someone holds: granted by whom, when, and until when."""

    __tablename__ = "role_grant"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    until: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("user_id", "role"),)


class SignIn(Base):
    """A browser in which someone is signed in. Deleting the row signs that browser out at once; only a hash of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInThrottle(Base):
    """The latest tries to sign in to one account name, known or not, as seconds since the epoch. Its lock keeps parallel tries in line."""

    __tablename__ = "sign_in_throttle"

    account_key: Mapped[Hash] = mapped_column(primary_key=True)
    tried_at: Mapped[list[float]] = mapped_column(JSON)
    last_tried_at: Mapped[datetime] = mapped_column(index=True)


class PasswordLink(Base):
    """A link to choose a new password with, once. Only a hash of its token is kept; using one removes all of the person's."""

    __tablename__ = "password_link"

    token_hash: Mapped[Hash] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Base):
    """Someone who was asked to come in and has not yet: what their account will be, and a hash of their link's token.

    There is one for an address; asking again renews it. Accepting removes it, for then there is an account.
    """

    __tablename__ = "invitation"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    profession: Mapped[Profession] = mapped_column(text_enum(Profession, "profession"))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), index=True)
    police_district_id: Mapped[Slug | None] = mapped_column(ForeignKey("police_district.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    external_id: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    expires_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("municipality_code IS NOT NULL OR police_district_id IS NOT NULL", name="has_a_place"),
    )


class PeopleImport(Base):
    """A file of people that was read and shown, and then carried out or not. What it held is forgotten after a week.

    `text` is the file, decoded; once carried out, only its faulty rows are left. `plan_hash` is what was carried out.
    """

    __tablename__ = "people_import"

    id: Mapped[Id]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str]
    applied_at: Mapped[datetime | None]
    plan_hash: Mapped[Hash | None]
    invited_count: Mapped[int | None]
    changed_count: Mapped[int | None]
    faulty_count: Mapped[int | None]
