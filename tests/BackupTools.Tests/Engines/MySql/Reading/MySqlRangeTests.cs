using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Reading;

/// <summary>Tables with keys of every kind, cut into many ranges: every row comes once, and the ranges are the same the next time.</summary>
public sealed class MySqlRangeTests
{
    private const string Numbers = "CREATE TABLE n (i int PRIMARY KEY); INSERT INTO n WITH RECURSIVE r AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 999) SELECT a.i FROM r a;";

    /// <summary>A key's columns, the key, and what makes the values of row <c>i</c>.</summary>
    private static readonly (string Columns, string Key, string Values)[] Keys =
    [
        ("k int", "k", "i"), ("k int", "k", "i - 500"), ("k bigint unsigned", "k", "18446744073709551615 - i"), ("k bigint", "k", "-9223372036854775807 + i * 1000"),
        ("k bigint", "k", "CAST(CONV(SUBSTR(SHA2(i, 256), 1, 15), 16, 10) AS SIGNED) * IF(i % 2, 1, -1)"), ("k int", "k", "IF(i < 500, i, 2000000000 + i)"),
        ("k decimal(20, 5)", "k", "i / 3 - 100"), ("k date", "k", "DATE '2000-01-01' + INTERVAL i DAY"), ("k datetime(3)", "k", "TIMESTAMP '2000-01-01 00:00:00' + INTERVAL i * 1777 SECOND"),
        ("k timestamp", "k", "TIMESTAMP '2000-01-01 00:00:00' + INTERVAL i HOUR"), ("k time", "k", "SEC_TO_TIME(i * 31 - 9999)"),
        ("k varchar(40) CHARACTER SET utf8mb4", "k", "CONCAT(CHAR(65 + i % 26 USING utf8mb4), 'ä 🐬 \\'\\\\', i)"), ("k varchar(20) CHARACTER SET latin1", "k", "CONCAT('ß', i)"),
        ("k char(20) CHARACTER SET utf16", "k", "CONCAT('x', i, 'é')"), ("k binary(8)", "k", "UNHEX(SUBSTR(SHA2(i, 256), 1, 16))"), ("k varbinary(20)", "k", "UNHEX(SUBSTR(SHA2(i, 256), 1, 2 + 2 * (i % 9)))"),
        ("k int, l int", "k, l", "i DIV 10, i % 10"), ("k int, l int", "k, l", "i % 3, i"), ("k varchar(10), l int, m date", "k, l, m", "CONCAT('g', i % 7), i % 11 - 5, DATE '2000-01-01' + INTERVAL i DAY"),
        ("k int, l varchar(20)", "k, l", "7, CONCAT('only one first value ', i)"), ("k enum('a','b','c'), l int", "k, l", "ELT(1 + i % 3, 'a', 'b', 'c'), i"), ("k double", "k", "i / 7e0"), ("k year, l int", "k, l", "1901 + i % 100, i"),
    ];

    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Every_row_comes_once_whatever_the_key_is(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("ranges", "CHARACTER SET utf8mb4");
        string script = "SET sql_mode = '';" + Numbers;
        for (int i = 0; i < Keys.Length; i++)
        {
            (string columns, string key, string values) = Keys[i];
            script += $"CREATE TABLE t{i} ({columns}, filler varchar(300), PRIMARY KEY ({key})) ENGINE = InnoDB STATS_AUTO_RECALC = 0; INSERT IGNORE INTO t{i} SELECT {values}, REPEAT('f', i % 300) FROM n;\n";
        }

        // Keys of NULLs, of what is computed, of a part of a text, and going down.
        script += """
            CREATE TABLE u (a int, b varchar(300), UNIQUE KEY (a)); INSERT INTO u SELECT IF(i % 3 = 0, NULL, i), REPEAT('f', 200) FROM n;
            CREATE TABLE p (a varchar(100) NOT NULL, b varchar(300), UNIQUE KEY (a(5))); INSERT IGNORE INTO p SELECT CONCAT(LPAD(i, 5, '0'), 'rest'), REPEAT('f', 200) FROM n;
            CREATE TABLE w (a int NOT NULL, b varchar(300), UNIQUE KEY one (a)); INSERT INTO w SELECT i * 7, REPEAT('f', 200) FROM n;
            CREATE TABLE none (a int, b varchar(300)); INSERT INTO none SELECT i % 5, REPEAT('f', 200) FROM n;
            ANALYZE TABLE u, p, w, none;
            """ + $"ANALYZE TABLE {string.Join(", ", Enumerable.Range(0, Keys.Length).Select(i => $"t{i}"))};";
        await server.LoadAsync(database, script);

        BackupInfo backup = await BackUpAsync(server.Connection(database));
        string restored = $"ranges_restored_{Guid.NewGuid():n}";
        await RestoreJob.RunAsync(
            BuiltIn.Components, new RestoreJobOptions { Archive = new(_storage, backup.Name), Target = server.Connection(restored), Verify = true }, Token);
        Assert.Equal(
            (await server.ChecksumAsync(database)).OrderBy(p => p.Key, StringComparer.Ordinal), (await server.ChecksumAsync(restored)).OrderBy(p => p.Key, StringComparer.Ordinal));

        ArchiveManifest manifest = await ManifestAsync(backup);
        ILookup<int, ArchiveChunk> chunks = manifest.Chunks.ToLookup(c => c.ObjectIndex);
        string[] cut = [.. manifest.Objects.Where((_, i) => chunks[i].Any(c => c.From is not null)).Select(o => o.Name)];
        Assert.Contains("t0", cut);
        Assert.Contains("t4", cut);
        Assert.Contains("t11", cut);
        Assert.Contains("t18", cut);
        Assert.DoesNotContain("t20", cut);
        Assert.DoesNotContain("t21", cut);
        Assert.DoesNotContain("u", cut);
        Assert.DoesNotContain("none", cut);

        ArchiveManifest again = await ManifestAsync(await BackUpAsync(server.Connection(database)));
        Assert.Equal(
            manifest.Chunks.Select(c => $"{c.ObjectIndex} {c.From} {c.To} {c.RawXxh128}").Order(StringComparer.Ordinal),
            again.Chunks.Select(c => $"{c.ObjectIndex} {c.From} {c.To} {c.RawXxh128}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Statistics_that_know_of_no_rows_make_no_range_of_every_row(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("wrong_statistics", "CHARACTER SET utf8mb4");
        await server.LoadAsync(
            database,
            Numbers + $"""
            CREATE TABLE t (a varchar(40) PRIMARY KEY, b varchar(300)) ENGINE = InnoDB STATS_AUTO_RECALC = 0;
            INSERT INTO t SELECT CONCAT('key ', i), REPEAT('f', 300) FROM n;
            ANALYZE TABLE t;
            UPDATE mysql.innodb_table_stats SET n_rows = 1 WHERE database_name = '{database}' AND table_name = 't';
            FLUSH TABLE t;
            """);
        BackupInfo backup = await BackUpAsync(server.Connection(database));
        ArchiveManifest manifest = await ManifestAsync(backup);
        int index = manifest.Objects.Select((o, i) => (o.Name, i)).First(o => o.Name == "t").i;
        ArchiveChunk[] chunks = [.. manifest.Chunks.Where(c => c.ObjectIndex == index)];
        Assert.Equal(1000, chunks.Sum(c => c.Rows));
        // Of 300 KB and more, in pieces of 6 KB.
        Assert.InRange(chunks.Length, 20, 400);
    }

    private async Task<ArchiveManifest> ManifestAsync(BackupInfo backup)
    {
        await using BackupTools.Archive.ArchiveReader archive = await BackupTools.Archive.ArchiveReader.OpenAsync(
            await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        return archive.Manifest;
    }

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source) => (await BackupJob.RunAsync(
        BuiltIn.Components, new BackupJobOptions { Connection = source, Storages = [_storage], ChunkSize = 6000, Parallelism = 3 }, Token)).Backups[0];
}
