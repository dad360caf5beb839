using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>The queries of views.</summary>
internal static class ViewDefinition
{
    /// <summary>The query as the server gave it, without the semicolon at its end.</summary>
    /// <param name="definition">What the server gave.</param>
    /// <param name="view">The view's name, for the message.</param>
    /// <exception cref="BackupException">Where the server gave none.</exception>
    public static string Checked(string? definition, string view)
    {
        string query = (definition ?? "").TrimEnd();
        if (query.Length == 0)
            throw new BackupException(
                ErrorCode.DatabaseReadFailed, $"The server gave no definition of the view {view}.",
                "The view may have been dropped during the backup; if not, its definition is damaged.", view);
        return query[^1] == ';' ? query[..^1] : query;
    }
}
