using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>What is of MySQL is restored to MariaDB and the other way round: what maps arrives, and what does not is named and refused.</summary>
public sealed class OtherProductTests
{
    /// <summary>What both have, in either's words; the rows are the same for both.</summary>
    private const string Common = """
        CREATE TABLE parents (id int PRIMARY KEY AUTO_INCREMENT, name varchar(50) NOT NULL DEFAULT 'Gänse', seen timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, UNIQUE KEY by_name (name(20)));
        INSERT INTO parents (name, seen) VALUES ('one', '2001-02-03 04:05:06'), ('tab\tnewline\nbackslash\\ quote''', '2037-12-31 23:59:59'), ('🐬 ñ', '1970-01-02 00:00:00');
        CREATE TABLE kinds (
            id bigint unsigned PRIMARY KEY, f float, d double, n decimal(30, 10), b bit(9), y year, da date, dt datetime(6), t time(3), e enum('a', 'b''c'), s set('x', 'y'),
            bl blob, vb varbinary(20), c char(5) CHARACTER SET latin1, w varchar(10) CHARACTER SET utf16, g geometry, p point, parent int, twice int GENERATED ALWAYS AS (parent * 2) STORED,
            later int AS (parent + 1) VIRTUAL, KEY by_parent (parent), CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES parents (id) ON UPDATE RESTRICT, CONSTRAINT positive CHECK (id < 18446744073709551615));
        INSERT INTO kinds (id, f, d, n, b, y, da, dt, t, e, s, bl, vb, c, w, g, p, parent) VALUES
            (1, 1.17549e-38, 1.7976931348623157e308, -12345678901234567890.0123456789, b'101010101', 1901, '0001-01-01', '9999-12-31 23:59:59.999999', '-838:59:59.000', 'b''c', 'x,y', x'00095C0A27FF', x'', 'ÄÖ', 'ж', ST_GeomFromText('LINESTRING(0 0,1 2)'), ST_GeomFromText('POINT(-1 2.5)'), 1),
            (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        CREATE TABLE parts (id int PRIMARY KEY, v varchar(10)) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), PARTITION rest VALUES LESS THAN MAXVALUE);
        INSERT INTO parts VALUES (1, 'a'), (100, 'b');
        CREATE VIEW named AS SELECT p.name, COUNT(k.id) AS kinds FROM parents p LEFT JOIN kinds k ON k.parent = p.id GROUP BY p.name;
        DELIMITER //
        CREATE FUNCTION doubled(x int) RETURNS int DETERMINISTIC NO SQL RETURN x * 2//
        CREATE PROCEDURE add_parent(IN wanted varchar(50)) BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END; INSERT INTO parents (name) VALUES (wanted); END//
        CREATE TRIGGER shout BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = UPPER(NEW.name)//
        CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM parts WHERE id < 0//
        DELIMITER ;

        """;

    private const string OfMySql = """
        CREATE TABLE mine (
            id int PRIMARY KEY AUTO_INCREMENT, doc json, hidden int DEFAULT 7 INVISIBLE, strict varchar(10) COLLATE utf8mb4_0900_as_cs, bytes varchar(10) COLLATE utf8mb4_0900_bin,
            name varchar(20) AS (json_unquote(json_extract(doc, '$.name'))) STORED, many geometrycollection, u char(36) DEFAULT (UUID()), long_text text DEFAULT ('none'), KEY unused (strict) INVISIBLE);
        INSERT INTO mine (doc, hidden, strict, bytes, many) VALUES
            ('{"name": "ä", "list": [1, 2.50, null, true]}', 8, 'B', 'b ', ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))')), (NULL, 9, 'b', 'b', NULL);
        """;

