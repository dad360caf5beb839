using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// A check that the rows do not keep, although the original had both: its function reads other rows, or it was changed since. The rows
/// are worth more, so the constraint is made for those to come only.
/// </summary>
internal static class UncheckedConstraint
{
    private const string NotValid = " NOT VALID";

    /// <summary>The statement that adds the constraint without looking at the rows; null where that is not the matter.</summary>
    /// <param name="entry">The entry that the statement is of.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="error">Why the server refused it.</param>
    public static string? Of(SchemaEntry entry, string statement, ServerException error)
    {
        string text = statement.TrimEnd().TrimEnd(';');
        bool isOfRows = error.SqlState == SqlState.CheckViolation || error.SqlState.StartsWith(SqlState.RaisedExceptionClass, StringComparison.Ordinal)
            || (error.SqlState == SqlState.FeatureNotSupported && text.StartsWith("ALTER DOMAIN ", StringComparison.Ordinal));
        return isOfRows && entry.Kind == ItemKind.CheckConstraint && text.StartsWith("ALTER ", StringComparison.Ordinal)
            && text.Contains(" ADD CONSTRAINT ", StringComparison.Ordinal) && !text.EndsWith(NotValid, StringComparison.Ordinal)
            ? $"{text}{NotValid};\n" : null;
    }
}
