"""The only place that says what of a complaint can be found, and keeps it so: database triggers.

They run inside the statement that changes a complaint or publishes an answer: nobody can forget to
index, nothing is found late, and no service has a statement more (docs/decisions, "Search"). They are set
anew after each migration, because SQLite drops the triggers of a table that Django rebuilds, and
taken away before it, because they would stand in the way of that.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

LONGEST = 20_000  # letters of a text that are looked at
# Title, numbers in whole and in halves, LAPOR!'s number, place and landmark; then all that was
# written to be read by those who handle it. No note of officers, no draft, nobody's identity.
HEAD = """c.title || ' ' || c.number || ' ' || substr(c.number, 1, 4) || ' ' || substr(c.number, 5)
    || ' ' || c.external_id || ' ' || c.landmark || ' ' || coalesce(a.name, '')
    || ' ' || coalesce(p.name, '')"""
BODY = """substr(c.text || ' ' || c.wish || ' ' || coalesce(
    (SELECT {collected} FROM complaints_answer w
     WHERE w.complaint_id = c.id AND w.state = 'published'), ''), 1, {longest})"""
SOURCE = """complaints_complaint c LEFT JOIN organizations_area a ON a.code = c.area_id
    LEFT JOIN organizations_area p ON p.code = a.parent_id"""
COLUMNS = ("number", "external_id", "title", "text", "wish", "landmark", "area_id")
TRIGGERS = (
    ("complaints_searchtext", "complaints_search_in"),
    ("complaints_searchtext", "complaints_search_out"),
    ("complaints_searchtext", "complaints_search_over"),
    ("complaints_complaint", "complaints_search_new"),
    ("complaints_complaint", "complaints_search_changed"),
    ("complaints_complaint", "complaints_search_moved"),
    ("complaints_disposition", "complaints_search_handed"),
    ("complaints_answer", "complaints_search_answered"),
    ("complaints_answer", "complaints_search_reanswered"),
)


def body(vendor: str) -> str:
    """The second text, in the words of one database."""
    collected = "group_concat(w.text, ' ')" if vendor == "sqlite" else "string_agg(w.text, ' ')"
    return BODY.format(collected=collected, longest=LONGEST)


def adding(vendor: str, *, which: str) -> str:
    """INSERT of the rows of complaints for which `which` holds."""
    return f"""INSERT INTO complaints_searchtext (complaint_id, head, body)
        SELECT c.id, {HEAD}, {body(vendor)} FROM {SOURCE} WHERE {which}"""  # noqa: S608 - our own


def _renewing(vendor: str, *, key: str) -> str:
    return f"""UPDATE complaints_searchtext SET (head, body) =
        (SELECT {HEAD}, {body(vendor)} FROM {SOURCE} WHERE c.id = {key})
        WHERE complaint_id = {key}"""  # noqa: S608 - our own


def remove(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Before a migration: SQLite refuses to rename a table that a trigger names."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for _table, name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """After a migration: functions and triggers as they are in this version.

    What was filed meanwhile, or since a migration that failed, is put in: `filling` looks at older
    ones only. Those are the newest, so there are few.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if "complaints_searchtext" not in connection.introspection.table_names(cursor):
            return  # the migration that makes the table was undone
        cursor.execute("SELECT max(complaint_id) FROM complaints_searchtext")
        (newest,) = cursor.fetchone()
        for statement in _sqlite() if connection.vendor == "sqlite" else _postgres():
            cursor.execute(statement)
        if newest is not None:
            missed = adding(connection.vendor, which="c.id > %s")
            cursor.execute(f"{missed} ON CONFLICT (complaint_id) DO NOTHING", [newest])


def _sqlite() -> list[str]:
    put = "INSERT INTO complaints_searchwords (rowid, head, body) VALUES"
    take = "INSERT INTO complaints_searchwords (complaints_searchwords, rowid, head, body) VALUES"
    new, old = "(new.complaint_id, new.head, new.body)", "old.complaint_id, old.head, old.body)"
    differs = " OR ".join(f"old.{one} IS NOT new.{one}" for one in COLUMNS)
    made = {
        "in AFTER INSERT ON complaints_searchtext": f"{put} {new}",
        "out AFTER DELETE ON complaints_searchtext": f"{take} ('delete', {old}",
        "over AFTER UPDATE ON complaints_searchtext": f"{take} ('delete', {old}; {put} {new}",
        "new AFTER INSERT ON complaints_complaint": adding("sqlite", which="c.id = new.id"),
        f"changed AFTER UPDATE OF {', '.join(COLUMNS)} ON complaints_complaint WHEN {differs}": (
            _renewing("sqlite", key="new.id")
        ),
        "answered AFTER INSERT ON complaints_answer WHEN new.state = 'published'": (
            _renewing("sqlite", key="new.complaint_id")
        ),
        "reanswered AFTER UPDATE OF state, text ON complaints_answer"
        " WHEN new.state = 'published'": _renewing("sqlite", key="new.complaint_id"),
    }
    return [
        f"CREATE TRIGGER IF NOT EXISTS complaints_search_{when} BEGIN {what}; END"
        for when, what in made.items()
    ]


