using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>What to do about a statement that the server refused and of which it says nothing itself. Advice is given only where it can help.</summary>
internal static class StatementRemedies
{
    /// <summary>The remedy; empty where there is nothing to advise.</summary>
    /// <param name="entry">What could not be made.</param>
    /// <param name="sqlState">What the server said; null where it was not the server that failed.</param>
    /// <param name="canSkip">True where the restore can leave it out by itself.</param>
    public static string Of(SchemaEntry entry, string? sqlState, bool canSkip = false)
    {
        if (sqlState is null)
            return "";
        if (IsMissingLibrary(entry, sqlState))
            return $"Install the library that it names on the server. {LeavingOut(entry)}";
        return SqlState.IsOfServer(sqlState)
            ? "The server itself is at fault, and not what was to be restored: its log says more. Try again when it is in order."
            : (canSkip && LeavingOut(entry).Length > 0 ? $"To leave out what is refused, say {Setting.OnObjectError} Skip. " : "") + LeavingOut(entry);
    }

    /// <summary>True where the server does not have the library that the object names.</summary>
    /// <param name="entry">What could not be made.</param>
    /// <param name="sqlState">What the server said.</param>
    public static bool IsMissingLibrary(SchemaEntry entry, string? sqlState) => sqlState == SqlState.UndefinedFile
        && entry.Kind is ItemKind.Function or ItemKind.Procedure or ItemKind.Extension or ItemKind.Language;

    /// <summary>How to restore everything else. Who may see which rows is nothing to leave out lightly.</summary>
    private static string LeavingOut(SchemaEntry entry)
    {
        if (entry.Traits.GuardsRows || entry.Kind == ItemKind.SequenceState)
            return "";
        if (entry.Traits.HasColumns || entry.Kind == ItemKind.MaterializedViewData)
            return $"To restore without it, and without what needs it, say {Setting.ExcludeTable} '{entry.Schema}.{entry.Name}'.";
        return entry.Traits.Feature is { } feature
            ? $"To restore without it and everything of its kind that nothing else needs, say {Setting.Exclude} {feature}."
            : "";
    }
}
