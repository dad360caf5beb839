using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.ReplaceFixture;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Tables of an existing database are replaced in it; pg_dump says what has changed.</summary>
public sealed class ReplaceTablesTests
{
    [Theory]
    [InlineData("music", 15)]
    [InlineData("music", 18)]
    [InlineData("rental", 15)]
    [InlineData("rental", 18)]
    [InlineData("wide", 15)]
    [InlineData("wide", 18)]
    public async Task A_table_that_is_replaced_by_itself_changes_nothing(string sample, int version)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string name = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await BackUpAsync(server, name);
        string before = await CopyAsync(server, name);
        string tables = await server.PsqlAsync(name, "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_|^information_schema$' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1");
        foreach (string table in tables.Split('\n'))
            await ReplaceAsync(server, name, archive, verify: true, table);
        // A copy that the server makes of a database has no subscriptions.
        await DumpComparison.AssertSameAsync(
            server, before, server, name, new DumpComparisonOptions { IsMeaningless = e => e.Type == "SUBSCRIPTION" || e.Name.StartsWith("SUBSCRIPTION ", StringComparison.Ordinal) });
    }

    [Theory]
    [InlineData("music", 15)]
    [InlineData("rental", 18)]
    public async Task All_tables_together_are_what_they_were_when_they_were_backed_up(string sample, int version)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string name = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await BackUpAsync(server, name);
        string before = await CopyAsync(server, name);
        await server.PsqlAsync(name, "DO $$DECLARE t record; BEGIN SET LOCAL session_replication_role = replica; FOR t IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace LOOP EXECUTE 'DELETE FROM ONLY ' || t.name; END LOOP; END$$");
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace, Selection = new() { Tables = ["public.*"] } }, archive);
        Assert.True(outcome.Replaced);
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }
}
