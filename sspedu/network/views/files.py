"""Files in the forms of the network, and the address where one fetches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import current_app, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import N_, SspError
from sspedu.network import commands, queries
from sspedu.network.attaching import MAX_FILE_BYTES, MAX_FILES, MEDIA_TYPES, Examined, Unfit, examine
from sspedu.network.attaching.clearing import TOO_MANY, Files, Held, PersonalFile, clear, hash_of
from sspedu.network.queries import FileLink, OpenBoard, OpenPost, OpenThread
from sspedu.network.views.blueprint import bp
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.errors import error_page
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id

FORGOTTEN = N_("En fil, du valgte før, er her ikke længere: Vi gemmer den i et døgn. Vælg den igen.")
# What a browser that would show the file all the same may do with it: nothing.
SHUT = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Row:
    """A file that the server has, and whether it is to stay."""

    file: Held | FileLink
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilesForm:
    """The files of a form: those that are there, what is wrong with those that were sent, and what the guard found in one."""

    rows: tuple[Row, ...] = ()
    errors: tuple[str, ...] = ()
    review: guard.Review | None = None
    max_files: int = MAX_FILES
    max_bytes: int = MAX_FILE_BYTES


NO_FILES = FilesForm()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought in files. `there` are all that the server has for it, `held` those of them that are to stay."""

    nonce: str
    new: tuple[Examined, ...]
    held: tuple[Held, ...]
    there: tuple[Held, ...]
    faults: tuple[Unfit, ...]
    post: tuple[int, int]

    def cleared(self) -> Files:
        """Return the files past the guard. Raises `Unfit` if one cannot be attached, `PersonalFile` for what its writer has not seen."""
        if self.faults:
            raise self.faults[0]
        return clear(self.nonce, self.new, self.held, guard.consent())


@bp.get("/netvaerk/fil/<int:file_id>/<name>")
def file(file_id: int, name: str) -> ResponseReturnValue:
    """Hand out a file of a post that its reader may read at this moment: to be saved, never shown as a page of ours."""
    found = queries.file(db.session(), current_actor(), file_id, name, today=today())
    content = BytesIO(found.content)
    response = send_file(content, MEDIA_TYPES[found.kind], as_attachment=True, download_name=found.name, conditional=False, etag=False)
    response.headers["Content-Security-Policy"] = SHUT
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    db.session.rollback()
    takes_files = getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", False)
    if not takes_files or request.mimetype != "multipart/form-data":
        return error_page(413)
    return error_page(413, _("Filerne fylder tilsammen meget mere, end vi kan tage imod, så vi har ikke læst dem, og intet er gemt."))


def edit_form(thread_id: int, number: int) -> str:
    """Name the form that edits a post, for the files that come with it."""
    return f"ret-{thread_id}-{number}"


def sent_files(nonce: str, thread_id: int = 0, number: int = 0) -> Sent:
    """Read the files of a form, before anything is locked: to find out what they are takes time. With a thread and number: of an edit."""
    new: list[Examined] = []
    faults: list[Unfit] = []
    chosen = [sent for sent in request.files.getlist("files") if sent.filename]
    if len(chosen) > MAX_FILES:
        faults.append(Unfit(TOO_MANY, most=MAX_FILES))
    for sent in chosen[:MAX_FILES]:
        try:
            new.append(_examined(sent))
        except Unfit as fault:
            faults.append(fault)
    stay = _ids()
    with reading():
        there = queries.held_files(db.session(), current_actor(), nonce, thread_id=thread_id, number=number)
    db.session.rollback()
    held = tuple(file for file in there if file.id in stay)
    if len(held) < len(stay):
        faults.append(Unfit(FORGOTTEN))
    return Sent(nonce, tuple(new), held, there, tuple(faults), (thread_id, number))


def kept_files(sent: Sent, where: OpenBoard | OpenThread, error: SspError | None = None) -> FilesForm:
    """Keep what came with a form that goes back to its writer, and show it: what stood in a file field, no page can put there again."""
    known = {file.sha256 for file in sent.there}
    fresh = [file for file in sent.new if hash_of(file) not in known]
    if fresh:
        commands.keep_files(db.session(), current_actor(), where, sent.nonce, fresh, now=utc_now())
        db.session.commit()
    chosen = {file.sha256 for file in sent.held} | {hash_of(file) for file in sent.new}
    thread_id, number = sent.post
    there = queries.held_files(db.session(), current_actor(), sent.nonce, thread_id=thread_id, number=number)
    return FilesForm(
        rows=tuple(Row(file, file.sha256 in chosen) for file in there),
        errors=_errors(sent.faults, error),
        review=guard.review(error.text, error.findings) if isinstance(error, PersonalFile) else None,
    )


def of_post(post: OpenPost) -> FilesForm:
    """Show the files that a post has."""
    return FilesForm(rows=tuple(Row(file, is_chosen=True) for file in post.files))


def _examined(sent: FileStorage) -> Examined:
    # One more than is allowed tells that it is too large; the rest need not be read.
    return examine(sent.filename or "", sent.stream.read(MAX_FILE_BYTES + 1))


def _errors(faults: Sequence[Unfit], error: SspError | None) -> tuple[str, ...]:
    said = [*faults, error] if getattr(error, "field", "") == "files" and error not in faults else faults
    return tuple(sentence(fault) for fault in said if fault is not None)


def _ids() -> set[int]:
    found = set()
    for text in request.form.getlist("attached")[: 2 * MAX_FILES]:
        try:
            found.add(row_id(text))
        except ValueError:
            continue
    return found
