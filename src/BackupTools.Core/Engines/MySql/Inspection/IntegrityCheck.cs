using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Inspection;

/// <summary>Lets the server check every table (<c>CHECK TABLE</c>).</summary>
internal static class IntegrityCheck
{
    /// <summary>What is wrong, one sentence each; empty where nothing is.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        ServerSettings settings = SessionOpening.WithDatabase(connection);
        await using ControlSession session = await ControlSession.OpenAsync(settings, connection.LockTimeout, cancellationToken);
        List<string> problems = [];
        foreach (StoredRelation table in await TableReader.ReadRelationsAsync(session, settings.Database!, cancellationToken))
        {
            if (!table.IsTable || StorageEngines.IsOfOthers(table.Engine))
                continue;
            List<(string Type, string Text)> said = await session.QueryAsync(
                $"CHECK TABLE {SqlText.Name(table.Name)}", row => (row.TextOrEmpty(2), row.TextOrEmpty(3)), cancellationToken);
            problems.AddRange(said.Where(s => s.Type is "error" or "warning")
                .Select(s => $"The server says of the table '{table.Name}': {ShownText.Clean(s.Text).TrimEnd('.')}."));
        }

        return problems;
    }
}
