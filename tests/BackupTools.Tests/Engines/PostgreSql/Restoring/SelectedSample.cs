using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>The sample <c>wide</c>, which has everything, of which parts are backed up or restored.</summary>
public static class SelectedSample
{
    private static readonly Dictionary<int, Lazy<Task<(PostgresServer Server, string Database, FakeArchive Archive)>>> Samples =
        new[] { 15, 18 }.ToDictionary(v => v, v => new Lazy<Task<(PostgresServer, string, FakeArchive)>>(() => MakeAsync(v)));

    /// <summary>Where a selection is applied.</summary>
    public enum Way
    {
        AtBackup,
        AtRestore,
        IntoEmptyDatabase,
    }

    /// <summary>Restores a part of it.</summary>
    internal static async Task<(PostgresServer Server, string Original, string Restored)> RestoreAsync(
        int version, Way way, ObjectSelection selection)
    {
        (PostgresServer server, string original, FakeArchive archive) = await Samples[version].Value;
        if (way == Way.AtBackup)
            archive = await BackUpAsync(server, original, selection);
        string restored = way == Way.IntoEmptyDatabase
            ? await server.CreateDatabaseAsync("filled", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'") : NewName();
        await RestoreFixture.RestoreAsync(
            Request(server, restored) with { Selection = way == Way.AtBackup ? new ObjectSelection() : selection }, archive);
        return (server, original, restored);
    }

    private static async Task<(PostgresServer Server, string Database, FakeArchive Archive)> MakeAsync(int version)
    {
        PostgresServer server = await Fixture.GetServerAsync("wide", version);
        string database = await Fixture.CreateAsync(server, "wide");
        return (server, database, await BackUpAsync(server, database));
    }
}
