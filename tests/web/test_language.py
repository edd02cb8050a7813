"""How templates speak."""

from flask import Flask, render_template_string
from markupsafe import Markup


def _rendered(app: Flask, template: str, **values: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(template, **values)


def test_a_value_in_a_sentence_is_escaped(app: Flask) -> None:
    assert _rendered(app, "{{ _('Hej %(name)s', name=name) }}", name="<b>") == "Hej &lt;b&gt;"


def test_markup_in_a_sentence_stays_markup(app: Flask) -> None:
    assert _rendered(app, "{{ _('Hej %(name)s', name=name) }}", name=Markup("<b>du</b>")) == "Hej <b>du</b>"


def test_a_percent_sign_is_written_twice(app: Flask) -> None:
    assert _rendered(app, "{{ _('40 %% af kommunerne') }}") == "40 % af kommunerne"
