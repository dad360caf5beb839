using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

public sealed class ForeignStatementTests
{
    [Fact]
    public async Task A_statement_that_no_backup_writes_is_refused_everywhere_before_the_first_one_runs()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string marker = NewName("marker");
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(
            ItemKind.Function, "f()",
            $"CREATE FUNCTION \"shop\".\"f\"() RETURNS integer LANGUAGE sql AS 'SELECT 1';\nCOPY (SELECT 1) TO PROGRAM 'touch /tmp/{marker}';\n", dependsOn: [0]);
        string name = NewName();
        BackupException error = await FailsAsync(ErrorCode.ForeignStatement, () => RestoreAsync(Request(server, name), archive));
        Assert.Contains("in the function 'shop.f()': COPY (SELECT 1) TO PROGRAM", error.Message, StringComparison.Ordinal);
        Assert.Contains("-AllowForeignStatement", error.Remedy, StringComparison.Ordinal);
        await FailsAsync(ErrorCode.ForeignStatement, () => SqlExport.RunAsync(archive, new ExportRequest(), Stream.Null, null, Token));
        await FailsAsync(ErrorCode.ForeignStatement, () => new PostgreSqlEngine().CheckArchiveAsync(archive, false, Token));
        Assert.Equal("", await DatabasesAsync(server, name));
        Assert.Equal("f", await ExistsAsync());

        (await new PostgreSqlEngine().CheckArchiveAsync(archive, true, Token)).Dispose();
        await RestoreAsync(Request(server, name) with { AllowForeignStatements = true }, archive);
        Assert.Equal("t", await ExistsAsync());

        Task<string> ExistsAsync() => server.PsqlAsync("postgres", $"SELECT (pg_stat_file('/tmp/{marker}', true)).size IS NOT NULL");
    }
}
