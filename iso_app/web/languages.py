"""Vietnamese first, English second. The source strings are Vietnamese; the English catalogue is read as a .po file."""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain

from iso_app.core.policy import Sentence

LOCALES = {"vi": "Tiếng Việt", "en": "English"}
CATALOGUES = Path(__file__).parents[1] / "translations"
_LOCALE = "iso_app.locale"
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Whatever is said inside is said in this language: letters are written for their reader, not for a request."""
    token = _spoken.set(language if language in LOCALES else "vi")
    try:
        yield
    finally:
        _spoken.reset(token)


def locale() -> str:
    """The language being spoken, else of this request: the one chosen there, else Vietnamese."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    if not has_request_context():
        return "vi"
    found: str | None = request.environ.get(_LOCALE)  # asked for by every word of a page
    if found is None:
        chosen = session.get("locale") or request.cookies.get("locale")
        request.environ[_LOCALE] = found = chosen if chosen in LOCALES else "vi"
    return found


class PoDomain(Domain):  # type: ignore[misc]
    """Reads `messages.po` directly, so that no compiled file has to be kept beside it."""

    _read: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        return self._catalogue(locale())

    def _catalogue(self, language: str) -> NullTranslations:
        if language not in self._read:
            path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
            self._read[language] = _compiled(path) if path.exists() else NullTranslations()
        return self._read[language]


_domain = PoDomain()


def _compiled(path: Path) -> Translations:
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return Translations(compiled)


def setup(app: Flask) -> None:
    babel = Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=locale)
    babel.domain_instance = _domain
    app.jinja_env.install_gettext_callables(_word, _words, newstyle=True)  # type: ignore[attr-defined]


def _word(message: str) -> str:
    """What a template's `_()` says. As Flask-Babel's, without asking the application for the domain at each word."""
    found: str = _domain.get_translations().gettext(message)
    return found


def _words(one: str, many: str, number: int) -> str:
    found: str = _domain.get_translations().ngettext(one, many, number)
    return found


class Said(str):
    """Words in another language than Vietnamese, which know the sentence they say."""

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, object]


def in_vietnamese(words: str) -> str:
    """What was said, as it is kept for readers of any language: in the language of the product's sentences."""
    if not isinstance(words, Said):
        return words
    facts = {
        name: in_vietnamese(fact) if isinstance(fact, str) else fact for name, fact in words.facts.items()
    }
    return Sentence(words.template, **facts)


def say(message: str, /, **facts: object) -> str:
    """A constant Vietnamese sentence in the reader's language, its `{name}` places filled. Empty stays empty."""
    if not message:
        return ""
    if isinstance(message, Sentence):
        facts = {**message.facts, **facts}
        message = message.template
    found = _in_number(message, facts.values())
    words = found.format(**{name: _said(fact) for name, fact in facts.items()}) if facts else found
    if found == message:
        return words
    said = Said(words)
    said.template, said.facts = message, facts
    return said


def _in_number(message: str, facts: Iterable[object]) -> str:
    """Vietnamese says one as it says several. Where the catalogue has both, the one number of the facts chooses."""
    catalogue = _domain.get_translations()
    numbers = [fact for fact in facts if isinstance(fact, int)]
    found: str = catalogue.ngettext(message, message, numbers[0]) if len(numbers) == 1 else message
    return found if found != message else str(catalogue.gettext(message))


def told(words: str) -> str:
    """A sentence of the product in the reader's language; whatever else stands there, as somebody wrote it."""
    return say(words) if isinstance(words, Sentence) else words


def _said(fact: object) -> object:
    """A place that is filled with a sentence is said too; names and numbers stand as they are."""
    return say(fact) if isinstance(fact, Sentence) else fact
