using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Restoring.Loading;

/// <summary>The time at which a row of a system-versioned table ends, on a server that may know later times than the one it comes from.</summary>
internal static class RowEnd
{
    private const string Before115 = "2038-01-19 03:14:07.999999";
    private const string From115 = "2106-02-07 06:28:15.999999";

    /// <summary>The expression for a value: what is valid now is valid to the last time that the server knows.</summary>
    public static string Of(string value, ServerVersion version) =>
        $"IF({value} IN ('{Before115}', '{From115}'), '{(version.IsMariaDbFrom(11, 5) ? From115 : Before115)}', {value})";
}
