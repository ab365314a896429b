-- A journal of version 1, as the library wrote it then.
BEGIN TRANSACTION;
CREATE TABLE evaluation (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  step INTEGER NOT NULL,
  data TEXT NOT NULL,
  parameters TEXT NOT NULL,
  precision REAL NOT NULL,
  PRIMARY KEY (run, step, data, parameters)) WITHOUT ROWID;
INSERT INTO "evaluation" VALUES(1,10,'Shapes-10 test','raw',0.75);
CREATE TABLE link (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (run, kind, path)) WITHOUT ROWID;
INSERT INTO "link" VALUES(1,'events','/tmp/events');
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  written INTEGER NOT NULL,
  step INTEGER,
  text TEXT NOT NULL);
INSERT INTO "note" VALUES(1,1,1700000030000,10,'half way');
INSERT INTO "note" VALUES(2,1,1700000030000,NULL,'größer 😀');
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
INSERT INTO "run" VALUES(1,'first',1700000000000,1700000060000,'finished',NULL,'keep','there',4194305,1700000060000);
INSERT INTO "run" VALUES(2,'killed',1700000100000,NULL,'running',NULL,NULL,'there',4194305,1700000107000);
CREATE TABLE scalar (
  series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
  step INTEGER NOT NULL,
  value REAL,
  PRIMARY KEY (series, step)) WITHOUT ROWID;
INSERT INTO "scalar" VALUES(1,0,2.5);
INSERT INTO "scalar" VALUES(1,10,1.5);
INSERT INTO "scalar" VALUES(2,0,3.0);
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  tag TEXT NOT NULL,
  UNIQUE (run, tag));
INSERT INTO "series" VALUES(1,1,'loss');
INSERT INTO "series" VALUES(2,2,'loss');
CREATE TABLE setting (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  is_given INTEGER NOT NULL,
  PRIMARY KEY (run, name)) WITHOUT ROWID;
INSERT INTO "setting" VALUES(1,'host','there',0);
INSERT INTO "setting" VALUES(1,'java','17.0.15',0);
INSERT INTO "setting" VALUES(1,'rate','0.1',1);
INSERT INTO "setting" VALUES(2,'host','there',0);
INSERT INTO "setting" VALUES(2,'java','17.0.15',0);
CREATE TABLE tag (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (run, name)) WITHOUT ROWID;
INSERT INTO "tag" VALUES(1,'t');
CREATE INDEX note_of_run ON note (run);
INSERT INTO "sqlite_sequence" VALUES('run',2);
COMMIT;
PRAGMA application_id = 1130720364;
PRAGMA user_version = 1;
