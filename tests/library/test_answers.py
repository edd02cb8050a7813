"""What was asked for, and what answers it, seen from both sides."""

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import content
from tests.content import FIRST, SECOND, publish_tree, small_tree
from tests.curriculum.trees import changed, read_texts
from tests.people import People

RECOMMENDATIONS = """\
- id: 1
  title: Tal sammen
  description: At man kan tale bedre sammen.
  source: rapport-2019
  heading: Anbefalinger
- id: 2
  title: Skriv det ned
  description: At man kan skrive det ned.
  source: rapport-2019
  heading: Anbefalinger
"""
GAP = content.THEMES + ('- id: bander\n  title: Forskning om bander\n  category: "2"\n  fact: T7\n  description: Det, vi ved.\n')
FACTS = content.FACTS + "T7,Tema: bander,60,pct. af kommuner,just_under,Knap 60 pct.,91,rapport-2019,Ønsker til temaer,knap 60 pct.,\n"
NETWORK = FACTS + "".join(
    f"{id},Netværk,{value},pct. af kommuner,{precision},x,91,rapport-2019,Netværk,{wording},\n"
    for id, value, precision, wording in (
        ("N1", 60, "exact", "60 pct."), ("N2", 70, "exact", "70 pct."), ("N3", 85, "approx", "omtrent 85 pct."),
        ("N4", 70, "just_under", "knap 70 pct."),
    )
)  # fmt: skip
HEAD = "why: Fordi man skal begynde et sted.\n"


def tree(facts: str = FACTS, text: str = "") -> dict[str, bytes]:
    """Return a tree with two themes and two recommendations, of which a lesson answers one each."""
    first = FIRST.replace(HEAD, f"{HEAD}themes: [lovgivning]\nrecommendations: [2]\n").replace("Her er [", f"{text}Her er [")
    return small_tree(first=first, more={"recommendations.yml": RECOMMENDATIONS, "themes.yml": GAP, "facts.csv": facts})


def entry(page: str, id: str) -> str:
    return page.split(f'<article id="{id}">')[1].split("</article>")[0]


def test_a_theme_shows_its_demand_its_lessons_their_minutes_and_recommendations(
    session: Session, client: FlaskClient, now: datetime
) -> None:
    publish_tree(session, tree(), now=now)
    found = entry(client.get("/temaer").text, "lovgivning")
    assert "Den første" in found
    assert "Den anden" not in found
    assert "Her er det: 1 lektion, 8 min" in found
    assert "#anbefaling-2" in found
    assert "#anbefaling-1" not in found


def test_a_theme_without_lessons_is_shown_as_a_gap(session: Session, client: FlaskClient, now: datetime) -> None:
    publish_tree(session, tree(), now=now)
    found = entry(client.get("/temaer").text, "bander")
    assert "knap 60 pct." in found
    assert "Ingen lektion svarer på det endnu." in found


def test_a_recommendation_shows_the_lessons_that_take_it_up_or_a_gap(session: Session, client: FlaskClient, now: datetime) -> None:
    publish_tree(session, tree(), now=now)
    page = client.get("/temaer").text
    assert "Den første" in entry(page, "anbefaling-2")
    assert "Ingen lektion tager den op endnu." in entry(page, "anbefaling-1")


def test_networks_are_said_as_the_report_says_them(session: Session, client: FlaskClient, now: datetime) -> None:
    publish_tree(session, tree(), now=now)
    assert "Netværk og gode eksempler" not in client.get("/temaer").text
    publish_tree(session, tree(NETWORK, "Det var [60 pct.](fact:N1). "), now=now)
    found = client.get("/temaer").text.split('id="netvaerk"')[1].split('id="anbefalinger"')[0]
    assert "Tallene viser altså ikke, at netværk mangler." in found
    assert all(f"#N{number}" in found for number in (1, 2, 3, 4))
    assert "Den første" in found


def test_a_visitor_is_led_to_the_module_and_a_learner_to_the_lesson(people: People, session: Session, client: FlaskClient) -> None:
    publish_tree(session, tree(), now=people.now)
    assert 'href="/moduler/lov/foerste"' not in client.get("/temaer").text
    assert 'href="/moduler/lov/foerste"' in people.sign_in().get("/temaer").text


def test_a_lesson_says_why_it_exists(people: People, session: Session) -> None:
    publish_tree(session, tree(), now=people.now)
    reader = people.sign_in()
    page = reader.get("/moduler/lov/foerste").text
    reasons = page.split('id="side-derfor"')[1].split("</details>")[0]
    assert 'href="/temaer#lovgivning"' in reasons
    assert "Rapporten giver ikke noget tal" in reasons
    assert 'op: <a href="/temaer#anbefaling-2">Skriv det ned</a>.' in reasons
    assert "side-derfor" not in reader.get("/moduler/lov/anden").text


def test_a_lesson_answers_only_what_is_in_a_register_and_what_its_module_promises() -> None:
    for head, sentence in (
        ("themes: [lovgivnig]", 'Temaet "lovgivnig" findes ikke i themes.yml. Mente du "lovgivning"?'),
        ("recommendations: [12]", 'Anbefalingen "12" findes ikke i recommendations.yml.'),
    ):
        reading = read_texts(changed("modules/lov/foerste.md", "sources: [rapport-2019]\n", f"sources: [rapport-2019]\n{head}\n"))
        assert sentence in [fault.sentence for fault in reading.errors]
    other = {"themes.yml": "- id: roller\n  title: Roller\n  category: 1\n  fact: T4\n  description: Roller.\n"}
    texts = changed("modules/lov/foerste.md", "sources: [rapport-2019]\n", "sources: [rapport-2019]\nthemes: [roller]\n")
    reading = read_texts({**texts, "themes.yml": texts["themes.yml"] + other["themes.yml"]})
    assert [fault.sentence for fault in reading.errors] == [
        'Temaet "roller" står ikke under themes i module.md. Skriv det der, eller slet det her.'
    ]
    assert [fault.sentence for fault in reading.warnings] == [
        'Ingen lektion svarer på temaet "lovgivning". Skriv det under themes i en lektion, eller slet det her.'
    ]


def test_a_lesson_without_themes_is_in_order() -> None:
    assert SECOND.count("themes") == 0
    assert not read_texts(
        changed("modules/lov/foerste.md", "sources: [rapport-2019]\n", "sources: [rapport-2019]\nthemes: [lovgivning]\n")
    ).faults
