-- Everything that a database of either product can have: tables, keys, programs. wide-mysql.sql and wide-mariadb.sql have the rest.
SET sql_mode = '';
SET foreign_key_checks = 0;

CREATE TABLE numbers (
    id int AUTO_INCREMENT PRIMARY KEY,
    a tinyint, b smallint UNSIGNED, c mediumint ZEROFILL, d int DEFAULT 7 COMMENT 'a ''quoted'' \\ comment', e bigint UNSIGNED,
    f float, g double, h float(7, 3), i double(12, 4), j decimal(65, 30), k decimal(5, 0) UNSIGNED, l bit(1), m bit(64), n bool
) ENGINE = InnoDB AUTO_INCREMENT = 1000 COMMENT = 'numbers: all of them';
INSERT INTO numbers (a, b, c, d, e, f, g, h, i, j, k, l, m, n) VALUES
    (-128, 65535, 16777215, -2147483648, 18446744073709551615, 3.4028234e38, 1.7976931348623157e308, 9999.999, -12345678.1234,
     '99999999999999999999999999999999999.999999999999999999999999999999', 99999, b'1', 0xFFFFFFFFFFFFFFFF, true),
    (127, 0, 0, 2147483647, 0, -1.17549435e-38, 2.2250738585072014e-308, -0.001, 0, '-0.000000000000000000000000000001', 0, b'0', 0, false),
    (0, 1, 5, 0, 1, 0.1, 0.1, 0.5, 0.1, '0.1', 1, NULL, 0x0A0D005C09, NULL),
    (1, 1, 1, 1, 1, 16777217, 9007199254740993, 1.5, 1.5, '1', 1, b'1', 0x5C4E, 1),
    (NULL, NULL, NULL, NULL, NULL, 1.0000001, 1.0000000000000002, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (1, 2, 3, 4, 5, 1e-45, 5e-324, 0.0, 0.0, 0, 0, b'0', 1, 0);
INSERT INTO numbers (id, a) VALUES (-5, 1), (0, 2);

CREATE TABLE times (
    id bigint PRIMARY KEY, a date, b datetime(6), c timestamp(6) NULL, d time(6), e year, f timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    g datetime DEFAULT CURRENT_TIMESTAMP
);
SET time_zone = '+05:30';
INSERT INTO times VALUES
    (1, '9999-12-31', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', '838:59:59.000000', 2155, '2020-02-29 12:00:00', '2020-01-01'),
    (2, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', '-838:59:59', 0, '1970-01-01 05:30:01', '0000-00-00'),
    (3, '2020-00-00', '2020-00-15 10:11:12.5', '1970-01-01 05:30:01.000001', '-00:00:00.000001', 1901, '2000-01-01', NULL),
    (4, NULL, NULL, NULL, NULL, NULL, '2021-03-28 02:30:00', '1000-01-01');
SET time_zone = '+00:00';

CREATE TABLE texts (
    id int PRIMARY KEY,
    a char(10) CHARACTER SET latin1 COLLATE latin1_german2_ci, b varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    c text CHARACTER SET utf16, d tinytext CHARACTER SET cp1251, e mediumtext, f longtext CHARACTER SET ascii, g char(5) CHARACTER SET ucs2,
    h varchar(50) CHARACTER SET sjis, i varchar(50) CHARACTER SET utf32, j char(0), k varchar(50) CHARACTER SET gbk,
    l enum('a', 'b', 'c''c', 'ä', '') CHARACTER SET utf8mb4, m set('x', 'y', 'z w') CHARACTER SET latin1
) DEFAULT CHARSET = utf8mb4;
INSERT INTO texts VALUES
    (1, 'Grüße', 'tab\tline\nreturn\rback\\slash ''q'' "d" \0 zero 🐬', 'utf16 🐬 \\ \t', 'Привет', REPEAT('long ', 1000), 'plain', 'ab', '表示ソ', '🐬', '', '啊丂亂', 'c''c', 'x,z w'),
    (2, '', '', '', '', '', '', '', '', '', '', '', '', ''),
    (3, NULL, '\\N', '\\N', 'N', '\\', '\\.', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, 'a  ', ' b ', '\n', '\r\n', '\t', CHAR(1, 127 USING ascii), 'x', 'ｱ', 'y', '', '\\', 'ä', 'y');

CREATE TABLE bytes (
    id binary(16) PRIMARY KEY, a binary(5), b varbinary(300), c blob, d longblob, e tinyblob, f mediumblob, KEY on_c (c(10))
);
INSERT INTO bytes
    WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 255)
    SELECT UNHEX(LPAD(HEX(i), 32, '0')), UNHEX(LPAD(HEX(i), 2, '0')), UNHEX(REPEAT(LPAD(HEX(i), 2, '0'), 300)), UNHEX(LPAD(HEX(i), 2, '0')),
        UNHEX(CONCAT('5C', LPAD(HEX(i), 2, '0'), '4E')), NULL, '' FROM n;

CREATE TABLE shapes (id int PRIMARY KEY, g geometry NOT NULL, p point, l linestring, y polygon, m multipoint, c geometrycollection);
INSERT INTO shapes VALUES
    (1, ST_GeomFromText('POINT(1.5 -2.25)'), ST_GeomFromText('POINT(0 0)'), ST_GeomFromText('LINESTRING(0 0, 1 1, 2 3)'),
     ST_GeomFromText('POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))'), ST_GeomFromText('MULTIPOINT(1 1, 2 2)'),
     ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 3 3))')),
    (2, ST_GeomFromText('POINT(9 92)', 0), NULL, NULL, NULL, NULL, NULL);

CREATE TABLE computed (
    a int, b int, sum_ab int GENERATED ALWAYS AS (a + b) VIRTUAL, product int GENERATED ALWAYS AS (a * b) STORED, name varchar(20), KEY on_sum (sum_ab), KEY on_product (product)
);
INSERT INTO computed (a, b, name) VALUES (1, 2, 'x'), (NULL, 3, NULL), (-4, 5, '');

CREATE TABLE parents (
    id int PRIMARY KEY, code char(3) NOT NULL, name varchar(50), position int, UNIQUE KEY by_code (code), KEY by_name (name(5)), KEY by_both (name, position)
);
CREATE TABLE children (
    id int PRIMARY KEY, parent int, code char(3), note text, tags varchar(200), FULLTEXT KEY words (note, tags), FULLTEXT KEY tag (tags),
    CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE SET NULL,
    CONSTRAINT to_code FOREIGN KEY (code) REFERENCES parents (code)
);
CREATE TABLE itself (id int PRIMARY KEY, up int, CONSTRAINT to_itself FOREIGN KEY (up) REFERENCES itself (id));
INSERT INTO parents VALUES (1, 'aaa', 'first', 1), (2, 'bbb', 'second', 2), (3, 'ccc', NULL, NULL);
INSERT INTO children VALUES (1, 1, 'aaa', 'a note of words', 'red green'), (2, NULL, NULL, NULL, NULL), (3, 99, 'zzz', 'nobody has these', 'blue');
INSERT INTO itself VALUES (1, NULL), (2, 1), (3, 2);

CREATE TABLE counted (id int NOT NULL AUTO_INCREMENT, kind char(1) NOT NULL, PRIMARY KEY (kind, id), KEY counter (id)) AUTO_INCREMENT = 77;
INSERT INTO counted (kind) VALUES ('a'), ('a'), ('b');
CREATE TABLE old_style (id int PRIMARY KEY, name varchar(20), KEY (name)) ENGINE = MyISAM ROW_FORMAT = FIXED CHECKSUM = 1;
INSERT INTO old_style VALUES (3, 'c'), (1, 'a'), (2, 'b');
CREATE TABLE volatile (id int PRIMARY KEY, name varchar(20)) ENGINE = MEMORY;
INSERT INTO volatile VALUES (1, 'gone after a restart');
CREATE TABLE listed (id int NOT NULL, name varchar(20) NOT NULL) ENGINE = CSV;
INSERT INTO listed VALUES (1, 'a, "b"'), (2, '');
CREATE TABLE merged (id int, name varchar(20)) ENGINE = MRG_MYISAM UNION = ();
CREATE TABLE no_key (a int, b text);
INSERT INTO no_key VALUES (1, 'x'), (1, 'x'), (NULL, NULL);
CREATE TABLE packed (id int PRIMARY KEY, t text) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 4;
INSERT INTO packed VALUES (1, REPEAT('a', 5000));

CREATE TABLE by_range (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at))
    PARTITION BY RANGE (YEAR(at)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2
    (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN (2020), PARTITION p2 VALUES LESS THAN MAXVALUE);
INSERT INTO by_range VALUES (1, '1999-01-01'), (2, '2010-05-05'), (3, '2025-12-31');
CREATE TABLE by_list (id int NOT NULL, kind int NOT NULL) PARTITION BY LIST (kind) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3, NULL));
INSERT INTO by_list VALUES (1, 1), (2, 3);
CREATE TABLE by_key (id int PRIMARY KEY) PARTITION BY KEY () PARTITIONS 3;
INSERT INTO by_key VALUES (1), (2), (3), (4);

