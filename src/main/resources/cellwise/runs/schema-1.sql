CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'failed')),
  reason TEXT,
  verdict TEXT,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  alive INTEGER NOT NULL);

CREATE TABLE setting (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  is_given INTEGER NOT NULL,
  PRIMARY KEY (run, name)) WITHOUT ROWID;

CREATE TABLE tag (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (run, name)) WITHOUT ROWID;

CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  written INTEGER NOT NULL,
  step INTEGER,
  text TEXT NOT NULL);

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  tag TEXT NOT NULL,
  UNIQUE (run, tag));

CREATE TABLE scalar (
  series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
  step INTEGER NOT NULL,
  value REAL,
  PRIMARY KEY (series, step)) WITHOUT ROWID;

CREATE TABLE evaluation (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  data TEXT NOT NULL,
  parameters TEXT NOT NULL,
  precision REAL NOT NULL,
  PRIMARY KEY (run, step, data, parameters)) WITHOUT ROWID;

CREATE TABLE link (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (run, kind, path)) WITHOUT ROWID;

CREATE INDEX note_of_run ON note (run);

-- "Cell" in ASCII, so that another program's file is told from ours.
PRAGMA application_id = 1130720364;
PRAGMA user_version = 1;
