"""Passwords: which are good enough, how they are kept, how they are compared. argon2id, one at a time per worker.

OWASP ASVS 5.0 V6.2: at least 12 characters, no composition rules, common ones refused. Called before a transaction begins:
a hash takes over 100 ms.
"""

import re
import secrets
import unicodedata
from functools import cache
from itertools import pairwise
from threading import BoundedSemaphore, Lock

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from sspedu.errors import N_, Busy, Invalid

MIN_LENGTH = 12
MAX_LENGTH = 200
# How many may wait for their turn; more would take every thread of the server for seconds.
MAX_WAITING = 16
BUSY_SECONDS = 5

# The words that people lengthen with digits until a form gives in.
COMMON_WORDS = frozenset(
    """
    password passw0rd pass adgangskode adgangskoden kodeord kodeordet velkommen velkommentil hemmelig
    hemmeligt fodbold sommer vinter efterår forår danmark københavn kommune kommunen politi politiet
    ungdomsskole ssp ssplæring ssplaering sspkonsulent qwerty qwertyuiop asdfgh asdfghjkl zxcvbnm admin
    administrator letmein iloveyou dragon monkey football baseball master superman trustno welcome sunshine
    princess changeme default test testtest abc abcd abcdef abcdefgh januar februar marts april maj juni juli
    august september oktober november december mandag tirsdag onsdag torsdag fredag lørdag søndag
    """.split()
)

_hasher = PasswordHash((Argon2Hasher(),))
_one_at_a_time = Lock()
_queue = BoundedSemaphore(MAX_WAITING)


def check_password(password: str, *, email: str = "") -> None:
    """Raise `Invalid` with a Danish sentence unless the password is good enough."""
    if len(password) < MIN_LENGTH:
        raise Invalid(
            "password",
            N_("Adgangskoden skal være på mindst %(length)d tegn. Tre tilfældige ord er gode og nemme at huske."),
            length=MIN_LENGTH,
        )
    if len(password) > MAX_LENGTH:
        raise Invalid("password", N_("Adgangskoden må højst være på %(length)d tegn."), length=MAX_LENGTH)
    if _is_common(password) or password.casefold() == email.casefold():
        raise Invalid("password", N_("Den adgangskode er for nem at gætte. Vælg hellere tre tilfældige ord."))


def _is_common(password: str) -> bool:
    letters = re.sub(r"[\W\d_]+", "", password.casefold())
    repeats = re.fullmatch(r"(.{1,4})\1{2,}.{0,3}", password)
    return not letters or letters in COMMON_WORDS or repeats is not None or len(set(password)) < 5 or _is_run(password)


def _is_run(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


def hash_password(password: str) -> str:
    """Return the argon2id hash to keep."""
    with _one_at_a_time:
        return _hasher.hash(_composed(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether the password is the one. Takes the same time for an account that does not exist (`None`).

    Raises `Busy` when too many wait for their turn.
    """
    if not _queue.acquire(blocking=False):
        raise Busy(N_("Der er mange, der logger ind lige nu. Vent et øjeblik, og prøv igen."), wait_seconds=BUSY_SECONDS)
    try:
        with _one_at_a_time:
            matches = _hasher.verify(_composed(password[:MAX_LENGTH]), password_hash or _nobody())
    finally:
        _queue.release()
    return matches and password_hash is not None


def _composed(password: str) -> str:
    # The same letters whichever keyboard they come from: å may be one mark or two.
    return unicodedata.normalize("NFC", password)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def random_password() -> str:
    """Make a password for someone to begin with: 4 groups of 5 letters and digits that are not mistaken for each other."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))