# Words as written and their Indonesian stems: "kerusakan" is found by "rusak", and by "kerus".
_PLAIN = """regexp_replace(translate(lower({text}), 'áàâäãåéèêëíìîïóòôöõúùûüçñ',
    'aaaaaaeeeeiiiiooooouuuucn'), '[^[:alnum:]]+', ' ', 'g')"""
_OFFICES = """ARRAY(
    SELECT c.institution_id FROM complaints_complaint c
        WHERE c.id = {key} AND c.institution_id IS NOT NULL
    UNION SELECT c.unit_id FROM complaints_complaint c WHERE c.id = {key} AND c.unit_id IS NOT NULL
    UNION SELECT d.unit_id FROM complaints_disposition d
        WHERE d.complaint_id = {key} AND d.ended_at IS NULL)::integer[]"""


# A word of the title or the place stands there once more with a mark. No weights: neither the index
# nor the planner knows them, and a common word that is in no title would be looked for everywhere.
MARK = "~"
_DOC = """
    body text := {body}; head text := {head}; heads tsvector;
BEGIN
    heads := strip(to_tsvector('indonesian', head) || to_tsvector('simple', head));
    NEW.doc := heads || strip(to_tsvector('indonesian', body) || to_tsvector('simple', body))
        || array_to_tsvector(ARRAY(SELECT '{mark}' || one FROM unnest(tsvector_to_array(heads)) one));
"""


def _postgres() -> list[str]:
    plain = {name: _PLAIN.format(text=f"NEW.{name}") for name in ("head", "body")}
    own = f"""DECLARE {_DOC.format(**plain, mark=MARK)} NEW.head := ''; NEW.body := '';
        IF TG_OP = 'INSERT' THEN NEW.offices := {_OFFICES.format(key="NEW.complaint_id")}; END IF;
        RETURN NEW;"""
    held = f"""UPDATE complaints_searchtext
        SET offices = {_OFFICES.format(key="{key}")} WHERE complaint_id = {{key}}"""  # noqa: S608
    of_answer = _renewing("postgresql", key="NEW.complaint_id")
    done = "; RETURN NULL;"
    differs = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in COLUMNS)
    offices = ("institution_id", "unit_id")
    moved = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in offices)
    table, answers = "complaints_complaint", "complaints_answer"
    published = "WHEN (NEW.state = 'published')"
    made = [
        ("in", "BEFORE INSERT OR UPDATE OF head, body", "complaints_searchtext", "", own),
        ("new", "AFTER INSERT", table, "", adding("postgresql", which="c.id = NEW.id") + done),
        (
            *("changed", f"AFTER UPDATE OF {', '.join(COLUMNS)}", table, f"WHEN ({differs})"),
            _renewing("postgresql", key="NEW.id") + done,
        ),
        (
            *("moved", f"AFTER UPDATE OF {', '.join(offices)}", table, f"WHEN ({moved})"),
            held.format(key="NEW.id") + done,
        ),
        (
            *("handed", "AFTER INSERT OR UPDATE OF ended_at", "complaints_disposition", ""),
            held.format(key="NEW.complaint_id") + done,
        ),
        ("answered", "AFTER INSERT OR UPDATE OF state, text", answers, published, of_answer + done),
    ]
    return [one for facts in made for one in _made(*facts)]


def _made(name: str, when: str, table: str, only: str, what: str) -> tuple[str, str]:
    name = f"complaints_search_{name}"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ {'' if what.startswith('DECLARE') else 'BEGIN'} {what} END $$",
        f"CREATE OR REPLACE TRIGGER {name} {when} ON {table}"
        f" FOR EACH ROW {only} EXECUTE FUNCTION {name}()",
    )
