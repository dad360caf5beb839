namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Databases that have everything a copy may get wrong.</summary>
internal static class Samples
{
    /// <summary>Tables, views, triggers, indexes and values of every kind that the command can make.</summary>
    public const string Everything = """
        PRAGMA user_version=42;
        PRAGMA application_id=252006673;
        CREATE TABLE customers(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE, email TEXT UNIQUE, note);
        INSERT INTO customers(name,email,note) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<3000)
          SELECT 'customer '||i, 'c'||i||'@example.org', CASE i%5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN x'' WHEN 3 THEN randomblob(i%700) ELSE i*1.1 END FROM n;
        DELETE FROM customers WHERE id>2900;
        CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INT REFERENCES customers(id) ON DELETE CASCADE, total REAL CHECK(total>=0), at TEXT DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO orders SELECT id*3, id, id*0.37, '2026-01-01' FROM customers;
        CREATE TABLE log(text, value);
        INSERT INTO log SELECT 'line '||id||char(10)||'two'||char(13,10)||'three', id FROM orders;
        DELETE FROM log WHERE value%7=0;
        CREATE TABLE pairs(a TEXT, b INT, c BLOB, PRIMARY KEY(a,b)) WITHOUT ROWID;
        INSERT INTO pairs SELECT 'k'||(id%13), id, zeroblob(id%20) FROM orders;
        CREATE TABLE strict_ones(i INTEGER, r REAL, t TEXT, b BLOB, x ANY) STRICT;
        INSERT INTO strict_ones VALUES(1,2.5,'three',x'04',5),(NULL,NULL,NULL,NULL,NULL),(9,9.0,'9',x'39','9');
        CREATE TABLE computed(a INT, b INT, v INT GENERATED ALWAYS AS (a+b) VIRTUAL, s TEXT GENERATED ALWAYS AS (a||'-'||b) STORED, c);
        INSERT INTO computed(a,b,c) VALUES(1,2,3),(4,5,6);
        CREATE TABLE extremes(v);
        INSERT INTO extremes VALUES(-9223372036854775808),(9223372036854775807),(0.1),(-0.0),(9e999),(-9e999),(1e308),(5e-324),(1.7976931348623157e308),
          (2.2250738585072014e-308),(123456789012345678.0),(1e22),(1e23),(0.3),(3.141592653589793),(100.0),('it''s'),(CAST(x'00610062' AS TEXT)),
          (CAST(x'fffe80' AS TEXT)),('tab	and ü 漢字 😀'),('\r literal'||char(13)||'x'),('\n'),(x'00ff'),(NULL);
        CREATE TABLE "select"("from" INT, "a.b" TEXT, [x y] TEXT, "q""uote" TEXT);
        INSERT INTO "select" VALUES(1,'dot','space','quote');
        CREATE TABLE "odd ""name"", ünïcode
        newline"(x);
        INSERT INTO "odd ""name"", ünïcode
        newline" VALUES('here');
        CREATE TABLE "main.dotted"(x);
        INSERT INTO "main.dotted" VALUES(1);
        CREATE TABLE shadowed(rowid TEXT, _rowid_ TEXT, x);
        INSERT INTO shadowed VALUES('r','u',1),('s','v',2);
        CREATE TABLE allshadowed(rowid TEXT, _rowid_ TEXT, oid TEXT);
        INSERT INTO allshadowed VALUES('r','u','o');
        CREATE TABLE empty(x INTEGER PRIMARY KEY, y);
        CREATE TABLE descending(x INTEGER PRIMARY KEY DESC, y);
        INSERT INTO descending VALUES(5,'a'),(3,'b');
        CREATE VIRTUAL TABLE search USING fts5(title, body);
        INSERT INTO search SELECT name, 'body of '||name FROM customers WHERE id<200;
        CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1, y0, y1);
        INSERT INTO boxes SELECT id, id, id+1, id*2, id*2+3 FROM customers WHERE id<300;
        CREATE INDEX orders_total ON orders(total) WHERE total>100;
        CREATE INDEX customers_lower ON customers(lower(name));
        CREATE VIEW big AS SELECT * FROM orders WHERE total>500;
        CREATE TRIGGER audit AFTER INSERT ON orders BEGIN INSERT INTO log VALUES('inserted', new.id); END;
        CREATE TRIGGER big_insert INSTEAD OF INSERT ON big BEGIN SELECT 1; END;
        ANALYZE;
        """;

    /// <summary>Makes a database with some settings that must come before the first table.</summary>
    public static void Create(string path, string settings = "") => SqliteCli.Run(path, settings + "\n" + Everything);
}
