"""The HTML of a Connect Card: a plain page without external resources."""

from html import escape

from sandbox.fivetran.connect_card import CardField, ConnectCard
from sandbox.fivetran.connection import Connection

STYLE = """
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6478; --paper: #f4f5f8; --card: #fff;
  --line: #cfd4df; --accent: #0b5cd5; --bad: #b3261e; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --soft: #a5adbf; --paper: #14171f;
  --card: #1e222d; --line: #434a5c; --accent: #7fb0ff; --bad: #ff9b93; --good: #7fd6a1; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 6vh auto; padding: 2rem; background: var(--card); border-radius: 12px;
  border: 1px solid var(--line); }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
p { margin: .5rem 0; } .soft { color: var(--soft); } .bad { display: block; color: var(--bad); }
.good { color: var(--good); }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: .55rem .7rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--soft); border-radius: 8px; }
input[aria-invalid] { border-color: var(--bad); }
input:focus-visible, button:focus-visible, a:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
button { margin-top: 1.5rem; padding: .6rem 1.2rem; font: inherit; font-weight: 600; color: var(--card);
  background: var(--accent); border: 0; border-radius: 8px; cursor: pointer; }
a { color: var(--accent); } code { font-size: .95em; }
"""


def render_form(
    connection: Connection,
    card: ConnectCard,
    fields: list[CardField],
    given: dict[str, str],
    errors: dict[str, str],
) -> str:
    """Render the form. `given` are the plain fields entered before. Secrets are never shown again."""
    name = escape(str(connection.service.facts["name"]))
    general = f'<p class="bad" role="alert">{escape(errors[""])}</p>' if "" in errors else ""
    inputs = "".join(_input(field, given.get(field.name, ""), errors.get(field.name)) for field in fields)
    guide = "" if card.hide_setup_guide else "Only Fivetran sees what you type here. "
    where = f'<p class="soft">{guide}The data goes to the schema <code>{escape(connection.schema)}</code>.</p>'
    pretend = '<p class="soft">This is a sandbox: any text passes, unless it contains “wrong”.</p>'
    body = f"""<h1>Connect {name}</h1>{where}{pretend}{general}
<form method="post" autocomplete="off" novalidate>{inputs}<button>Save &amp; test</button></form>"""
    return _page(f"Connect {name}", body)


def render_success(connection: Connection, card: ConnectCard) -> str:
    """Render the page shown while the browser moves to `redirect_uri`."""
    name, back = escape(str(connection.service.facts["name"])), escape(card.redirect_uri, quote=True)
    words = '<p class="good" role="status">All setup tests passed.</p>'
    return _page(f"{name} is connected", f'<h1>{name} is connected</h1>{words}<p><a href="{back}">Go on</a></p>')


def render_closed(title: str, words: str) -> str:
    """Render the page of a card that can't be used."""
    return _page(title, f'<h1>{escape(title)}</h1><p class="soft">{escape(words)}</p>')


def _input(field: CardField, value: str, error: str | None) -> str:
    name, label = escape(field.name, quote=True), escape(field.label)
    kind = "password" if field.secret else "text"
    shown = "" if field.secret else f' value="{escape(value, quote=True)}"'
    marks = f' aria-invalid="true" aria-describedby="{name}-error"' if error else ""
    words = f'<span class="bad" id="{name}-error">{escape(error)}</span>' if error else ""
    return (
        f'<label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" type="{kind}"{shown} autocomplete="off" required{marks}>{words}'
    )


def _page(title: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>{title} · Connect Card</title><style>{STYLE}</style></head>
<body><main>{body}</main></body></html>"""
