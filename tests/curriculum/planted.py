"""One planted fault per kind. Each body stands as a lesson of its own; `at` is a piece of the line on which the fault must be named."""

from dataclasses import dataclass

QUIZ = "/// quiz\n    id: q\n\nHvad?\n\n- [ ] A\n\n    > Nej.\n\n- [x] B\n\n    > Ja.\n\n///\n"
ORDER = "/// quiz\n    id: q\n    type: order\n\nHvad?\n\n1. A\n\n    > Ja.\n\n2. B\n\n    > Ja.\n\n3. C\n\n    > Ja.\n\n///\n"
MATCH = "/// quiz\n    id: q\n    type: match\n\nHvad?\n\nA\n:   x\n\n    > Ja.\n\nB\n:   y\n\n    > Ja.\n\nC\n:   z\n\n    > Ja.\n\n///\n"
SORT = "/// quiz\n    id: q\n    type: sort\n\nHvad?\n\n### Et\n\n- A\n\n    > Ja.\n\n- B\n\n    > Ja.\n\n### To\n\n- B\n\n- C\n\n    > Ja.\n\n///\n"


@dataclass(frozen=True)
class Planted:
    """A fault in the body of a lesson."""

    name: str
    body: str
    at: str
    sentence: str
    is_error: bool = True


