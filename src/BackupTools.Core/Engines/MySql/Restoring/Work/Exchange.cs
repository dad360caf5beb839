using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Work;

/// <summary>The steps by which what was built takes the place of what was there.</summary>
internal static class Exchange
{
    private const int NamedTables = 20;

    /// <summary>Moves tables between databases, with one statement, which a server carries out whole or not at all.</summary>
    public static async Task RenameAsync(
        ControlSession session, IReadOnlyCollection<(string From, string To, string Name)> moves, CancellationToken cancellationToken)
    {
        if (moves.Count == 0)
            return;
        await session.ExecuteAsync("SET SESSION foreign_key_checks = 0", cancellationToken);
        string list = string.Join(", ", moves.Select(m => $"{SqlText.Name(m.From, m.Name)} TO {SqlText.Name(m.To, m.Name)}"));
        await session.ExecuteAsync(
            "RENAME TABLE " + list, cancellationToken,
            $"Exchanging {Figures.Count(moves.Count, "table")} ({string.Join(", ", moves.Select(m => m.Name).Distinct().Take(NamedTables))})");
    }

    /// <summary>Drops objects of the session's database, the last first.</summary>
    public static async Task DropAsync(ControlSession session, IEnumerable<SchemaEntry> entries, CancellationToken cancellationToken)
    {
        foreach (SchemaEntry entry in entries.Reverse())
        {
            // Servers before 11 know packages in this mode only.
            bool isPackage = entry.Kind is ItemKind.Package or ItemKind.PackageBody;
            if (isPackage)
                await session.ExecuteAsync("SET SESSION sql_mode = 'ORACLE'", cancellationToken);
            await session.ExecuteAsync($"DROP {entry.Traits.Keyword} IF EXISTS {SqlText.Name(entry.Name)}", cancellationToken);
            if (isPackage)
                await session.ExecuteAsync("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'", cancellationToken);
        }
    }

    /// <summary>Makes triggers again that were dropped.</summary>
    public static async Task MakeTriggersAsync(RestoreScope scope, IEnumerable<SchemaEntry> triggers, DatabaseCollation collation)
    {
        await using DefinitionSession session = await DefinitionSession.OpenAsync(
            scope.Server with { Database = scope.Target }, scope.State.Version, scope.LockTimeout, collation.Collation, CancellationToken.None);
        foreach (SchemaEntry trigger in triggers)
        {
            await session.ExecuteAsync($"DROP TRIGGER IF EXISTS {SqlText.Name(trigger.Name)}", CancellationToken.None);
            await session.MakeAsync(trigger, trigger.Create, CancellationToken.None);
        }
    }
}
