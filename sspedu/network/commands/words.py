"""What people write in the network, fit to stand there: not empty, not too long, and past the case-data guard."""

from collections.abc import Callable
from dataclasses import replace

from sspedu.errors import N_, Invalid
from sspedu.privacy import Refusals, own_words
from sspedu.privacy.guarding import Consent

MAX_TITLE = 160
MAX_TEXT = 10_000
MAX_REASON = 300
MAX_GROUP_NAME = 120
MAX_PURPOSE = 400
MAX_WORDS = 1_000
TEXT = Refusals(
    empty=N_("Skriv noget, før du sender."),
    too_long=N_("Indlægget er ikke sendt endnu: det er på %(length)d tegn og må højst være på %(limit)d. Din tekst er her stadig."),
    stopped=N_(
        "Indlægget er ikke sendt endnu. Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. "
        "Fjern det, og send igen. Din tekst er her stadig."
    ),
    warned=N_(
        "Indlægget er ikke sendt endnu. Noget i det kan føre til en person. Ret det, eller send alligevel, hvis det ikke er en "
        "rigtig person. Din tekst er her stadig."
    ),
    held=N_(
        "Indlægget er ikke sendt endnu. En følsom oplysning står tæt på noget, der kan føre til en person. Ret det, eller bed en moderator "
        "se på det. Din tekst er her stadig."
    ),
)
TITLE = Refusals(
    empty=N_("Giv tråden en titel, så andre kan finde den."),
    too_long=N_("Titlen er på %(length)d tegn og må højst være på %(limit)d."),
    stopped=N_("Tråden er ikke begyndt endnu. Vi fandt noget, der ligner et CPR-nummer, i titlen. Fjern det, og send igen."),
    warned=N_(
        "Tråden er ikke begyndt endnu. Noget i titlen kan føre til en person. Ret det, eller send alligevel, hvis den ikke er rigtig."
    ),
    held=N_(
        "Tråden er ikke begyndt endnu. I titlen står en følsom oplysning tæt på noget, der kan føre til en person. Ret den, eller bed en "
        "moderator se på det."
    ),
)
REASON = Refusals(
    too_long=N_("Begrundelsen er på %(length)d tegn og må højst være på %(limit)d."),
    stopped=N_("Indlægget er ikke fjernet endnu. Vi fandt noget, der ligner et CPR-nummer, i begrundelsen. Slet det, og prøv igen."),
    warned=N_(
        "Indlægget er ikke fjernet endnu. Noget i begrundelsen kan føre til en person. Ret det, eller fjern alligevel, "
        "hvis det ikke er en rigtig person."
    ),
)

GROUP_NAME = Refusals(
    empty=N_("Giv gruppen et navn."),
    too_long=N_("Navnet er på %(length)d tegn og må højst være på %(limit)d."),
    stopped=N_("Gruppen er ikke gemt endnu. Vi fandt noget, der ligner et CPR-nummer, i navnet. Fjern det, og prøv igen."),
    warned=N_("Gruppen er ikke gemt endnu. Noget i navnet kan føre til en person. Ret det, eller gem alligevel, hvis den ikke er rigtig."),
)
PURPOSE = Refusals(
    too_long=N_("Formålet er på %(length)d tegn og må højst være på %(limit)d. Din tekst er her stadig."),
    stopped=N_("Gruppen er ikke gemt endnu. Vi fandt noget, der ligner et CPR-nummer, i formålet. Fjern det, og prøv igen."),
    warned=N_(
        "Gruppen er ikke gemt endnu. Noget i formålet kan føre til en person. Ret det, eller gem alligevel, hvis den ikke er rigtig."
    ),
)
ACT_REASON = Refusals(
    empty=N_("Skriv, hvorfor. Den, der har skrevet det, kan læse det."),
    too_long=REASON.too_long,
    stopped=N_("Intet er gjort endnu. Vi fandt noget, der ligner et CPR-nummer, i begrundelsen. Slet det, og prøv igen."),
    warned=N_(
        "Intet er gjort endnu. Noget i begrundelsen kan føre til en person. Ret det, eller gør det alligevel, "
        "hvis det ikke er en rigtig person."
    ),
)
CASE_WORDS = Refusals(
    too_long=N_("Teksten er på %(length)d tegn og må højst være på %(limit)d. Den er her stadig."),
    stopped=N_("Det er ikke sendt endnu. Vi fandt noget, der ligner et CPR-nummer, i linje %(line)d. Fjern det. Din tekst er her stadig."),
    warned=N_(
        "Det er ikke sendt endnu. Noget i teksten kan føre til en person. Ret det, eller send alligevel, hvis det ikke er en "
        "rigtig person. Din tekst er her stadig."
    ),
)
ANSWER = replace(CASE_WORDS, empty=N_("Skriv kort, hvad du har besluttet. Den, der har sendt sagen, kan læse det."))


def thread_title(text: str, consent: Consent) -> str:
    """Return a title on one line. Raises `Invalid`, or `Personal`, of the field `title`."""
    return _of_field("title", lambda: own_words(" ".join(text.split()), MAX_TITLE, TITLE, consent))


def posted_text(text: str, consent: Consent) -> str:
    """Return a post's text as it is kept. Raises `Invalid`, or `Personal`."""
    return own_words(text, MAX_TEXT, TEXT, consent)


def why_removed(text: str, consent: Consent) -> str:
    """Return on one line why a post was taken away; it may be empty. Raises `Invalid`, or `Personal`."""
    return own_words(" ".join(text.split()), MAX_REASON, REASON, consent)


def group_name(text: str, consent: Consent) -> str:
    """Return a group's name on one line. Raises `Invalid`, or `Personal`, of the field `name`."""
    return _of_field("name", lambda: own_words(" ".join(text.split()), MAX_GROUP_NAME, GROUP_NAME, consent))


def group_purpose(text: str, consent: Consent) -> str:
    """Return on one line what a group is for; it may be empty. Raises `Invalid`, or `Personal`, of the field `purpose`."""
    return _of_field("purpose", lambda: own_words(" ".join(text.split()), MAX_PURPOSE, PURPOSE, consent))


def _of_field(field: str, words: Callable[[], str]) -> str:
    try:
        return words()
    except Invalid as error:
        error.field = field
        raise


def why_acted(text: str, consent: Consent) -> str:
    """Return on one line why a moderator did something. Raises `Invalid`, or `Personal`."""
    return own_words(" ".join(text.split()), MAX_REASON, ACT_REASON, consent)


def said_to_moderators(text: str, consent: Consent) -> str:
    """Return what somebody tells the moderators; it may be empty. Raises `Invalid`, or `Personal`, of the field `words`."""
    return _of_field("words", lambda: own_words(text, MAX_WORDS, CASE_WORDS, consent))


def answered(text: str, consent: Consent) -> str:
    """Return what a moderator answers. Raises `Invalid`, or `Personal`."""
    return own_words(text, MAX_WORDS, ANSWER, consent)