ERRORS = [
    Planted("unknown-block", "/// qiuz\n    id: q\n\nA\n\n///\n", "/// qiuz", 'Blokken "qiuz" findes ikke. Mente du "quiz"?'),
    Planted("unknown-option", QUIZ.replace("id: q", "id: q\n    confidense: true"), "confidense", 'Mente du "confidence"?'),
    Planted("option-after-blank", "/// case | T\n\n    id: c\n\nA\n\n///\n", "id: c", "uden tom linje imellem"),
    Planted("option-not-indented", "/// case | T\nid: c\n\nA\n\n///\n", "id: c", "fire mellemrum"),
    Planted("option-without-colon", "/// case | T\n    id c\n\nA\n\n///\n", "id c", "mangler navn og kolon"),
    Planted("option-twice", "/// case | T\n    id: c\n    id: d\n\nA\n\n///\n", "id: d", "to gange"),
    Planted("option-empty", "/// case | T\n    id:\n\nA\n\n///\n", "id:", "er tom"),
    Planted("unclosed", "/// note\n\nA\n", "/// note", "aldrig lukket"),
    Planted("unclosed-inner", "/// case | T\n    id: c\n\n//// note\n\nA\n\n///\n", "//// note", "aldrig lukket"),
    Planted("closed-twice", "/// note\n\nA\n\n///\n\n///  \n", "///  ", "ingen åben"),
    Planted("wrong-length", "/// note\n\nA\n\n////\n", "////", "kan kun lukkes med ///"),
    Planted(
        "same-length", "/// case | T\n    id: c\n\n/// note | Inderst\nA\n///\n\n///\n", "/// note | Inderst", "lige så mange skråstreger"
    ),
    Planted("not-a-block", "/// note: A\n\nA\n", "/// note: A", "er ikke en blok"),
    Planted("indented-fence", "- a\n\n    /// note\n    A\n", "/// note", "yderst til venstre"),
    Planted("fence-in-quote", "> /// note\n> A\n", "> /// note", "citat eller en liste"),
    Planted("no-title", "/// case\n    id: c\n\nA\n\n///\n", "/// case", "mangler en titel"),
    Planted("misplaced-answer", "/// answer\nA\n///\n", "/// answer", "quiz eller reflection"),
    Planted("misplaced-case", "/// note\n\n//// case | T\n    id: c\n\nA\n////\n\n///\n", "//// case", 'inde i "note"'),
    Planted("quiz-in-local", "/// local | T\n    id: l\n\n" + QUIZ.replace("///", "////") + "\n///\n", "//// quiz", 'inde i "local"'),
    Planted("no-id", "/// reflection\n\nA?\n\n///\n", "/// reflection", "mangler et id"),
    Planted(
        "id-of-the-page",
        "/// reflection\n    id: side-fejl-sted\n\nA?\n\n///\n",
        "id: side-fejl-sted",
        "Siden omkring lektionen bruger selv id",
    ),
    Planted("bad-id", "/// reflection\n    id: Æble 1\n\nA?\n\n///\n", "id: Æble", "duer ikke som id"),
    Planted("no-right-answer", QUIZ.replace("[x]", "[ ]"), "/// quiz", "intet rigtigt svar"),
    Planted("one-option", "/// quiz\n    id: q\n\nA?\n\n- [x] A\n\n    > Ja.\n///\n", "/// quiz", "mindst to svarmuligheder"),
    Planted("no-stem", "/// quiz\n    id: q\n\n- [x] A\n\n    > Ja.\n\n- [ ] B\n\n    > Nej.\n///\n", "/// quiz", "Spørgsmålet mangler"),
    Planted("quote-without-blank", QUIZ.replace("- [ ] A\n\n", "- [ ] A\n"), "> Nej.", "mangler en tom linje før citatet"),
    Planted("quote-not-indented", QUIZ.replace("    > Nej.", "> Nej."), "> Nej.", "fire mellemrum"),
    Planted("option-misspelt", QUIZ.replace("- [ ] A", "- [] A"), "- [] A", "ikke skrevet rigtigt"),
    Planted("option-without-box", QUIZ.replace("- [x] B", "- [x] B\n\n    > C\n\n- uden"), "- uden", "kantede parenteser"),
    Planted("text-after-options", QUIZ.replace("\n///\n", "\nMere.\n\n///\n"), "Mere.", "Efter svarmulighederne"),
    Planted("two-paragraphs", QUIZ.replace("- [ ] A\n", "- [ ] A\n\n    mere\n"), "mere", "er ét afsnit"),
    Planted("bad-required", QUIZ.replace("id: q", "id: q\n    required: rihgt"), "    required", 'Mente du "right"?'),
    Planted("bad-confidence", QUIZ.replace("id: q", "id: q\n    confidence: ja"), "    confidence", "true, false"),
    Planted("unheard-type", QUIZ.replace("id: q", "id: q\n    type: gaet"), "    type", "Her kan stå: estimate, order, match, sort."),
    Planted("answer-in-order", ORDER.replace("id: q", "id: q\n    answer: 4"), "    answer", "hører til et skøn"),
    Planted("order-too-short", ORDER.replace("3. C\n\n    > Ja.\n\n", ""), "/// quiz", "mindst 3 punkter"),
    Planted("order-with-boxes", ORDER.replace("2. B", "- [x] B"), "- [x] B", "Slet de kantede parenteser"),
    Planted("order-twice", ORDER.replace("3. C", "3. A"), "3. A", 'Punktet "A" står to gange'),
    Planted("order-without-stem", ORDER.replace("Hvad?\n\n", ""), "/// quiz", "Spørgsmålet mangler"),
    Planted("order-text-after", ORDER.replace("\n///\n", "\nMere.\n\n///\n"), "Mere.", "Efter punkterne"),
    Planted("order-two-paragraphs", ORDER.replace("2. B\n", "2. B\n\n    mere\n"), "mere", "Et punkt er ét afsnit"),
    Planted("order-quote-without-blank", ORDER.replace("2. B\n\n    > Ja.", "2. B\n    > Jo."), "> Jo.", "en del af punktet"),
    Planted("order-quote-not-indented", ORDER.replace("2. B\n\n    > Ja.", "2. B\n\n> Jo."), "> Jo.", "hører til punktet ovenfor"),
    Planted("order-heading", ORDER.replace("Hvad?", "## Hvad?"), "## Hvad?", "kan ikke have overskrifter"),
    Planted(
        "order-too-long",
        ORDER.replace("3. C", "".join(f"1. {n}\n\n    > Ja.\n\n" for n in range(18)) + "3. C"),
        "/// quiz",
        "højst have 20 punkter",
    ),
    Planted("match-too-few", MATCH.replace("C\n:   z\n\n    > Ja.\n\n", ""), "/// quiz", "mindst 3 af"),
    Planted("match-one-partner", MATCH.replace(":   z", ":   y"), "/// quiz", "mindst 3 af"),
    Planted("match-twice", MATCH.replace("C\n:", "A\n:") + "\nC\n", "A\n:   z", 'Punktet "A" står to gange'),
    Planted("match-without-partner", MATCH.replace("    > Ja.\n\n///", "    > Ja.\n\nD\n\n///"), "D\n", '"D" har ingen partner'),
    Planted("match-two-partners", MATCH.replace(":   z", ":   z\n:   w"), ":   w", "kun have én partner"),
    Planted("match-blank-between", MATCH.replace("    > Ja.\n\n///", "    > Ja.\n\n:   w\n\n///"), ":   w", "på linjen lige under"),
    Planted("match-without-space", MATCH.replace(":   y", ":y"), ":y", "skal der stå et mellemrum"),
    Planted("match-without-blank", MATCH.replace("Hvad?\n\nA", "Hvad?\nA"), "A\n:   x", 'tom linje før "A"'),
    Planted("sort-one-heading", SORT.replace("### To\n\n- B\n\n", ""), "/// quiz", "mindst 2 overskrifter"),
    Planted("sort-too-few", SORT.replace("- C", "- A"), "/// quiz", "mindst 3 forskellige punkter"),
    Planted("sort-twice-under-one", SORT.replace("- C", "- B\n\n- C"), "- B\n\n- C", "to gange under samme overskrift"),
    Planted("sort-heading-twice", SORT.replace("### To", "### Et"), "### Et\n\n- B\n\n- C", 'Overskriften "Et" står to gange'),
    Planted("sort-heading-empty", SORT.replace("### To", "###"), "###\n", "er tom"),
    Planted("sort-text-under-heading", SORT.replace("### To\n", "### To\n\nMere.\n"), "Mere.", "kun stå punkter"),
    Planted("anchor-of-a-sorting", "Se [den](#et).\n\n" + SORT, "#et", "ingen overskrift i teksten"),
    Planted("bad-type", QUIZ.replace("id: q", "id: q\n    type: estimat"), "    type", 'Mente du "estimate"?'),
    Planted(
        "estimate-without-answer", "/// quiz\n    id: q\n    type: estimate\n    tolerance: 2\n\nA?\n\n> B\n///\n", "    type", '"answer"'
    ),
    Planted(
        "estimate-bad-number",
        "/// quiz\n    id: q\n    type: estimate\n    answer: ti\n    tolerance: 2\n\nA?\n\n> B\n///\n",
        "    answer",
        "et tal",
    ),
    Planted("answer-without-type", QUIZ.replace("id: q", "id: q\n    answer: 4"), "    answer", "type: estimate"),
    Planted(
        "estimate-with-options",
        QUIZ.replace("id: q", "id: q\n    type: estimate\n    answer: 1\n    tolerance: 0"),
        "/// quiz",
        "ingen svarmuligheder",
    ),
    Planted("empty-reflection", "/// reflection\n    id: r\n\n//// answer\nA\n////\n///\n", "/// reflection", "er tom"),
    Planted("heading-1", "# En titel\n\nA\n", "# En titel", "begynder med ##"),
    Planted("heading-skipped", "## A\n\n#### B\n", "#### B", "springer et niveau over"),
    Planted("heading-underlined", "Titel\n-----\n\nA\n", "-----", "skrives med ##"),
    Planted("heading-in-quiz", QUIZ.replace("Hvad?", "## Hvad?"), "## Hvad?", "kan ikke have overskrifter"),
    Planted("heading-empty", "##\n\nA\n", "##", "er tom"),
    Planted("unknown-law", "Se [§ 115](law:rpl-15).\n", "rpl-15", 'findes ikke i law.yml. Mente du "rpl-115"?'),
    Planted("unknown-fact", "Se [ca. 40 pct.](fact:S60).\n", "S60", "findes ikke i facts.csv"),
    Planted("unknown-source", "Se [her](source:raport-2019).\n", "raport", 'Mente du "rapport-2019"?'),
    Planted("unknown-term", "Se [her](term:tavsheds).\n", "tavsheds", "findes ikke i glossary.yml"),
    Planted("unknown-law-on-second-line", "En linje og\nså [§ 115\nmed linjeskift](law:rpl-16).\n", "så [§", "findes ikke i law.yml"),
    Planted("wrong-wording", "Det er [40 pct.](fact:S06).\n", "[40 pct.]", 'Skriv fx "ca. 40 pct.", "ca. 40 procent".'),
    Planted("superseded", "Efter [serviceloven § 153](law:serviceloven-153) gælder det.\n", "serviceloven-153", "gælder ikke længere"),
    Planted("law-in-definition", "Se [den][r].\n\n[r]: law:rpl-115\n", "[r]: law", "direkte i linket"),
    Planted("unknown-scheme", "Se [den](lov:rpl-115).\n", "lov:", 'Mente du "law"?'),
    Planted("javascript", "Se [den](javascript:alert(1)).\n", "javascript", "ikke en slags link"),
    Planted("dead-page", "Se [den](fjerde.md).\n", "fjerde.md", 'Filen "fjerde.md" findes ikke'),
    Planted("dead-anchor", "Se [den](#findes-ikke).\n", "#findes-ikke", "ingen overskrift i teksten"),
    Planted("dead-anchor-elsewhere", "Se [den](foerste.md#n-overskrift).\n", "foerste.md", 'Mente du "en-overskrift"?'),
    Planted("site-address", "Se [den](/lov/rpl-115).\n", "/lov/", "siden selv"),
    Planted("no-address", "Se [den]().\n", "[den]()", "fører ingen steder hen"),
    Planted("no-words", "Se [](law:rpl-115).\n", "[](law", "har ingen ord"),
    Planted("picture-without-words", "![](media/kort.png)\n", "![]", "mangler en tekst"),
    Planted("picture-missing", "![Kort](media/kart.png)\n", "kart.png", 'Mente du "media/kort.png"?'),
    Planted("picture-remote", "![Kort](https://example.dk/a.png)\n", "https:", "på en anden side"),
    Planted("picture-elsewhere", "![Kort](../media/a.png)\n", "../media", "modulets mappe media"),
    Planted("footnote-in-quiz", QUIZ.replace("Hvad?", "Hvad?[^n]") + "\n[^n]: Note.\n", "Hvad?[^n]", "Fodnoter kan ikke stå"),
    Planted("cpr", "Ring til 010190-1234 i dag.\n", "010190", "CPR-nummer"),
    Planted("bidi", "En linje\u202e her.\n", "En linje", "styretegn"),
    Planted("private", "En linje\ue000 her.\n", "En linje", "privat brug"),
    Planted("separator", "En linje\u2028 her.\n", "En linje", "linjeskift"),
    Planted("nul", "En linje\0 her.\n", "En linje", "NUL"),
]

