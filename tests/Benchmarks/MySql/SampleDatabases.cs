using System.Globalization;

namespace BackupTools.Benchmarks.MySql;

/// <summary>A database of ordinary rows: wide ones with decimals, dates and text; events with texts and times; binary blobs.</summary>
internal static class SampleDatabases
{
    /// <summary>Rows of each sort that fill about one MiB of a table.</summary>
    private const int WidePerMiB = 3000, EventsPerMiB = 2600, BlobsPerMiB = 110;

    /// <summary>Makes it, unless it is there already.</summary>
    /// <returns>Its name.</returns>
    public static string Make(Server server, int sizeMiB)
    {
        string name = $"bench_mixed_{sizeMiB}";
        if (server.Query(null, $"SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{name}' AND TABLE_NAME = 'finished'") == "1")
            return name;
        Console.WriteLine($"Making the database {name} …");
        server.Query(null, $"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4");
        server.Query(name, Numbers + Wide(sizeMiB / 2 * WidePerMiB) + Events(sizeMiB * 3 / 10 * EventsPerMiB) + Blobs(sizeMiB / 5 * BlobsPerMiB)
            + "DROP TABLE n, few; ANALYZE TABLE invoice, event, attachment; CREATE TABLE finished (id int)");
        return name;
    }

    private const string Numbers = """
        CREATE TABLE n (i bigint PRIMARY KEY);
        CREATE TABLE few (i bigint PRIMARY KEY);
        INSERT INTO few WITH RECURSIVE r AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 499) SELECT i FROM r;
        INSERT INTO n WITH RECURSIVE r AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 999) SELECT a.i * 1000 + b.i FROM r a CROSS JOIN r b;
        INSERT INTO n SELECT i + 1000000 FROM n;
        INSERT INTO n SELECT i + 2000000 FROM n;

        """;

    private static string Wide(int rows) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE invoice (id bigint PRIMARY KEY, customer int NOT NULL, placed date NOT NULL, due date, shipped datetime(6),
            net decimal(12, 2) NOT NULL, tax decimal(10, 4), weight double, quantity smallint, paid bool, currency char(3), status varchar(10),
            street varchar(100), city varchar(60), note text, reference varchar(64));
        INSERT INTO invoice SELECT i, i * 7919 % 100000, DATE '2015-01-01' + INTERVAL i * 31 % 4000 DAY, DATE '2015-02-01' + INTERVAL i * 37 % 4000 DAY,
            TIMESTAMP '2015-01-01 00:00:00' + INTERVAL i * 97 SECOND, (i * 7907 % 10000000) / 100.0, (i * 31337 % 1000000) / 10000.0, i / 7e0, i % 500, i % 3 = 0,
            ELT(1 + i % 4, 'EUR', 'USD', 'GBP', 'CHF'), ELT(1 + i * 7 % 4, 'open', 'paid', 'shipped', 'returned'),
            CONCAT('Street of the ', SUBSTR(SHA2(i, 256), 1, 32), ' ', i % 250), CONCAT('City number ', i * 13 % 9000),
            IF(i % 3 = 0, REPEAT(CONCAT('please deliver with care to door ', i % 97, '; '), 1 + i % 5), NULL), UPPER(SUBSTR(SHA2(i * 3, 256), 1, 32))
        FROM n WHERE i < {rows};
        ALTER TABLE invoice ADD KEY by_customer (customer, placed), ADD KEY by_reference (reference);

        """);

    private static string Events(int rows) => string.Create(CultureInfo.InvariantCulture, $$"""
        CREATE TABLE event (id binary(16) PRIMARY KEY, at timestamp(6) NOT NULL, received datetime NOT NULL, kind varchar(20) NOT NULL, payload text NOT NULL);
        INSERT INTO event SELECT UNHEX(SUBSTR(SHA2(CONCAT('e', i), 256), 1, 32)), TIMESTAMP '2020-01-01 00:00:00' + INTERVAL i * 3 SECOND,
            TIMESTAMP '2020-01-01 00:00:00' + INTERVAL i * 3 SECOND, CONCAT('kind-', i % 23),
            CONCAT('{"session": "', SUBSTR(SHA2(i DIV 20, 256), 1, 32), '", "user": ', i * 7919 % 100000, ', "path": "/shop/', i % 500, '/item", "ms": ', (i * 31337 % 300000) / 100.0,
                ', "agent": "Mozilla/5.0 (X11; Linux x86_64)", "tags": [', i % 7, ', "blue"], "address": {"ip": "10.0.', i % 250, '.', i % 199, '", "country": "CH"', '}', '}')
        FROM n WHERE i < {{rows}};
        ALTER TABLE event ADD KEY by_kind (kind, at);

        """);

    private static string Blobs(int rows) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE attachment (id int PRIMARY KEY, name varchar(50) NOT NULL, content mediumblob NOT NULL);
        SET SESSION group_concat_max_len = 10000000;
        INSERT INTO attachment SELECT o.i, CONCAT('file-', o.i, '.bin'),
            UNHEX((SELECT GROUP_CONCAT(SHA2(o.i * 1000 + k.i, 256) SEPARATOR '') FROM few k WHERE k.i < 100 + o.i % 311)) FROM n o WHERE o.i < {rows};

        """);
}
