"""Each form of a page carries a key by which a repeated one is done once, or says here why it needs none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "gateway" / "portals" / "templates"
_FORM = re.compile(
    r"\{% call form_to\((?P<address>.*?)\) %\}(?P<fields>.*?)\{% endcall %\}"
    r"|<form\b(?=[^>]*method=\"post\")(?P<attributes>[^>]*)>(?P<inside>.*?)</form>",
    re.DOTALL,
)
_KEY = re.compile(r'hidden\("key", |name="key"')

# forms without a key: template and the end of what stands for the address, by the reason
WITHOUT_KEY = {
    "it sends again what another form sent, with its key": {
        "waiting.html path",
    },
    "it only reads or searches": {
        "public/certificate.html /certificates/verify",
        "public/objection_status.html /objections/status",
        "public/report_status.html /reports/status",
        "public/verify_receipt.html /receipts/verify",
        "staff/accounts.html /staff/accounts/search",
        "staff/teams.html /staff/teams/search",
        "staff/way.html path",
        "styleguide.html /styleguide",
    },
    "it leads to a page that shows all once more, whose form carries the key": {
        "participant/new_team.html /teams/new",
        "staff/import.html list_name",
        "staff/invitation_import.html /staff/invitations/import",
        "staff/scheme.html here",
    },
    "each sending is put on record, also a repeated one": {
        "staff/reporter.html /reporter",
    },
    "each sending makes another code in place of the one before, and no code is stored": {
        "account/contacts.html /account/contacts/confirmation",
        "account/second_factor.html /account/second-factor/recovery-codes",
        "account/second_factor.html /account/second-factor/setup",
        "account/second_factor_setup.html /account/second-factor/setup",
        "participant/colleagues.html /colleagues/code",
        "participant/organisations.html /organisations/invitation",
    },
    "a code, a password or a link in it is good for one act": {
        "account/closing.html /account/closing",
        "account/email_confirmation.html /email-confirmation",
        "account/identities.html /linking",
        "account/invitation.html /invitation",
        "account/password.html /account/password",
        "account/password_reset.html /password-reset",
        "account/password_reset.html /password-reset/completion",
        "account/second_factor.html /account/second-factor",
        "account/second_factor_setup.html /account/second-factor/confirmation",
        "account/sign_on.html /sign-on/opening",
    },
    "it begins or ends a session, and does so again": {
        "account/sign_in.html /sign-in",
        "base.html /sign-out",
    },
    "it puts something into a state, in which it is after the second time as after the first": {
        "account/consents.html /account/consents",
        "account/contacts.html /account/contacts",
        "account/identities.html /unlinking",
        "account/message_preferences.html /messages/preferences",
        "account/messages.html /messages/reading",
        "account/privacy_notice.html /account/privacy-notice",
        "account/second_factor.html /account/second-factor/acknowledgement",
        "account/sessions.html /account/sessions/ending",
        "account/tokens.html /tokens/ending",
        "participant/kept_text.html /removal",
        "staff/account_roles.html /roles",
        "staff/account_state.html /state",
        "staff/deliveries.html /retry",
        "staff/invitations.html /revocation",
        "staff/second_factor_resets.html /approval",
        "staff/second_factor_resets.html /rejection",
    },
    "it names the revision that it was written for": {
        "participant/kept_text.html /return",
        "participant/section.html /return",
        "participant/section.html here",
    },
    "a file that comes again is known by its content": {
        "participant/upload.html /material",
    },
}


def forms_of(path: Path, name: str) -> Iterator[tuple[str, bool]]:
    """Yield each form of a template by its name in `WITHOUT_KEY`, and if it carries a key."""
    for form in _FORM.finditer(path.read_text(encoding="utf-8")):
        address = (
            form["address"]
            if form["address"] is not None
            else form["attributes"].partition("url(")[2].partition(")")[0]
        )
        # the last word or text: "/teams/" ~ team_id ~ "/submission" is the address that ends so
        words = re.findall(r"""["'](/?[a-z/-]+)["']|\b([a-z_.]+)\b""", address.partition(", {")[0])
        yield f"{name} {''.join(words[-1])}", _KEY.search(form["fields"] or form["inside"] or "") is not None


def all_forms() -> list[tuple[str, bool]]:
    paths = (path for path in sorted(TEMPLATES.rglob("*.html")) if path.name != "components.html")
    return [form for path in paths for form in forms_of(path, str(path.relative_to(TEMPLATES)))]


def test_every_form_carries_a_key_or_is_named_with_the_reason() -> None:
    named = {form for forms in WITHOUT_KEY.values() for form in forms}
    forms = all_forms()
    assert len(forms) > 100
    assert sorted({form for form, has_key in forms if not has_key} - named) == []
    assert sorted(named - {form for form, has_key in forms if not has_key}) == []


def test_no_form_is_named_for_two_reasons() -> None:
    named = [form for forms in WITHOUT_KEY.values() for form in forms]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% call form_to("/x/" ~ id ~ "/y") %}{{ submit("a") }}{% endcall %}', [("t /y", False)]),
        ('{% call form_to(here, {"id": "a"}) %}{{ hidden("key", key) }}{% endcall %}', [("t here", True)]),
        ("""<form method="post" action="{{ url('/z') }}"><button></button></form>""", [("t /z", False)]),
        ('<form method="get" action="/z"></form>', []),
    ],
)
def test_a_form_without_a_key_is_noticed(source: str, expected: list[tuple[str, bool]], tmp_path: Path) -> None:
    path = tmp_path / "t.html"
    path.write_text(source)
    assert list(forms_of(path, "t")) == expected


def test_every_summary_of_errors_is_in_the_part_that_the_layout_puts_in_order() -> None:
    """The layout sorts the errors of `main` by their fields, so each summary is within it, and is made by `errors`."""
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]
    texts = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in names if name != "components.html"}
    with_summary = {name: text for name, text in texts.items() if "errors(form" in text}
    assert len(with_summary) > 60
    assert [name for name, text in with_summary.items() if text.count("{% block main %}") != 1] == []
    assert [
        name for name, text in with_summary.items() if text.index("errors(form") < text.index("{% block main %}")
    ] == []
    assert [name for name, text in texts.items() if "ErrorSummary" in text] == []