CREATE TABLE `odd ``name`` 表 ♥` (`the ``column``
in two lines` int, id int PRIMARY KEY, `select` varchar(10) DEFAULT 'a''b', KEY `an index, with (brackets)` (`select`));
INSERT INTO `odd ``name`` 表 ♥` VALUES (1, 1, 'x'), (NULL, 2, NULL);
CREATE TABLE `order` (`key` int PRIMARY KEY, `group` int);

DELIMITER ;;
CREATE FUNCTION doubled(x int) RETURNS int DETERMINISTIC NO SQL COMMENT 'twice; ''that'''
BEGIN
    -- a comment; with a semicolon
    DECLARE y int DEFAULT x * 2; /* and another ; */
    RETURN y;
END;;
CREATE FUNCTION greeting(who varchar(50) CHARSET utf8mb4) RETURNS varchar(100) CHARSET utf8mb4 READS SQL DATA SQL SECURITY INVOKER
RETURN CONCAT('Grüße, 🐬 ', who);;
CREATE PROCEDURE fill(IN many int, OUT done int, INOUT both_ways varchar(10))
MODIFIES SQL DATA
BEGIN
    DECLARE i int DEFAULT 0;
    DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SET done = -1; END;
    WHILE i < many DO INSERT INTO no_key VALUES (i, 'from ;; a procedure'); SET i = i + 1; END WHILE;
    SET done = i;
