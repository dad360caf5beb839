using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Large tables are read in parts by several readers; the figures are those of one reader.</summary>
public sealed class ContentScanTests : SqliteTest
{
    private const string Many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) ";

    [Theory]
    [InlineData(Many + "INSERT INTO t SELECT i, 'row ' || i FROM n")]
    [InlineData(Many + "INSERT INTO t SELECT i * 1000 - 60000000, i FROM n")]
    [InlineData(Many + "INSERT INTO t SELECT i, i FROM n; INSERT INTO t VALUES (-9223372036854775808, 'first'), (9223372036854775807, 'last')")]
    [InlineData("INSERT INTO t VALUES (-9223372036854775808, 'first'), (9223372036854775807, 'last')")]
    [InlineData("INSERT INTO t VALUES (0, 'first'), (100000, 'last')")]
    public async Task Parts_add_up_to_the_whole(string insert)
    {
        SqliteCli.Run(Original, $"""
            CREATE TABLE t (a INTEGER PRIMARY KEY, b);
            CREATE TABLE small (a, b); INSERT INTO small VALUES (1, 2);
            CREATE TABLE empty (a);
            CREATE TABLE keyed (a TEXT PRIMARY KEY, b) WITHOUT ROWID;
            {insert};
            INSERT INTO keyed SELECT a, b FROM t;
            """);
        string[] tables = ["small", "t", "empty", "keyed"];
        List<ArchiveObject> objects = [.. tables.Select(t => new ArchiveObject { Kind = "table", Schema = "main", Name = t })];

        IReadOnlyList<TableContent> inParts = await Engine.ReadContentAsync(Connect(Original), objects, Token);

        using SqliteConnection connection = SqliteConnection.OpenImmutable(SqliteLibrary.Default, Original, Token);
        Assert.True(RowidRange.Divide(connection, "t").Count > 1);
        Assert.Single(RowidRange.Divide(connection, "keyed"));
        RowHasher hasher = new(isUtf8: true);
        Assert.Equal(tables.Select(t => ContentReader.Read(connection, hasher, t, Token)), inParts);
    }
}
