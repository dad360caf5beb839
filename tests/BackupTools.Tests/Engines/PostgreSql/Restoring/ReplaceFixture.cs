using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>What tests of replaced tables need.</summary>
internal static class ReplaceFixture
{
    /// <summary>Makes another database with the same content.</summary>
    public static async Task<string> CopyAsync(PostgresServer server, string database)
    {
        string copy = NewName("before");
        await server.UntilAsync($"SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = '{database}'");
        await server.PsqlAsync("postgres", $"CREATE DATABASE \"{copy}\" TEMPLATE \"{database}\"");
        return copy;
    }

    /// <summary>Replaces tables in a database.</summary>
    public static Task<RestoreOutcome> ReplaceAsync(
        PostgresServer server, string database, IArchiveContents archive, bool verify, params string[] tables) => RestoreAsync(
            Request(server, database) with { IfExists = IfExists.Replace, Verify = verify, Selection = new() { Tables = tables } }, archive);
}
