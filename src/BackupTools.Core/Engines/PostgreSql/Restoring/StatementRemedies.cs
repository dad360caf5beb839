using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>What to do about a statement that the server refused and of which it says nothing itself. Advice is given only where it can help.</summary>
internal static class StatementRemedies
{
    private const string UndefinedFile = "58P01";

    /// <summary>What speaks of the server's own state, and of no object: classes of SQLSTATE, and single ones.</summary>
    private static readonly string[] OfServer = ["08", "40", "53", "57", "58", "F0", "25006", "55006", "55P03", "XX001", "XX002"];

    /// <summary>The remedy; empty where there is nothing to advise.</summary>
    /// <param name="entry">What could not be made.</param>
    /// <param name="sqlState">What the server said; null where it was not the server that failed.</param>
    /// <param name="canSkip">True where the restore can leave it out by itself.</param>
    public static string Of(SchemaEntry entry, string? sqlState, bool canSkip = false)
    {
        if (sqlState is null)
            return "";
        if (sqlState == UndefinedFile && entry.Kind is (ItemKind.Function or ItemKind.Procedure or ItemKind.Extension or ItemKind.Language))
            return $"Install the library that it names on the server. {LeavingOut(entry)}";
        return IsOfServer(sqlState)
            ? "The server itself is at fault, and not what was to be restored: its log says more. Try again when it is in order."
            : (canSkip && LeavingOut(entry).Length > 0 ? "To leave out what is refused, say -OnObjectError Skip. " : "") + LeavingOut(entry);
    }

    /// <summary>True where an error speaks of the server's own state, and of no object.</summary>
    /// <param name="sqlState">The SQLSTATE.</param>
    public static bool IsOfServer(string sqlState) => OfServer.Any(s => sqlState.StartsWith(s, StringComparison.Ordinal));

    /// <summary>How to restore everything else. Who may see which rows is nothing to leave out lightly.</summary>
    private static string LeavingOut(SchemaEntry entry) => entry.Kind switch
    {
        ItemKind.Policy or ItemKind.RowSecurity or ItemKind.SequenceState => "",
        ItemKind.Table or ItemKind.View or ItemKind.MaterializedView or ItemKind.MaterializedViewData or ItemKind.ForeignTable =>
            $"To restore without it, and without what needs it, say -ExcludeTable '{entry.Schema}.{entry.Name}'.",
        _ => EntryFeatures.Of(entry.Kind) is { } feature
            ? $"To restore without it and everything of its kind that nothing else needs, say -Exclude {feature}."
            : "",
    };
}
