-- The odd names, for names.sql; and a role for each.
SET client_min_messages = warning;
CREATE TEMPORARY TABLE odd (i serial, name text);
INSERT INTO odd (name) VALUES
    ('with space'), (' leading'), ('trailing '), ('dot.dot'), ('"quoted"'), ('it''s'), ('back\slash'), ('per%cent %s'), (E'new\nline'), (E'tab\t'),
    ('MixedCase'), ('UPPER'), ('select'), ('table'), ('user'), ('order'), ('between'), ('1digit'), ('$dollar'), ('a$b'), ('semi;colon'), ('--comment'),
    ('/*comment*/'), ('{brace}'), ('[bracket]'), ('(paren)'), ('comma,comma'), ('ünïcödé'), (E'\u4e2d\u6587'), (E'\U0001F600 emoji'), (E'e\u0301 combining'),
    (E'\u202eright to left'), ('ſharp'), ('İstanbul'), ('*'), ('?'), ('a/b'), ('a:b'), ('..'), ('CON'), ('$$'), ('@'), ('#'), ('null'), (E'\\.'), ('\N'), ('~'), ('&amp;'),
    (repeat('x', 63)), (repeat('é', 31) || 'x'), (repeat('😀', 15) || 'abc'), ('Pg_like'), ('"'), (''''), ('\'), (' '), ('public.x'), ('COPY t FROM stdin;'), ('x''); DROP TABLE x; --');
SELECT pg_advisory_lock(20770102);
SELECT format('CREATE ROLE %I', role)
FROM (SELECT i, 'bt_' || CASE WHEN octet_length(name) < 60 THEN name ELSE left(name, 10) END AS role FROM odd) AS roles
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) ORDER BY i
\gexec
SELECT pg_advisory_unlock(20770102);
