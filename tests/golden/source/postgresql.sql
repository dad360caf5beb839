-- What postgresql-brotli.backup.zip was made of, on PostgreSQL 15 in an empty database with the encoding UTF8 and the locale C.
CREATE TYPE public.mood AS ENUM ('good', 'bad');
CREATE TABLE public.author (id integer PRIMARY KEY, name text NOT NULL, mood public.mood DEFAULT 'good');
CREATE TABLE public.book (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id integer NOT NULL REFERENCES public.author,
    title varchar(80) NOT NULL,
    price numeric(8, 2) CHECK (price >= 0),
    gross numeric(8, 2) GENERATED ALWAYS AS (price * 1.19) STORED,
    published date,
    cover bytea,
    tags text[]
);
CREATE SCHEMA "Odd.Names";
CREATE TABLE "Odd.Names"."a ""b""" (k text, "order" double precision) PARTITION BY LIST (k);
CREATE TABLE "Odd.Names"."p/1" PARTITION OF "Odd.Names"."a ""b""" FOR VALUES IN ('one');
CREATE TABLE "Odd.Names"."p/2" PARTITION OF "Odd.Names"."a ""b""" DEFAULT;
CREATE TABLE public.nothing ();
INSERT INTO public.author VALUES (1, 'Ann', 'good'), (2, E'tab\there, \\ and\nline', 'bad'), (3, '', NULL), (4, 'Žofie 😀', DEFAULT);
INSERT INTO public.book (author_id, title, price, published, cover, tags)
SELECT 1 + i % 4, 'Title ' || i, i * 1.25, date '2000-01-01' + i, decode(md5(i::text), 'hex'), ARRAY['a' || i, NULL, 'x,y']
FROM generate_series(1, 200) AS i;
INSERT INTO "Odd.Names"."a ""b""" VALUES ('one', 'NaN'), ('two', '-Infinity'), (NULL, 0.1), ('\.', 1e300);
INSERT INTO public.nothing DEFAULT VALUES;
INSERT INTO public.nothing DEFAULT VALUES;
CREATE INDEX book_title ON public.book (lower(title));
CREATE VIEW public.cheap AS SELECT title, price FROM public.book WHERE price < 10;
CREATE MATERIALIZED VIEW public.counts AS SELECT author_id, count(*) AS books FROM public.book GROUP BY author_id;
CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.title := trim(NEW.title); RETURN NEW; END $$;
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON public.book FOR EACH ROW EXECUTE FUNCTION public.stamp();
GRANT SELECT ON public.book TO PUBLIC;
COMMENT ON TABLE public.book IS 'What''s to be read.';
SELECT lo_from_bytea(4711, decode(repeat('00', 300000) || 'ff', 'hex'));
SELECT lo_create(4712);
