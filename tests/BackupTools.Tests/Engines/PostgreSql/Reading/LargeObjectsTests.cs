using System.Globalization;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Reading;

/// <summary>Large objects come in pieces that make them anew.</summary>
public sealed class LargeObjectsTests : ReadingTest
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_is_read_makes_the_same_objects_again(int version)
    {
        (PostgresServer server, string database) = await CreateAsync(
            version,
            """
            SELECT lo_from_bytea(1001, 'short');
            SELECT lo_create(1002);
            SELECT lo_from_bytea(1003, convert_to(repeat('0123456789abcdef', 40000), 'UTF8'));
            SELECT lo_create(1004);
            SELECT lo_put(1004, 3000000, 'after a hole');
            SELECT lo_from_bytea(1005, decode(repeat('00', 600000), 'hex'));
            SELECT lo_from_bytea(1006, decode(repeat('ff', 262144), 'hex'));
            """);
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        Drained drained = await DrainAsync(source);
        ArchiveObject only = Assert.Single(source.Objects);
        Assert.Equal(("largeobjects", "pg_catalog", "pg_largeobject"), (only.Kind, only.Schema, only.Name));
        string[] rows = drained.Texts["pg_catalog.pg_largeobject"].TrimEnd('\n').Split('\n');
        Assert.Equal(rows.Length, drained.Contents["pg_catalog.pg_largeobject"].Rows);
        Assert.Equal(["1001", "1003", "1004", "1005", "1006"], rows.Select(r => r.Split('\t')[0]).Distinct().Order());
        Assert.DoesNotContain(rows, r => r.StartsWith("1004\t0\t", StringComparison.Ordinal));

        string copy = await server.CreateDatabaseAsync("copy");
        await server.PsqlAsync(copy, "SELECT lo_create(o) FROM generate_series(1001, 1006) o;");
        await server.PsqlAsync(copy, "CREATE TABLE p (o oid, s int8, d bytea); COPY p FROM STDIN;\n" + string.Join('\n', rows) + "\n\\.\nSELECT lo_put(o, s, d) FROM p; DROP TABLE p;");
        const string All = "SELECT oid, length(lo_get(oid)), md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid";
        Assert.Equal(await server.PsqlAsync(database, All), await server.PsqlAsync(copy, All));
        TableContent again = Assert.Single(await Engine.ReadContentAsync(server.Connection(copy), source.Objects, Token));
        Assert.Equal(drained.Contents["pg_catalog.pg_largeobject"], again);
    }

    [Fact]
    public async Task Many_are_read_by_an_ordinary_owner()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("reading");
        string role = database + "_owner";
        await server.PsqlAsync(
            database,
            $"CREATE ROLE \"{role}\" LOGIN; ALTER DATABASE \"{database}\" OWNER TO \"{role}\"; SET ROLE \"{role}\"; SELECT count(lo_from_bytea(0, convert_to('object ' || i, 'UTF8'))) FROM generate_series(1, 20000) i");
        await using IBackupSource source = await OpenAsync(server.Connection(database, role));
        Drained drained = await DrainAsync(source);
        Assert.Equal(20000, drained.Contents["pg_catalog.pg_largeobject"].Rows);
        Assert.Equal(20000, drained.Texts["pg_catalog.pg_largeobject"].Split('\n').Select(r => r.Split('\t')[^1]).Where(d => d.StartsWith(@"\\x", StringComparison.Ordinal)).Distinct().Count());
        await server.PsqlAsync(database, "SELECT lo_from_bytea(77, 'not his')");
        await using IBackupSource denied = await OpenAsync(server.Connection(database, role));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => DrainAsync(denied));
        Assert.Equal(ErrorCode.DatabaseAccessDenied, error.Code);
        Assert.Contains(77.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }
}
