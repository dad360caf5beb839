using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Reading;

/// <summary>A backup says what a restore will not find with an empty search path.</summary>
public sealed class UnqualifiedNamesTests : ReadingTest
{
    private const string Helper = "CREATE FUNCTION helper(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)'; CREATE TABLE rates(x int);";

    [Theory]
    [InlineData("SELECT helper($1) || '-x'", "", "helper")]
    [InlineData("SELECT \"helper\" ($1)", "", "\"helper\"")]
    [InlineData("SELECT $1 || (SELECT max(x) FROM rates)", "", "rates")]
    [InlineData("SELECT public.helper($1) || (SELECT max(x) FROM public.rates)", "", null)]
    [InlineData("SELECT helper($1)", "SET search_path = public", null)]
    [InlineData("SELECT $1 || 'helper(x) from rates' -- helper(t) from rates", "", null)]
    [InlineData("SELECT lower($1) /* helper(t) */", "", null)]
    public async Task Of_a_function_that_an_index_needs(string body, string setting, string? named)
    {
        string found = await WarningsAsync(
            $"{Helper} CREATE FUNCTION f(t text) RETURNS text LANGUAGE sql IMMUTABLE {setting} AS $b$ {body} $b$; "
            + "CREATE TABLE t(a text); CREATE INDEX i ON t (f(a));");

        if (named is null)
        {
            Assert.Empty(found);
            return;
        }

        Assert.Contains("public.f(", found, StringComparison.Ordinal);
        Assert.Contains($"without a schema: {named}.", found, StringComparison.Ordinal);
        Assert.Contains("public.i", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE t(a text, s text GENERATED ALWAYS AS (f(a)) STORED);", true)]
    [InlineData("CREATE TABLE t(a text CHECK (f(a) <> ''));", true)]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT f('A');", true)]
    [InlineData("CREATE VIEW v AS SELECT f('A');", false)]
    [InlineData("CREATE TABLE t(a text DEFAULT f('A'));", false)]
    public async Task Where_a_restore_runs_it(string user, bool isSaid)
    {
        string found = await WarningsAsync(
            $"{Helper} CREATE FUNCTION f(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $b$ BEGIN RETURN helper(t); END $b$; {user}");

        Assert.Equal(isSaid, found.Contains("without a schema: helper.", StringComparison.Ordinal));
    }

    private static async Task<string> WarningsAsync(string sql)
    {
        (PostgresServer server, string database) = await CreateAsync(15, sql);
        BackupJobResult result = await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(database), Storages = [new MemoryStorage()] }, Token);
        return string.Join('\n', result.Warnings);
    }
}
