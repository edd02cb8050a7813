"""Everything that changes places, people, roles and sign-ins. One file per noun; all are called as `commands.…`."""

from sspedu.accounts.commands.forgetting import KEEP_FILES, forget_old_files
from sspedu.accounts.commands.imports import FORGOTTEN, Prepared, carry_out, carry_out_file, keep_file, prepare, refuse_another
from sspedu.accounts.commands.invitations import INVITATION_LASTS, Invited, Invitee, accept_invitation, invite, send_again, withdraw
from sspedu.accounts.commands.new_password import (
    LINK_LASTS,
    claim_link,
    make_password_link,
    send_password_link,
    set_password,
    use_password_link,
)
from sspedu.accounts.commands.people import Corrected, Correction, add_user, correct_person, note_look_up, sign_out_everywhere
from sspedu.accounts.commands.places import record_places
from sspedu.accounts.commands.profile import Profile, change_password, change_profile, choose_language, close_other_sign_ins
from sspedu.accounts.commands.roles import set_roles
from sspedu.accounts.commands.signing_in import MAX_TRIES, claim_try, close_sign_in, open_sign_in
from sspedu.accounts.commands.suspension import lift, suspend
from sspedu.accounts.steps import TRY_WINDOW, Moved, NewUser, clean_email, hash_token, profile_stamp

__all__ = [
    "FORGOTTEN",
    "INVITATION_LASTS",
    "KEEP_FILES",
    "LINK_LASTS",
    "MAX_TRIES",
    "TRY_WINDOW",
    "Corrected",
    "Correction",
    "Invited",
    "Invitee",
    "Moved",
    "NewUser",
    "Prepared",
    "Profile",
    "accept_invitation",
    "add_user",
    "carry_out",
    "carry_out_file",
    "change_password",
    "change_profile",
    "choose_language",
    "claim_link",
    "claim_try",
    "clean_email",
    "close_other_sign_ins",
    "close_sign_in",
    "correct_person",
    "forget_old_files",
    "hash_token",
    "invite",
    "keep_file",
    "lift",
    "make_password_link",
    "note_look_up",
    "open_sign_in",
    "prepare",
    "profile_stamp",
    "record_places",
    "refuse_another",
    "send_again",
    "send_password_link",
    "set_password",
    "set_roles",
    "sign_out_everywhere",
    "suspend",
    "use_password_link",
    "withdraw",
]
