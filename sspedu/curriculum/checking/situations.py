"""Situations of the drill: is each whole, are its answers the four, does it rest on law that holds, does its twin exist."""

from collections.abc import Mapping
from datetime import date

from sspedu.curriculum.drill import SituationFile, SituationHead, basis_of, right_answers
from sspedu.curriculum.faults import FileFaults, nearest, shortened
from sspedu.curriculum.questions import read_quiz
from sspedu.curriculum.register_rows import refer
from sspedu.curriculum.registers import LAW, Known
from sspedu.curriculum.situations import WRITTEN, Verdict
from sspedu.curriculum.yaml_tree import Scalar

# Two to five sentences: what is read in one breath on a phone.
MOST_WORDS = 90


def check_situation(file: SituationFile, others: Mapping[str, SituationFile], known: Known, *, today: date) -> None:
    """Check one situation. `others` holds the first file of every id; links and Markdown are checked as in any text."""
    if file.head is None:
        return
    first = others.get(file.id, file)
    if first is not file:
        file.faults.error(file.head.fields.line_of("id"), f'Id "{file.id}" er allerede brugt i {first.path}. Giv den ene et andet.')
    _check_law(file.head, known, today)
    _check_twin(file.head, others)
    _check_length(file)
    if len(file.prose.activities) != 1 or len(file.quizzes) != 1:
        file.faults.error(file.prose.first_line, "En situation har ét spørgsmål: en quiz med de fire svar og ikke andet at besvare.")
        return
    _check_question(file, file.head)


def _check_law(head: SituationHead, known: Known, today: date) -> None:
    ids = [Scalar(basis_of(scalar.text).provision, scalar.line) for scalar in head.law]
    refer(head.fields, "law", ids, known.ids_of(LAW), LAW.name)
    for scalar in ids:
        if known.is_superseded(scalar.text, today):
            head.fields.faults.error(scalar.line, f'"{scalar.text}" gælder ikke længere. Skriv den bestemmelse, der afløste den.')


def _check_twin(head: SituationHead, others: Mapping[str, SituationFile]) -> None:
    faults, line = head.fields.faults, head.fields.line_of("twin" if head.twin else "turns")
    if head.twin and head.twin not in others:
        faults.error(line, f'Situationen "{shortened(head.twin)}" findes ikke.{nearest(head.twin, others)}')
    elif head.twin and head.twin == head.id:
        faults.error(line, "En situation kan ikke være sin egen tvilling. Skriv den anden situations id.")
    if bool(head.twin) != bool(head.turns):
        faults.error(line, '"twin" og "turns" hører sammen: hvilken situation den gentager, og hvad den ændrede detalje gør.')


def _check_length(file: SituationFile) -> None:
    end = file.quizzes[0].line if file.quizzes else len(file.prose.lines)
    words = len(" ".join(file.prose.lines[:end]).split())
    if not words:
        file.faults.error(file.prose.first_line, "Situationen mangler. Skriv den over spørgsmålet, to til fem sætninger.")
    elif words > MOST_WORDS:
        sentence = f"Situationen er på {words} ord. Hold den under {MOST_WORDS}, så den kan læses i ét blik på en telefon."
        file.faults.warning(file.prose.first_line, sentence)


def _check_question(file: SituationFile, head: SituationHead) -> None:
    quiz, first_line = file.quizzes[0], file.prose.first_line
    at = quiz.line + first_line
    if quiz.id and quiz.id != head.id:
        file.faults.error(quiz.options["id"].line, f'Spørgsmålets id skal være situationens: "{shortened(head.id)}".')
    for name, setting in quiz.options.items():
        if name != "id":
            file.faults.error(
                setting.line, f'"{name}" bruges ikke her: siden spørger altid, hvor sikker man er, og ét rigtigt svar er nok.'
            )
    options = read_quiz(quiz, file.prose.lines, FileFaults("")).options
    for option, words in zip(options, WRITTEN.values(), strict=False):
        if " ".join(option.words).strip() != words:
            file.faults.error(option.line + first_line, f'Her skal svaret være "{words}". De fire svar er ens i alle situationer.')
    if len(options) != len(WRITTEN):
        file.faults.error(at, f"Skriv de fire svar i denne orden: {'; '.join(WRITTEN.values())}.")
    if not any(block.name == "answer" for block in quiz.children):
        file.faults.error(at, "Begrundelsen mangler. Skriv den i en answer-blok efter svarene: to eller tre sætninger.")
    if Verdict.ASK in right_answers(file) and not head.ask:
        file.faults.error(head.fields.line_of("id"), '"ask" mangler. Når det kommer an på noget, så skriv, hvad man spørger om og hvem.')
