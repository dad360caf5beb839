CREATE TABLE documents (id int PRIMARY KEY, doc json, u uuid, four inet4, six inet6, hidden int INVISIBLE DEFAULT 3, CONSTRAINT c CHECK (id > 0));
INSERT INTO documents (id, doc, u, four, six) VALUES
    (1, '{"price": 10, "b": [1, 2.5], "ü": "🐬\\n\\t\\\\"}', '123e4567-e89b-12d3-a456-426655440000', '192.168.0.1', '2001:db8::ff00:42:8329'), (2, NULL, NULL, NULL, NULL), (3, 'null', UUID(), '0.0.0.0', '::');
CREATE SEQUENCE numbers_of START WITH 100 INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 CACHE 20 CYCLE;
SELECT NEXTVAL(numbers_of), NEXTVAL(numbers_of);
CREATE SEQUENCE going_down START WITH -1 INCREMENT BY -1 NOCACHE;
CREATE TABLE numbered (id bigint PRIMARY KEY DEFAULT NEXTVAL(numbers_of), name text DEFAULT CONCAT('n', 'ame'));
INSERT INTO numbered (name) VALUES ('a'), ('b');
CREATE TABLE versioned (id int PRIMARY KEY, name varchar(20)) WITH SYSTEM VERSIONING;
INSERT INTO versioned VALUES (1, 'now'), (2, 'later gone'), (3, 'changed');
UPDATE versioned SET name = 'again' WHERE id = 3;
DELETE FROM versioned WHERE id = 2;
CREATE TABLE versioned_by_name (id int PRIMARY KEY, since timestamp(6) GENERATED ALWAYS AS ROW START, till timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE,
    name text WITHOUT SYSTEM VERSIONING, PERIOD FOR SYSTEM_TIME (since, till)) WITH SYSTEM VERSIONING;
INSERT INTO versioned_by_name (id, name) VALUES (1, 'x');
UPDATE versioned_by_name SET id = 2;
CREATE TABLE crash_safe (id int PRIMARY KEY, t text) ENGINE = Aria TRANSACTIONAL = 1;
INSERT INTO crash_safe VALUES (1, 'x');
CREATE TABLE shrunk (id int PRIMARY KEY, a varchar(100) COMPRESSED, b blob COMPRESSED DEFAULT 'abc');
INSERT INTO shrunk VALUES (1, REPEAT('a', 100), REPEAT('b', 1000));
CREATE TABLE periods (id int, s date, e date, PERIOD FOR valid (s, e), UNIQUE (id, valid WITHOUT OVERLAPS));
INSERT INTO periods VALUES (1, '2020-01-01', '2021-01-01'), (1, '2021-01-01', '2022-01-01');
DELIMITER ;;
SET sql_mode = ORACLE;;
CREATE PACKAGE tools AS FUNCTION one RETURN INT; PROCEDURE nothing(x INT); END;;
CREATE PACKAGE BODY tools AS
    FUNCTION one RETURN INT AS BEGIN RETURN 1; END;
    PROCEDURE nothing(x INT) AS BEGIN NULL; END;
END;;
SET sql_mode = '';;
CREATE AGGREGATE FUNCTION total(x int) RETURNS int READS SQL DATA BEGIN DECLARE s int DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END;;
DELIMITER ;
