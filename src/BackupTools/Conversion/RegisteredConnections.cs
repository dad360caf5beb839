using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Conversion;

/// <summary>
/// Finds registered connections by what was typed. A URI and a text with a separator are never a name, and a file of that name in
/// the current location comes first.
/// </summary>
internal static class RegisteredConnections
{
    /// <summary>Those of this user.</summary>
    public static ConnectionStore Store => new(ConfigurationFolder.Current, BuiltIn.Components);

    /// <summary>The connection of that name; null where there is none, or the text means something else.</summary>
    /// <exception cref="BackupException">Where the file of the connections cannot be understood.</exception>
    public static DbConnectionInfo? Find(SessionState session, string text) =>
        ConnectionName.IsValid(text) && !IsFile(session, text) ? Store.Find(text) : null;

    /// <summary>The connections that a pattern means; none where it cannot be one of names.</summary>
    /// <exception cref="BackupException">Where the file of the connections, or one that is meant, cannot be understood.</exception>
    public static IReadOnlyList<DbConnectionInfo> FindAll(string pattern) => ConnectionName.IsPattern(pattern) ? Store.Find(pattern, e => throw e) : [];

    /// <summary>The names that are near; none where they cannot be read.</summary>
    public static IReadOnlyList<string> Near(string text)
    {
        try
        {
            return ConnectionName.IsValid(text) ? NameSuggestions.Near(text, Store.GetNames()) : [];
        }
        catch (BackupException)
        {
            return []; // A hint is no place to say so.
        }
    }

    private static bool IsFile(SessionState session, string text)
    {
        try
        {
            return File.Exists(LocationResolver.Resolve(session, text));
        }
        catch (BackupException)
        {
            return false; // The current location has no files.
        }
    }
}