END;;
SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT';;
CREATE FUNCTION under_another_mode() RETURNS varchar(50) DETERMINISTIC RETURN 'a\' || "doubled"(1);;
SET sql_mode = '';;
SET NAMES latin1;;
CREATE FUNCTION in_latin1() RETURNS varchar(20) CHARSET latin1 DETERMINISTIC RETURN 'Gr e ok';;
SET NAMES utf8mb4;;
CREATE TRIGGER counting BEFORE INSERT ON parents FOR EACH ROW SET NEW.position = COALESCE(NEW.position, 0) + 1;;
CREATE TRIGGER second BEFORE INSERT ON parents FOR EACH ROW FOLLOWS counting BEGIN SET NEW.name = CONCAT(NEW.name, '!'); END;;
CREATE TRIGGER zeroth BEFORE INSERT ON parents FOR EACH ROW PRECEDES counting SET NEW.code = UPPER(NEW.code);;
CREATE TRIGGER after_delete AFTER DELETE ON parents FOR EACH ROW BEGIN DELETE FROM children WHERE parent = OLD.id; END;;
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 03:00:00' ON COMPLETION PRESERVE COMMENT 'at night' DO BEGIN DELETE FROM no_key WHERE a IS NULL; END;;
CREATE EVENT sleeping ON SCHEDULE EVERY 3 HOUR DISABLE DO DELETE FROM no_key;;
SET time_zone = '+03:00';;
CREATE EVENT elsewhere ON SCHEDULE AT '2037-06-06 06:06:06' DO SELECT 1;;
SET time_zone = '+00:00';;
DELIMITER ;

CREATE VIEW z_first AS SELECT p.id, p.name, c.note FROM parents p LEFT JOIN children c ON c.parent = p.id;
CREATE VIEW a_needs_z AS SELECT id, doubled(id) AS twice FROM z_first WHERE name <> 'it''s';
CREATE ALGORITHM = MERGE SQL SECURITY INVOKER VIEW m_needs_a (number, `double; value`) AS SELECT id, twice FROM a_needs_z;
CREATE VIEW checked AS SELECT id, name FROM parents WHERE id < 100 WITH CASCADED CHECK OPTION;
CREATE VIEW of_others AS SELECT table_name FROM information_schema.tables;
