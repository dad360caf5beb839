-- A film rental: domains, enums, arrays, full-text search, partitions, rules, triggers, aggregates, views. Its content is generated.
SET client_min_messages = warning;
CREATE TYPE rating AS ENUM ('ALL', '6', '12', '16', '18');
CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE DOMAIN not_blank AS text CHECK (btrim(VALUE) <> '');
CREATE FUNCTION last_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.last_update = CURRENT_TIMESTAMP;
    RETURN NEW;
END $$;
CREATE FUNCTION group_concat_step(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || ', ' || $2 END $$;
CREATE AGGREGATE group_concat(text) (SFUNC = group_concat_step, STYPE = text);

CREATE TABLE actor (actor_id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, last_update timestamptz DEFAULT now() NOT NULL);
CREATE TABLE category (category_id serial PRIMARY KEY, name not_blank NOT NULL UNIQUE, last_update timestamptz DEFAULT now() NOT NULL);
CREATE TABLE language (language_id serial PRIMARY KEY, name character(20) NOT NULL);
CREATE TABLE film (
    film_id serial PRIMARY KEY, title text NOT NULL, description text, release_year year, language_id integer NOT NULL REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT,
    rental_duration smallint DEFAULT 3 NOT NULL, rental_rate numeric(4, 2) DEFAULT 4.99 NOT NULL, length smallint, rating rating DEFAULT 'ALL', special_features text[],
    fulltext tsvector NOT NULL, last_update timestamptz DEFAULT now() NOT NULL);
CREATE TABLE film_actor (actor_id integer REFERENCES actor, film_id integer REFERENCES film, PRIMARY KEY (actor_id, film_id));
CREATE TABLE film_category (film_id integer REFERENCES film ON DELETE CASCADE, category_id integer REFERENCES category, PRIMARY KEY (film_id, category_id));
CREATE TABLE staff (staff_id serial PRIMARY KEY, name text NOT NULL, store_id integer NOT NULL, active boolean DEFAULT true NOT NULL, picture bytea);
CREATE TABLE store (store_id serial PRIMARY KEY, manager_staff_id integer NOT NULL UNIQUE REFERENCES staff, address jsonb);
CREATE TABLE customer (customer_id serial PRIMARY KEY, store_id integer NOT NULL REFERENCES store, name text NOT NULL, create_date date DEFAULT CURRENT_DATE NOT NULL, active boolean);
CREATE TABLE inventory (inventory_id bigserial PRIMARY KEY, film_id integer NOT NULL REFERENCES film, store_id integer NOT NULL REFERENCES store);
CREATE TABLE rental (
    rental_id bigserial PRIMARY KEY, rental_period tstzrange NOT NULL, inventory_id bigint NOT NULL REFERENCES inventory, customer_id integer NOT NULL REFERENCES customer,
    staff_id integer NOT NULL REFERENCES staff);
CREATE SEQUENCE payment_payment_id_seq;
CREATE TABLE payment (
    payment_id bigint DEFAULT nextval('payment_payment_id_seq') NOT NULL, customer_id integer NOT NULL, rental_id bigint NOT NULL, amount numeric(7, 2) NOT NULL, payment_date timestamptz NOT NULL,
    PRIMARY KEY (payment_date, payment_id)) PARTITION BY RANGE (payment_date);
ALTER SEQUENCE payment_payment_id_seq OWNED BY payment.payment_id;
SELECT format('CREATE TABLE payment_%s PARTITION OF payment FOR VALUES FROM (%L) TO (%L)', to_char(m, 'YYYY_MM'), m::timestamp at time zone 'UTC', (m + interval '1 month')::timestamp at time zone 'UTC')
FROM generate_series(timestamp '2022-01-01', '2022-07-01', '1 month') AS m
\gexec
SELECT format('ALTER TABLE payment_2022_%s ADD CONSTRAINT payment_customer FOREIGN KEY (customer_id) REFERENCES customer', lpad(i::text, 2, '0')) FROM generate_series(1, 7) AS i
\gexec

INSERT INTO actor (first_name, last_name, last_update) SELECT 'First ' || i, upper(md5(i::text)), '2022-02-15 09:34:33+00' FROM generate_series(1, 200) AS i;
INSERT INTO category (name, last_update) SELECT 'Category ' || i, '2022-02-15 09:46:27+00' FROM generate_series(1, 16) AS i;
INSERT INTO language (name) VALUES ('English'), ('Italiano'), ('日本語'), ('Français');
INSERT INTO film (title, description, release_year, language_id, length, rating, special_features, fulltext, last_update)
    SELECT 'Film ' || i, 'An epic tale of a ' || md5(i::text) || ' and a programmer', 1950 + i % 70, 1 + i % 4, 60 + i % 120, (enum_range(NULL::rating))[1 + i % 5],
        CASE WHEN i % 4 > 0 THEN (ARRAY['Trailers', 'Deleted "Scenes"', 'Behind, the'])[1:i % 4] END, to_tsvector('english', 'film ' || i || ' tales of programmers'), '2022-09-10 17:46:03.905795+00'
    FROM generate_series(1, 1000) AS i;
INSERT INTO film_actor SELECT 1 + i % 200, 1 + (i * 7) % 1000 FROM generate_series(1, 5000) AS i ON CONFLICT DO NOTHING;
INSERT INTO film_category SELECT i, 1 + i % 16 FROM generate_series(1, 1000) AS i;
INSERT INTO staff (name, store_id, picture) VALUES ('Mika', 1, '\x89504e470d0a1a0a0000'), ('Jo', 2, NULL);
INSERT INTO store (manager_staff_id, address) VALUES (1, '{"street": "Main St. 1", "zip": null}'), (2, '{}');
ALTER TABLE staff ADD CONSTRAINT staff_store FOREIGN KEY (store_id) REFERENCES store DEFERRABLE;
INSERT INTO customer (store_id, name, create_date, active) SELECT 1 + i % 2, 'Customer ' || i, date '2022-01-14' + i % 100, i % 9 > 0 FROM generate_series(1, 600) AS i;
INSERT INTO inventory (film_id, store_id) SELECT 1 + i % 1000, 1 + i % 2 FROM generate_series(1, 4500) AS i;
INSERT INTO rental (rental_period, inventory_id, customer_id, staff_id)
    SELECT tstzrange(timestamptz '2022-01-01 00:00+00' + i * interval '19 minutes', CASE WHEN i % 50 > 0 THEN timestamptz '2022-01-03 00:00+00' + i * interval '19 minutes' END),
        1 + i % 4500, 1 + i % 600, 1 + i % 2
    FROM generate_series(1, 15000) AS i;
INSERT INTO payment (customer_id, rental_id, amount, payment_date)
    SELECT customer_id, rental_id, 0.99 + rental_id % 10, lower(rental_period) FROM rental WHERE lower(rental_period) < '2022-07-31';

CREATE TRIGGER film_fulltext BEFORE INSERT OR UPDATE ON film FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'description');
CREATE TRIGGER last_updated BEFORE UPDATE ON film FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE TRIGGER last_updated BEFORE UPDATE ON actor FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE RULE payment_insert AS ON INSERT TO payment_2022_01 WHERE NEW.amount < 0 DO INSTEAD NOTHING;
CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
CREATE INDEX idx_title ON film (title);
CREATE INDEX idx_last_name ON actor (last_name);
CREATE INDEX idx_rental_period ON rental USING gist (rental_period);
CREATE INDEX idx_payment_customer ON payment (customer_id);
CREATE FUNCTION inventory_in_stock(p_inventory_id integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE v_out integer;
BEGIN
    SELECT count(*) INTO v_out FROM rental WHERE inventory_id = p_inventory_id AND upper_inf(rental_period);
    RETURN v_out = 0;
END $$;
CREATE FUNCTION film_in_stock(p_film_id integer, p_store_id integer, OUT p_film_count integer) RETURNS SETOF integer LANGUAGE sql AS $$
    SELECT inventory_id FROM inventory WHERE film_id = $1 AND store_id = $2 AND inventory_in_stock(inventory_id::integer) $$;
CREATE VIEW film_list AS
    SELECT f.film_id AS fid, f.title, c.name AS category, f.rental_rate AS price, f.rating, group_concat(a.first_name || ' ' || a.last_name) AS actors
    FROM category c LEFT JOIN film_category fc ON c.category_id = fc.category_id LEFT JOIN film f ON fc.film_id = f.film_id
        JOIN film_actor fa ON f.film_id = fa.film_id JOIN actor a USING (actor_id)
    GROUP BY f.film_id, f.title, c.name, f.rental_rate, f.rating;
CREATE VIEW sales_by_store AS
    SELECT s.store_id, sum(p.amount) AS total FROM payment p JOIN rental r USING (rental_id) JOIN inventory i ON r.inventory_id = i.inventory_id JOIN store s ON i.store_id = s.store_id
    GROUP BY s.store_id ORDER BY s.store_id;
CREATE MATERIALIZED VIEW rental_by_category AS
    SELECT c.name AS category, sum(p.amount) AS total FROM payment p JOIN rental r ON p.rental_id = r.rental_id JOIN inventory i ON r.inventory_id = i.inventory_id
        JOIN film_category fc ON i.film_id = fc.film_id JOIN category c ON fc.category_id = c.category_id
    GROUP BY c.name ORDER BY sum(p.amount) DESC;
CREATE UNIQUE INDEX rental_category ON rental_by_category (category);
