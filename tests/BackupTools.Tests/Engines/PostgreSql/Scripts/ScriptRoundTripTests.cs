using System.Text;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;

namespace BackupTools.Tests.Engines.PostgreSql.Scripts;

/// <summary>Scripts of pg_dump and of our own export, run in a new database: pg_dump must say the same of it as of the original.</summary>
public sealed class ScriptRoundTripTests
{
    [Theory]
    [InlineData("wide", 15, "")]
    [InlineData("wide", 18, "")]
    [InlineData("wide", 15, "--column-inserts")]
    [InlineData("wide", 18, "--column-inserts")]
    [InlineData("types", 15, "")]
    [InlineData("types", 18, "--column-inserts --rows-per-insert=7")]
    [InlineData("names", 15, "")]
    [InlineData("music", 15, "--clean --if-exists")]
    [InlineData("music", 18, "--inserts")]
    [InlineData("rental", 15, "--no-sync")]
    [InlineData("rental", 18, "--clean --if-exists")]
    [InlineData("latin1", 15, "")]
    [InlineData("latin1", 18, "--encoding=UTF8")]
    [InlineData("euc_jp", 15, "")]
    [InlineData("sql_ascii", 15, "")]
    public async Task What_pg_dump_writes_is_restored(string sample, int version, string arguments)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string original = await Fixture.CreateAsync(server, sample);
        byte[] script = await server.DumpFromAsync(server, original, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string copy = await server.CreateDatabaseAsync("script", OptionsOf(sample));
        ScriptOutcome outcome = await ScriptFixture.RunAsync(server, copy, script);
        Assert.True(outcome.Statements > 20);
        if (!arguments.Contains("inserts", StringComparison.Ordinal))
        {
            await DumpComparison.AssertSameAsync(server, original, server, copy);
            return;
        }

        // What INSERT cannot carry (a float's last digit) is pg_dump's; what psql makes of the script is what we have to make.
        string judge = await server.CreateDatabaseAsync("judge", OptionsOf(sample));
        await server.LoadAsync(judge, script);
        await DumpComparison.AssertSameAsync(server, judge, server, copy);
    }

    [Theory]
    [InlineData("music", 15)]
    [InlineData("rental", 18)]
    public async Task A_database_is_made_where_there_is_none(string sample, int version)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string original = await Fixture.CreateAsync(server, sample);
        byte[] script = await server.DumpFromAsync(server, original);
        string copy = RestoreFixture.NewName("made");
        await ScriptFixture.RunAsync(server, copy, script);
        string judge = await server.CreateDatabaseAsync("judge", OptionsOf(sample));
        await server.LoadAsync(judge, script);
        Assert.Equal(await server.DumpAsync(judge, "--restrict-key=x"), await server.DumpAsync(copy, "--restrict-key=x"));
        Assert.Equal("t", await server.PsqlAsync("postgres", $"SELECT shobj_description(oid, 'pg_database') IS NULL FROM pg_database WHERE datname = '{copy}'"));
    }

    [Theory]
    [InlineData("wide", 15)]
    [InlineData("wide", 18)]
    [InlineData("latin1", 15)]
    [InlineData("sql_ascii", 15)]
    [InlineData("rental", 18)]
    public async Task What_an_export_writes_is_restored(string sample, int version)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string original = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await RestoreFixture.BackUpAsync(server, original, chunkSize: 64 * 1024);
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, TestContext.Current.CancellationToken);
        string copy = await server.CreateDatabaseAsync("script", OptionsOf(sample));
        await ScriptFixture.RunAsync(server, copy, script.ToArray());
        await DumpComparison.AssertSameAsync(server, original, server, copy);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_script_that_cleans_up_first_runs_in_what_it_is_of(int version)
    {
        PostgresServer server = await Fixture.GetServerAsync("music", version);
        string original = await Fixture.CreateAsync(server, "music");
        string copy = await Fixture.CreateAsync(server, "music");
        await ScriptFixture.RunAsync(server, copy, await server.DumpFromAsync(server, original, "--clean", "--if-exists"), IfExists.Append);
        await DumpComparison.AssertSameAsync(server, original, server, copy);
    }

    [Fact]
    public async Task Bytes_arrive_in_the_encoding_that_the_script_sets()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("enc", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        byte[] script = Encoding.Latin1.GetBytes("SET client_encoding = 'LATIN1';\nCREATE TABLE public.\"tür\" (a text);\nINSERT INTO public.\"tür\" VALUES ('é;''');\nCOPY public.\"tür\" FROM stdin;\nü\n\\.\n");
        await ScriptFixture.RunAsync(server, database, script);
        Assert.Equal("é;'\nü", await server.PsqlAsync(database, "SELECT a FROM \"tür\" ORDER BY a COLLATE \"C\""));
    }

    private static string OptionsOf(string sample) => sample switch
    {
        "latin1" => "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'",
        "euc_jp" => "TEMPLATE template0 ENCODING 'EUC_JP' LOCALE 'C'",
        "sql_ascii" => "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'",
        _ => "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
    };
}
