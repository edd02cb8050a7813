"""Kits for meetings: is the case one of the lesson's, can it all be talked about in twenty minutes and read on one page."""

from sspedu.curriculum.faults import nearest, shortened
from sspedu.curriculum.frontmatter import MeetingHead
from sspedu.curriculum.prose import Prose
from sspedu.privacy import stopping

FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 3
LONGEST_POINT, LONGEST_QUESTION = 420, 220


def check_meeting(meeting: MeetingHead, prose: Prose) -> None:
    """Check what a lesson's head says for a meeting."""
    cases = [block.id for block in prose.blocks if block.name == "case" and block.id]
    if meeting.case and meeting.case not in cases:
        sentence = f'Casen "{shortened(meeting.case)}" findes ikke i lektionen.{nearest(meeting.case, cases)}'
        prose.faults.error(meeting.case_line, sentence)
    if meeting.questions and not FEWEST_QUESTIONS <= len(meeting.questions) <= MOST_QUESTIONS:
        sentence = f"Et mødekit har {FEWEST_QUESTIONS} eller {MOST_QUESTIONS} spørgsmål, ikke {len(meeting.questions)}."
        prose.faults.error(meeting.line, sentence)
    texts = [(meeting.point, meeting.line, LONGEST_POINT), *((text.text, text.line, LONGEST_QUESTION) for text in meeting.questions)]
    for text, line, most in texts:
        if len(text) > most:
            prose.faults.error(line, f"Teksten er på {len(text)} tegn og må højst være på {most}: mødekittet er én side.")
        if stopping(text):
            prose.faults.error(line, "Linjen rummer noget, der ligner et CPR-nummer. Slet det; cases er konstruerede og har ingen numre.")
