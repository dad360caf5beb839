CREATE TABLE documents (id int PRIMARY KEY, doc json, KEY by_price ((CAST(doc->>'$.price' AS UNSIGNED))), CHECK (JSON_VALID(doc)));
INSERT INTO documents VALUES
    (1, '{"price": 10, "b": [1, 2.5, 1e100, null, true], "ü": "🐬\\n\\t\\\\ \\u0001", "": {}}'), (2, NULL), (3, 'null'), (4, '"text with \\ttab"'), (5, '[]');
CREATE TABLE defaults_of_expressions (
    id binary(16) DEFAULT (UUID_TO_BIN(UUID())), a json DEFAULT (JSON_ARRAY()), b int DEFAULT (1 + 1), c varchar(20) DEFAULT (CONCAT('a', 'b')), hidden int INVISIBLE DEFAULT 3,
    d int, CONSTRAINT positive CHECK (b > 0), CONSTRAINT lax CHECK (d > 0) NOT ENFORCED, KEY going_down (b DESC, c), KEY unseen (d) INVISIBLE
);
INSERT INTO defaults_of_expressions (d) VALUES (1), (-1);
CREATE TABLE located (id int PRIMARY KEY, g point NOT NULL SRID 4326, SPATIAL KEY on_g (g));
INSERT INTO located VALUES (1, ST_GeomFromText('POINT(48.2 16.37)', 4326)), (2, ST_GeomFromText('POINT(-33.9 151.2)', 4326));
CREATE TABLE down (a int, b varchar(20), PRIMARY KEY (a DESC, b DESC));
INSERT INTO down VALUES (1, 'x'), (2, 'y'), (2, 'z');
CREATE TABLE vectors (id int PRIMARY KEY, v vector(3));
INSERT INTO vectors VALUES (1, TO_VECTOR('[1.5, -2, 0.1]')), (2, NULL);
SET sql_generate_invisible_primary_key = 1;
CREATE TABLE keyed_by_server (a int, b text);
INSERT INTO keyed_by_server VALUES (1, 'x'), (1, 'x');
SET sql_generate_invisible_primary_key = 0;
CREATE TABLE many_values (id int PRIMARY KEY, tags json, KEY on_tags ((CAST(tags->'$' AS UNSIGNED ARRAY))));
INSERT INTO many_values VALUES (1, '[1, 2, 3]'), (2, '[]');