    private const string OfMariaDb = """
        CREATE TABLE mine (
            id int PRIMARY KEY AUTO_INCREMENT, doc json, hidden int DEFAULT 7 INVISIBLE, u char(36) DEFAULT UUID(), day date DEFAULT curdate(), long_text text DEFAULT 'it''s none', kept varchar(5) DEFAULT 'x',
            amount int DEFAULT (1 + 1) CHECK (amount > 0), nothing text DEFAULT NULL, spaces varchar(10), CHECK (hidden > 0), KEY unused (hidden) IGNORED);
        INSERT INTO mine (doc, hidden, spaces) VALUES ('{"name":  "ä"}', 8, 'b '), (NULL, 9, 'b');
        CREATE TABLE other (id int, CHECK (id > 0)); INSERT INTO other VALUES (1);
        """;

    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MariaDb1011, "utf8mb4_0900_ai_ci becomes utf8mb4_uca1400_nopad_ai_ci.")]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MariaDb118, "is put into the words of MariaDB.")]
    [InlineData(MySqlVersion.MariaDb118, MySqlVersion.MySql97, "utf8mb4_uca1400_ai_ci becomes utf8mb4_0900_ai_ci, to which spaces at the end of a text are a difference.")]
    [InlineData(MySqlVersion.MariaDb1011, MySqlVersion.MySql97, "is put into the words of MySQL.")]
    public async Task What_both_have_arrives_with_every_row(MySqlVersion from, MySqlVersion to, string note)
    {
        MySqlServer source = await MySqlServer.GetAsync(from);
        MySqlServer target = await MySqlServer.GetAsync(to);
        string database = await source.CreateDatabaseAsync("crossing", from == MySqlVersion.MariaDb118 ? "COLLATE utf8mb4_uca1400_ai_ci" : "CHARACTER SET utf8mb4");
        await source.LoadAsync(database, Common + (source.IsMariaDb ? OfMariaDb : OfMySql));
        BackupInfo backup = await BackUpAsync(source.Connection(database));
        string restored = $"crossed_{Guid.NewGuid():n}";
        RestoreResult result = await RestoreAsync(backup, target.Connection(restored), verify: true);
        Assert.True(result.Verified);
        Assert.Contains(result.Warnings, w => w.EndsWith(note, StringComparison.Ordinal));

        Assert.Equal(await RowsAsync(source, database), await RowsAsync(target, restored));
        Assert.Equal("4", await target.ScalarAsync(restored, "SELECT doubled(2)"));
        await target.ExecuteAsync(restored, "CALL add_parent('new')", "INSERT INTO mine () VALUES ()");
        Assert.Equal("NEW", await target.ScalarAsync(restored, "SELECT name FROM named WHERE name LIKE 'n%'"));
        Assert.Equal("1", await target.ScalarAsync(restored, "SELECT COUNT(*) FROM mine WHERE LENGTH(u) = 36 AND hidden = 7 AND long_text LIKE '%none'"));
        Assert.Equal("nightly", await target.ScalarAsync(null, $"SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '{restored}'"));
        Assert.Equal("2", await target.ScalarAsync(null, $"SELECT COUNT(*) FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = '{restored}' AND TABLE_NAME = 'parts'"));
        Assert.Equal("NO", await target.ScalarAsync(
            null,
            target.IsMariaDb
                ? $"SELECT IF(IGNORED = 'YES', 'NO', 'YES') FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = '{restored}' AND INDEX_NAME = 'unused'"
                : $"SELECT IS_VISIBLE FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = '{restored}' AND INDEX_NAME = 'unused'"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MariaDb118, "CREATE TABLE bad (a int, KEY up ((a + 1)), CONSTRAINT lax CHECK (a > 0) NOT ENFORCED, g geometry SRID 4326, w varchar(5) COLLATE utf8mb4_ja_0900_as_cs)",
        "the table 'bad': the column 'g' that is bound to SRID 4326; the table 'bad': the functional index 'up'; the table 'bad': the constraint 'lax' that is not enforced; the table 'bad': the collation utf8mb4_ja_0900_as_cs")]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MariaDb1011, "CREATE TABLE bad (a int, v vector(3), t text, FULLTEXT KEY words (t) WITH PARSER ngram)",
        "the table 'bad': the column 'v' of the type VECTOR; the table 'bad': the full-text index 'words' with the parser ngram")]
    [InlineData(MySqlVersion.MariaDb118, MySqlVersion.MySql97, "CREATE SEQUENCE counter; CREATE TABLE bad (a int DEFAULT nextval(counter), u uuid, i inet6) WITH SYSTEM VERSIONING",
        "the sequence 'counter': what it is: there are no sequences; the table 'bad': the default of the column 'a', which takes a sequence's next number; the table 'bad': the column 'u' of the type UUID; "
        + "the table 'bad': the column 'i' of the type INET6; the table 'bad': versioning by the system, with its history")]
    [InlineData(MySqlVersion.MariaDb1011, MySqlVersion.MySql97, "CREATE TABLE bad (a int COMPRESSED, b text COMPRESSED, f date, t date, PERIOD FOR p (f, t), UNIQUE KEY k (a, p WITHOUT OVERLAPS))",
        "the compressed column 'b'")]
    public async Task What_has_no_counterpart_is_refused_with_a_list(MySqlVersion from, MySqlVersion to, string sql, string said)
    {
        MySqlServer source = await MySqlServer.GetAsync(from);
        MySqlServer target = await MySqlServer.GetAsync(to);
        string database = await source.CreateDatabaseAsync("not_crossing", "CHARACTER SET utf8mb4");
        if (from == MySqlVersion.MariaDb1011)
            sql = sql.Replace("a int COMPRESSED", "a int", StringComparison.Ordinal);
        await source.LoadAsync(database, sql + "; CREATE TABLE good (a int); INSERT INTO good VALUES (5)");
        BackupInfo backup = await BackUpAsync(source.Connection(database));
        string restored = $"crossed_{Guid.NewGuid():n}";
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(backup, target.Connection(restored), verify: false));
        Assert.Equal(ErrorCode.CapabilityMissing, error.Code);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal("0", await target.ScalarAsync(null, $"SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '{restored}'"));

        // What is left out needs no counterpart.
        await RestoreAsync(backup, target.Connection(restored), verify: true, new ObjectSelection { Tables = ["good"] });
        Assert.Equal("5", await target.ScalarAsync(restored, "SELECT a FROM good"));
    }

    [Theory]
    [InlineData(MySqlVersion.MariaDb118, MySqlVersion.MySql97, "SET sql_mode = 'ORACLE'", "the sql_mode ORACLE that it was made under")]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MariaDb118, "SET sql_mode = 'TIME_TRUNCATE_FRACTIONAL'", "the sql_mode TIME_TRUNCATE_FRACTIONAL that it was made under")]
    public async Task A_program_that_means_something_else_there_is_refused(MySqlVersion from, MySqlVersion to, string mode, string said)
    {
        MySqlServer source = await MySqlServer.GetAsync(from);
        string database = await source.CreateDatabaseAsync("modes", "CHARACTER SET utf8mb4");
        await source.LoadAsync(database, $"{mode}; CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = 1;".Replace("CREATE", "CREATE TABLE x (a int); CREATE", StringComparison.Ordinal));
        BackupInfo backup = await BackUpAsync(source.Connection(database));
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            async () => await RestoreAsync(backup, (await MySqlServer.GetAsync(to)).Connection($"crossed_{Guid.NewGuid():n}"), verify: false));
        Assert.Contains($"the trigger 't': {said}", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The rows as each product's own client shows them, bytes in hexadecimal.</summary>
    private static async Task<string> RowsAsync(MySqlServer server, string database) => await server.LoadAsync(
        database,
        """
        SET SESSION time_zone = '+00:00';
        SELECT id, HEX(name), seen FROM parents ORDER BY id;
        SELECT id, f, d, n, HEX(b), y, da, dt, t, HEX(e), HEX(s), HEX(bl), HEX(vb), HEX(c), HEX(w), ST_AsText(g), ST_AsText(p), parent, twice, later FROM kinds ORDER BY id;
        SELECT * FROM parts ORDER BY id;
        SELECT id, HEX(doc), hidden, HEX(long_text) FROM mine ORDER BY id;
        SELECT HEX(name), kinds FROM named ORDER BY 1;
        """);

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage] }, Token)).Backups[0];

    private Task<RestoreResult> RestoreAsync(BackupInfo backup, DbConnectionInfo target, bool verify, ObjectSelection? selection = null) => RestoreJob.RunAsync(
        BuiltIn.Components,
        new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = target, Verify = verify, Selection = selection ?? ObjectSelection.Everything },
        Token);
}
