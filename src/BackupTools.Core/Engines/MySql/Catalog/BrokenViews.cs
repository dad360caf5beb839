using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>
/// Views that do not work: what they are made of is gone, or they are made of each other. Servers keep their text, and do not take it
/// again.
/// </summary>
internal static class BrokenViews
{
    private static readonly int[] Reasons =
    [
        ErrorNumber.ViewInvalid, ErrorNumber.ViewRecursive, ErrorNumber.NoSuchTable, ErrorNumber.UnknownColumn, ErrorNumber.UnknownRoutine, ErrorNumber.UnknownDefiner,
    ];

    /// <summary>True where a server says that a view does not work, or cannot be made.</summary>
    public static bool Tells(BackupException error) => error.InnerException is ServerException server && Reasons.Contains(server.Number);

    /// <summary>The entries, with those of broken views marked, and a sentence about each.</summary>
    public static async Task<(IReadOnlyList<SchemaEntry> Entries, IReadOnlyList<string> Warnings)> MarkAsync(
        ControlSession session, IReadOnlyList<SchemaEntry> entries, CancellationToken cancellationToken)
    {
        List<SchemaEntry> result = [];
        List<string> warnings = [];
        foreach (SchemaEntry entry in entries)
        {
            string? fault = entry.Kind == ItemKind.View ? await FindFaultAsync(session, entry.Name, cancellationToken) : null;
            result.Add(fault is null ? entry : entry with { IsBroken = true });
            if (fault is not null)
                warnings.Add($"The view '{entry.Name}' does not work, so that a restore leaves it out where it cannot be made: {fault}.");
        }

        return (result, warnings);
    }

    private static async Task<string?> FindFaultAsync(ControlSession session, string view, CancellationToken cancellationToken)
    {
        try
        {
            await session.QueryAsync($"SHOW COLUMNS FROM {SqlText.Name(view)}", _ => true, cancellationToken);
            return null;
        }
        catch (BackupException e) when (Tells(e))
        {
            return ((ServerException)e.InnerException!).Description;
        }
    }
}