WARNINGS = [
    Planted("no-feedback", QUIZ.replace("    > Nej.\n\n", ""), "- [ ] A", "mangler tilbagemelding", is_error=False),
    Planted(
        "estimate-no-feedback",
        "/// quiz\n    id: q\n    type: estimate\n    answer: 1\n    tolerance: 0\n\nA?\n///\n",
        "/// quiz",
        "mangler tilbagemelding",
        is_error=False,
    ),
    Planted("order-no-feedback", ORDER.replace("2. B\n\n    > Ja.\n\n", "2. B\n\n"), "2. B", 'Punktet "B" mangler', is_error=False),
    Planted("match-no-feedback", MATCH.replace(":   y\n\n    > Ja.\n\n", ":   y\n\n"), "B\n:", 'Punktet "B" mangler', is_error=False),
    Planted(
        "sort-heading-unused",
        SORT.replace("///\n", "### Tre\n\n///\n").replace("### Tre\n\n/// quiz", "/// quiz"),
        "### Tre",
        "ingen punkter",
        is_error=False,
    ),
    Planted(
        "figure-in-order-feedback",
        ORDER.replace("2. B\n\n    > Ja.", "2. B\n\n    > Det var 13 pct."),
        "13 pct.",
        "uden kilde",
        is_error=False,
    ),
    Planted("quiz-title", QUIZ.replace("/// quiz", "/// quiz | T"), "/// quiz", "viser ingen titel", is_error=False),
    Planted("figure-pct", "Det er 37 pct. af dem.\n", "37 pct.", "uden kilde", is_error=False),
    Planted("figure-procent", "Det er\n37 procent af dem.\n", "37 procent", "uden kilde", is_error=False),
    Planted("figure-half", "Det er knap halvdelen.\n", "halvdelen", "uden kilde", is_error=False),
    Planted("figure-fourth", "Det er hver fjerde kommune.\n", "hver fjerde", "uden kilde", is_error=False),
    Planted("figure-municipalities", "Det er 72 kommuner.\n", "72 kommuner", "uden kilde", is_error=False),
    Planted("figure-in-feedback", QUIZ.replace("> Nej.", "> Nej, det var 12 pct."), "12 pct.", "uden kilde", is_error=False),
    Planted("html", "Det er <b>fedt</b>.\n", "<b>", "vist som tekst", is_error=False),
    Planted("html-comment", "Det er <!-- skjult --> her.\n", "<!--", "vist som tekst", is_error=False),
    Planted("footnote-undefined", "Det er sagt.[^nej]\n", "[^nej]", "mangler sin tekst", is_error=False),
]

PLANTED = [*ERRORS, *WARNINGS]
