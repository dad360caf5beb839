PRAGMA page_size = 1024;
PRAGMA encoding = 'UTF-8';
PRAGMA user_version = 7;
PRAGMA application_id = 1234;
CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, born INT);
CREATE TABLE book(id INTEGER PRIMARY KEY, author INT REFERENCES author, title TEXT, price REAL, cover BLOB, extra);
CREATE TABLE setting(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE "odd ""name"" ä%.~"(rowid TEXT, "a b" INT, twice INT AS ("a b" * 2) STORED, thrice INT AS ("a b" * 3));
CREATE TABLE empty(x);
CREATE INDEX book_author ON book(author, title);
CREATE VIEW cheap AS SELECT * FROM book WHERE price < 10;
CREATE TRIGGER author_gone AFTER DELETE ON author BEGIN DELETE FROM book WHERE author = old.id; END;
INSERT INTO author VALUES (1, 'Anna Ångström', 1901), (2, '李白', 701), (-5, 'O''Neil', NULL), (9223372036854775807, '', 0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
INSERT INTO book SELECT i * 3, 1 + i % 2, 'Book number ' || i || ' 📚', i / 7.0,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN x'' ELSE CAST(printf('%0*d', i % 60, i) AS BLOB) END,
  CASE i % 4 WHEN 0 THEN i WHEN 1 THEN 'text' WHEN 2 THEN 1e300 * i ELSE -9223372036854775808 END FROM n;
INSERT INTO setting VALUES ('a', 1), ('b', 2.5), ('c', NULL), ('d', x'00ff'), ('e', 'text' || char(0) || 'behind a zero');
INSERT INTO "odd ""name"" ä%.~" VALUES ('x', 1), (NULL, 2), ('x', 1), ('x', 1);
