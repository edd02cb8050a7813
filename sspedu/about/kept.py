"""What is kept about people, why, and for how long: the privacy notice's plan, table by table.

How long comes from the rules that delete. A test fails when a table that holds something about a person is missing here. The tables of
the search index hold nothing about people: what is published and its words, never what somebody searched for.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from sspedu.accounts.commands import INVITATION_LASTS, KEEP_FILES, LINK_LASTS, TRY_WINDOW
from sspedu.audit.chain import KEEP as KEEP_HISTORY
from sspedu.drafts.commands import KEEP as KEEP_DRAFTS
from sspedu.errors import N_
from sspedu.jobs.outbox import KEEP_DEAD, KEEP_SENT
from sspedu.network.commands import KEEP_HELD, KEEP_UPLOADS


class Kept(NamedTuple):
    """One kind of personal data: the tables that hold it, and three Danish sentences. `how_long` has named places for `lengths`."""

    tables: frozenset[str]
    what: str
    why: str
    how_long: str


DAYS_OF_A_MONTH = 30
AS_LONG_AS_THE_ACCOUNT = N_("Så længe du har en konto.")


PLAN = (
    Kept(
        frozenset({"user_account"}),
        N_(
            "Din konto: mailadresse, navn, stilling, kommune eller politikreds, sprog, det id, din arbejdsplads har givet dig, "
            "og hvornår kontoen er oprettet. Er den spærret, også hvornår og hvorfor. Adgangskoden gemmes som en værdi, "
            "den ikke kan regnes ud fra."
        ),
        N_("For at du kan logge ind, og for at det, du laver, hører til dig."),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"role_grant"}),
        N_("Dine roller: hvilke, hvem der gav dem, og hvornår."),
        N_("For at kun de rette kan se og ændre noget."),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"enrolment", "contract_item", "completion", "track_enrolment", "track_contract_item"}),
        N_(
            "Dine moduler og forløb: hvad du er tilmeldt, hvad der skal til, hvad du har gennemført og hvornår, og om du har forladt "
            "noget af det."
        ),
        N_("For at vise, hvor langt du er, og for at det kan dokumenteres, at du har gennemført."),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"attempt", "drill_answer"}),
        N_("Dine svar på spørgsmål og på situationerne i »Må jeg dele det?«, og hvor sikker du var."),
        N_(
            "For at vise dig dine svar igen og lade det, du var i tvivl om, komme tilbage. Din leder kan ikke se dem. Undervisere kan se, "
            "hvad mange er i tvivl om, som afrundede tal for mindst fem personer, aldrig hvem."
        ),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"reflection"}),
        N_("Dine refleksioner."),
        N_("For dig selv. Ingen andre kan se dem på siderne, heller ikke din leder eller en administrator."),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"draft"}),
        N_(
            "Kladder: det, du har skrevet i en refleksion, en tråd, et indlæg, et praksiseksempel, en indkaldelse eller en besked til en "
            "moderator og ikke gemt eller sendt endnu. Det, der ligner et CPR-nummer, er skjult i dem."
        ),
        N_("For at din tekst er der igen, hvis siden lukkes, eller forbindelsen går. Kun du kan se dem."),
        N_("Til du gemmer, sender eller kasserer kladden, ellers %(draft_days)s dage efter at du sidst skrev på den."),
    ),
    Kept(
        frozenset({"lesson_report"}),
        N_("Fejl, du har meldt i en lektion: hvad du skrev, hvor og hvornår, svaret på den, og hvem der behandlede den."),
        N_("For at fejlen kan rettes, og for at du kan se svaret. Dem, der står for modulerne, kan se dit navn."),
        N_("Det, du skrev, bliver, også når fejlen er rettet. Dit navn er væk, når kontoen er slettet."),
    ),
    Kept(
        frozenset({"thread", "post", "post_revision", "post_quote"}),
        N_(
            "Tråde og indlæg, du skriver i netværket: teksten, også som den stod, før du rettede den, hvornår, og dit navn. "
            "Har du fjernet et indlæg, er teksten slettet; hvornår og hvorfor bliver stående."
        ),
        N_("For at I kan tale sammen på tværs af kommuner. Alle, der kan læse tavlen, kan se dit navn og hvor du arbejder."),
        N_("Det, du skrev, bliver, til du fjerner det. Dit navn er væk, når kontoen er slettet."),
    ),
    Kept(
        frozenset({"mention"}),
        N_("At du er nævnt i et indlæg, og hvilket."),
        N_("For at du kan få besked om det. Alle, der kan læse indlægget, kan se dit navn i det."),
        N_("Så længe indlægget står med dit navn, og du har en konto."),
    ),
    Kept(
        frozenset({"moderation_case", "held_text", "moderation_act"}),
        N_(
            "Det, du sender til netværkets moderatorer: indlæg, du anmelder, og tekster, du beder om at få set på, hvad du skrev til, og "
            "svaret. Og hvad moderatorer har gjort ved det, du har skrevet, og hvorfor."
        ),
        N_(
            "For at moderatorer kan handle på det, og for at du kan se, hvad der blev besluttet. Kun tavlens moderatorer kan se, hvem der "
            "anmelder."
        ),
        N_(
            "En tekst, der venter, slettes, når den er afgjort, og senest efter %(held_days)s dage. Sagen bliver. Dit navn er væk, når "
            "kontoen er slettet."
        ),
    ),
    Kept(
        frozenset({"attachment", "stored_file"}),
        N_(
            "Filer, du vedhæfter til indlæg: indholdet, navnet, og hvornår du lagde dem op. Billeder gemmes uden oplysninger om sted og "
            "kamera, dokumenter uden forfatter; en PDF som den er."
        ),
        N_("For at dem, der kan læse indlægget, kan hente filen."),
        N_(
            "Til du fjerner filen eller indlægget. En fil, der ikke kom med i et indlæg, slettes efter %(upload_hours)s timer; venter "
            "teksten på en moderator, venter filen med den. Dit navn er væk, når kontoen er slettet."
        ),
    ),
    Kept(
        frozenset({"event", "event_answer"}),
        N_("Møder og arrangementer, du indkalder til, og hvad du svarer på, om du kommer, og hvornår."),
        N_(
            "For at den, der indkalder, og de andre kan se, hvor mange der kommer. Alle, der kan læse tavlen, kan se navnet på dem, "
            "der kommer."
        ),
        N_("Mødet bliver i tråden. Dit svar er der, så længe du har en konto."),
    ),
    Kept(
        frozenset({"practice_example", "practice_version", "practice_try"}),
        N_(
            "Praksiseksempler, du deler: svarene, også som de stod, før du rettede dem, og din kommune, da du skrev. Har du vurderet et "
            "eksempel, også din begrundelse, dit navn og hvornår. Har du fortalt, at I har prøvet det, også hvor og med hvilket resultat."
        ),
        N_("For at andre kommuner kan bruge det, I har lært, og se, hvor godt det er undersøgt, og af hvem det er vurderet."),
        N_("Det, du skrev, bliver, til du fjerner det. Dit navn er væk, når kontoen er slettet."),
    ),
    Kept(
        frozenset({"thread_seen", "board_seen"}),
        N_("Hvor langt du har læst i netværkets tråde: et tal for hver tråd eller tavle."),
        N_("For at vise dig, hvad der er nyt. Ingen andre kan se det."),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"thread_watch", "board_watch", "mention", "mail_choice", "digest_sent", "thread_told"}),
        N_(
            "Hvad du vil have besked om i netværket: tråde, du følger eller har skrevet i, tavler, du har valgt noget for, indlæg, du er "
            "nævnt i, hvilken mail du vil have, og hvornår du sidst fik den."
        ),
        N_("For at vise dig, hvad der er nyt, og kun sende dig den mail, du vil have. Ingen andre kan se, hvad du følger."),
        AS_LONG_AS_THE_ACCOUNT,
    ),
    Kept(
        frozenset({"board", "board_member"}),
        N_("Hvilke arbejdsgrupper i netværket du er med i, siden hvornår, og hvem der satte dig på."),
        N_("For at kun gruppens medlemmer kan læse med."),
        N_("Så længe du er med i gruppen og har en konto."),
    ),
    Kept(
        frozenset({"sign_in"}),
        N_("Hvor du er logget ind: et tidspunkt og en værdi, der svarer til din cookie. Ingen IP-adresse."),
        N_("For at holde dig logget ind, og for at du kan logge af andre steder."),
        N_(
            "Et login gælder i højst %(sign_in_days)s dage. Det slettes, når du logger af eller skifter adgangskode, "
            "og ellers når du logger ind igen, efter at det er udløbet."
        ),
    ),
    Kept(
        frozenset({"sign_in_throttle"}),
        N_("Forsøg på at logge ind: tidspunkter under en værdi, der svarer til den skrevne mailadresse."),
        N_("For at ingen kan prøve sig frem til en adgangskode."),
        N_("Bruges i %(try_minutes)s minutter og slettes derefter, når andre logger ind. Et vellykket login sletter dem med det samme."),
    ),
    Kept(
        frozenset({"password_link"}),
        N_("Links til en ny adgangskode: en værdi, der svarer til linket."),
        N_("For at du kan vælge en ny, hvis du har glemt den gamle."),
        N_("Gælder i %(link_minutes)s minutter. Slettes, når det bruges, eller når nogen beder om et nyt efter at det er udløbet."),
    ),
    Kept(
        frozenset({"invitation"}),
        N_(
            "Invitationer: mailadresse, navn, stilling, sted, roller og arbejdspladsens id på den, der er inviteret, og "
            "hvem der inviterede."
        ),
        N_("For at kontoen kan oprettes, når invitationen tages imod."),
        N_(
            "Linket gælder i %(invitation_days)s dage. Invitationen slettes, når den tages imod eller trækkes tilbage; "
            "sker det ikke, bliver den liggende."
        ),
    ),
    Kept(
        frozenset({"people_import"}),
        N_(
            "Filer, som en administrator inviterer eller retter mange fra: id, navn, mailadresse, stilling, sted og "
            "roller, og hvem der lagde dem op."
        ),
        N_("For at administratoren kan se, hvad filen vil gøre, før det sker, og rette de rækker, der er fejl i."),
        N_("I højst %(file_days)s dage. Når filen er gennemført, er kun rækker med fejl tilbage."),
    ),
    Kept(
        frozenset({"audit_entry"}),
        N_(
            "Historik: hvad der er gjort ved konti, roller og invitationer, hvornår og af hvem, og hvilken administrator der har "
            "slået dig op. Kun numre og koder, ingen navne og ingen tekst."
        ),
        N_(
            "For at det kan ses, hvem der har givet roller, spærret eller ændret noget, og for at ingen kan skjule det. "
            "Hvem der har slået dig op, ser du på din profil."
        ),
        N_("%(history_months)s måneder. Det ældste slettes, når der skrives noget nyt."),
    ),
    Kept(
        frozenset({"mail"}),
        N_("Mail til dig: modtager, emne og tidspunkt. Teksten slettes, når mailen er sendt."),
        N_("For at mail kommer frem, også når mailserveren er nede."),
        N_("%(sent_days)s dage efter at den er sendt, og %(dead_days)s dage, hvis den måtte opgives."),
    ),
    Kept(
        frozenset({"module_version", "register_version"}),
        N_("Hvem der har udgivet en udgave af et modul."),
        N_("For at man kan se, hvor indholdet kommer fra."),
        N_("Udgaven bliver. Navnet er væk, når kontoen er slettet."),
    ),
)


def lengths(*, sign_in_days: int) -> Mapping[str, int]:
    """Return how long, in days and minutes, for the places in the sentences."""
    return {
        "sign_in_days": sign_in_days,
        "try_minutes": _minutes(TRY_WINDOW),
        "link_minutes": _minutes(LINK_LASTS),
        "invitation_days": INVITATION_LASTS.days,
        "sent_days": KEEP_SENT.days,
        "dead_days": KEEP_DEAD.days,
        "draft_days": KEEP_DRAFTS.days,
        "held_days": KEEP_HELD.days,
        "file_days": KEEP_FILES.days,
        "upload_hours": KEEP_UPLOADS // timedelta(hours=1),
        "history_months": KEEP_HISTORY.days // DAYS_OF_A_MONTH,
    }


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
