-- A music shop: plain tables, keys, foreign keys and indexes, as many applications have them. Its content is generated.
SET client_min_messages = warning;
CREATE TABLE artist (artist_id integer NOT NULL, name varchar(120), CONSTRAINT pk_artist PRIMARY KEY (artist_id));
CREATE TABLE album (album_id integer NOT NULL, title varchar(160) NOT NULL, artist_id integer NOT NULL, CONSTRAINT pk_album PRIMARY KEY (album_id));
CREATE TABLE genre (genre_id integer NOT NULL, name varchar(120), CONSTRAINT pk_genre PRIMARY KEY (genre_id));
CREATE TABLE media_type (media_type_id integer NOT NULL, name varchar(120) CHECK (name IN ('disc', 'tape', 'download')), CONSTRAINT pk_media_type PRIMARY KEY (media_type_id));
CREATE TABLE track (
    track_id integer NOT NULL, name varchar(200) NOT NULL, album_id integer, media_type_id integer NOT NULL, genre_id integer, composer varchar(220),
    milliseconds integer NOT NULL, bytes integer, unit_price numeric(10, 2) NOT NULL, CONSTRAINT pk_track PRIMARY KEY (track_id));
CREATE TABLE playlist (playlist_id integer NOT NULL, name varchar(120), CONSTRAINT pk_playlist PRIMARY KEY (playlist_id));
CREATE TABLE playlist_track (playlist_id integer NOT NULL, track_id integer NOT NULL, CONSTRAINT pk_playlist_track PRIMARY KEY (playlist_id, track_id));
CREATE TABLE employee (
    employee_id integer NOT NULL, last_name varchar(20) NOT NULL, first_name varchar(20) NOT NULL, reports_to integer, hired timestamp, CONSTRAINT pk_employee PRIMARY KEY (employee_id));
CREATE TABLE customer (customer_id integer NOT NULL, name varchar(40) NOT NULL, country varchar(40), email varchar(60) NOT NULL, support_rep_id integer, CONSTRAINT pk_customer PRIMARY KEY (customer_id));
CREATE TABLE invoice (invoice_id integer NOT NULL, customer_id integer NOT NULL, invoice_date timestamp NOT NULL, total numeric(10, 2) NOT NULL, CONSTRAINT pk_invoice PRIMARY KEY (invoice_id));
CREATE TABLE invoice_line (
    invoice_line_id integer NOT NULL, invoice_id integer NOT NULL, track_id integer NOT NULL, unit_price numeric(10, 2) NOT NULL, quantity integer NOT NULL,
    CONSTRAINT pk_invoice_line PRIMARY KEY (invoice_line_id));

INSERT INTO artist SELECT i, 'Artist ' || i || CASE WHEN i % 10 = 0 THEN ' & Söhne' ELSE '' END FROM generate_series(1, 200) AS i;
INSERT INTO album SELECT i, 'Album "' || i || '"', 1 + i % 200 FROM generate_series(1, 400) AS i;
INSERT INTO genre SELECT i, 'Genre ' || i FROM generate_series(1, 20) AS i;
INSERT INTO media_type VALUES (1, 'disc'), (2, 'tape'), (3, 'download');
INSERT INTO track SELECT i, 'Track ' || md5(i::text), nullif(i % 401, 0), 1 + i % 3, 1 + i % 20, CASE WHEN i % 3 = 0 THEN 'Composer ' || i % 50 END, 1000 * (i % 600), i * 997, 0.99 + i % 2
    FROM generate_series(1, 4000) AS i;
INSERT INTO playlist SELECT i, 'List ' || i FROM generate_series(1, 18) AS i;
INSERT INTO playlist_track SELECT 1 + i % 18, 1 + (i * 7) % 4000 FROM generate_series(1, 3600) AS i ON CONFLICT DO NOTHING;
INSERT INTO employee SELECT i, 'Last' || i, 'First' || i, nullif(i / 2, 0), timestamp '2001-02-03 04:05:06' + i * interval '1 month' FROM generate_series(1, 8) AS i;
INSERT INTO customer SELECT i, 'Kundin ' || i, (ARRAY['Österreich', 'España', 'Česko'])[1 + i % 3], 'c' || i || '@example.com', 1 + i % 8 FROM generate_series(1, 60) AS i;
INSERT INTO invoice SELECT i, 1 + i % 60, timestamp '2020-01-01' + i * interval '1 day', (i % 25) + 0.99 FROM generate_series(1, 400) AS i;
INSERT INTO invoice_line SELECT i, 1 + i % 400, 1 + i % 4000, 0.99, 1 + i % 2 FROM generate_series(1, 2200) AS i;

ALTER TABLE album ADD CONSTRAINT fk_album_artist FOREIGN KEY (artist_id) REFERENCES artist ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE track ADD CONSTRAINT fk_track_album FOREIGN KEY (album_id) REFERENCES album;
ALTER TABLE track ADD CONSTRAINT fk_track_genre FOREIGN KEY (genre_id) REFERENCES genre;
ALTER TABLE track ADD CONSTRAINT fk_track_media_type FOREIGN KEY (media_type_id) REFERENCES media_type;
ALTER TABLE playlist_track ADD CONSTRAINT fk_playlist_track_playlist FOREIGN KEY (playlist_id) REFERENCES playlist;
ALTER TABLE playlist_track ADD CONSTRAINT fk_playlist_track_track FOREIGN KEY (track_id) REFERENCES track;
ALTER TABLE employee ADD CONSTRAINT fk_employee_reports_to FOREIGN KEY (reports_to) REFERENCES employee;
ALTER TABLE customer ADD CONSTRAINT fk_customer_support_rep FOREIGN KEY (support_rep_id) REFERENCES employee;
ALTER TABLE invoice ADD CONSTRAINT fk_invoice_customer FOREIGN KEY (customer_id) REFERENCES customer;
ALTER TABLE invoice_line ADD CONSTRAINT fk_invoice_line_invoice FOREIGN KEY (invoice_id) REFERENCES invoice;
ALTER TABLE invoice_line ADD CONSTRAINT fk_invoice_line_track FOREIGN KEY (track_id) REFERENCES track;
CREATE INDEX ifk_album_artist ON album (artist_id);
CREATE INDEX ifk_track_album ON track (album_id);
CREATE INDEX ifk_track_genre ON track (genre_id);
CREATE INDEX ifk_invoice_customer ON invoice (customer_id);
CREATE INDEX ifk_invoice_line_track ON invoice_line (track_id);
