using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.SelectedSample;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>
/// Schemas and tables of the sample <c>wide</c>: all that pg_dump makes of the choice comes back as it was, and what comes
/// along because that needs it is as it was too.
/// </summary>
public sealed class SelectedNamesTests
{
    [Theory]
    [InlineData(18, Way.AtBackup)]
    [InlineData(15, Way.AtRestore)]
    [InlineData(18, Way.IntoEmptyDatabase)]
    public Task A_schema(int version, Way way) => CheckAsync(
        version, way, new ObjectSelection { Schemas = ["bt"] }, ["-n", "bt"], ["PUBLICATION TABLE"], ["EXTENSION -.hstore", "EXTENSION -.citext"],
        ["EXTENSION -.dblink", "TABLE public.table", "SCHEMA -.empty_schema", "CAST -.CAST (integer AS bt.mood)", "SERVER -.odd server"]);

    [Theory]
    [InlineData(15, Way.AtBackup, "bt.everything", "TYPE bt.mood", "TABLE bt.parent")]
    [InlineData(18, Way.AtRestore, "bt.duck", "TABLE DATA bt.animal", "TABLE bt.dog")]
    [InlineData(18, Way.IntoEmptyDatabase, "bt.measure_ab", "TABLE DATA bt.measure_ab_1_0", "TABLE bt.measure")]
    [InlineData(18, Way.AtRestore, "bt.mv_view", "VIEW bt.over_function", "TABLE bt.parent")]
    [InlineData(15, Way.AtRestore, "bt.circle_1", "VIEW bt.circle_2", "TABLE bt.parent")]
    [InlineData(18, Way.AtBackup, "bt.remote_table", "SERVER -.remote", "SERVER -.files")]
    [InlineData(18, Way.AtRestore, "Odd Schema.1.Odd \"Table\" ünï", "SCHEMA -.Odd Schema.1", "SCHEMA -.bt")]
    public Task A_table(int version, Way way, string table, string comesAlong, string stays) => CheckAsync(
        version, way, new ObjectSelection { Tables = [table] }, ["-t", Pattern(table)],
        ["PUBLICATION TABLE", "FK CONSTRAINT", "TABLE ATTACH", "INDEX ATTACH", "CONSTRAINT"], [comesAlong], [stays]);

    [Theory]
    [InlineData(15, Way.AtRestore, "bt.everything")]
    [InlineData(18, Way.AtBackup, "bt.measure")]
    [InlineData(18, Way.IntoEmptyDatabase, "bt.animal")]
    [InlineData(18, Way.AtRestore, "bt.parent")]
    public async Task Without_a_table_it_is_as_if_it_had_been_dropped(int version, Way way, string table)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, new ObjectSelection { ExcludedTables = [table] });
        string dropped = await DumpComparison.CopyAsync(server, server, original, server);
        await server.PsqlAsync(dropped, $"SET client_min_messages = warning; DROP TABLE {table} CASCADE");
        await DumpComparison.AssertSameAsync(server, dropped, server, restored);
    }

    private static async Task CheckAsync(
        int version, Way way, ObjectSelection selection, string[] arguments, string[] mayMiss, string[] comesAlong, string[] stays)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, selection);
        DumpComparisonOptions part = new() { OriginalArguments = arguments };
        IReadOnlyList<DumpDifference> ofPart = await DumpComparison.CompareAsync(server, original, server, restored, part);
        Assert.Empty(ofPart.Where(d => d.Original is { } missing && !mayMiss.Contains(missing.Type)).Select(d => d.ToString()));
        IReadOnlyList<DumpDifference> ofAll = await DumpComparison.CompareAsync(server, original, server, restored);
        Assert.Empty(ofAll.Where(d => d.Restored is not null).Select(d => d.ToString()));
        HashSet<string> missing = [.. ofAll.Select(d => d.Original!.Title)];
        Assert.DoesNotContain(comesAlong, missing.Contains);
        Assert.Empty(stays.Except(missing));
    }

    private static string Pattern(string table)
    {
        int dot = table.LastIndexOf('.');
        return string.Join('.', new[] { table[..dot], table[(dot + 1)..] }.Select(n => $"\"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
    }
}
