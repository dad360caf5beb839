-- For a LATIN1 database: every character that the encoding has, in names and in values.
CREATE TABLE "Größe ÿ" ("Maß" integer PRIMARY KEY, "Wert" text DEFAULT 'ä"öü');
COMMENT ON TABLE "Größe ÿ" IS 'Bücher für Käse';
INSERT INTO "Größe ÿ" SELECT i, chr(i) || 'x' || chr(i) FROM generate_series(1, 255) AS i;
CREATE TYPE "Stimmung" AS ENUM ('schön', 'übel');
CREATE FUNCTION "grüß"() RETURNS text LANGUAGE sql AS $$SELECT 'Grüß Gott'$$;
CREATE VIEW "Über" AS SELECT 'é'::text AS "à" FROM "Größe ÿ";
