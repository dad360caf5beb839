using System.Data.Common;

namespace BackupTools.Engines.Shared;

/// <summary>The connection strings of .NET: <c>Name=value;Name='a;b'</c>.</summary>
internal static class PairText
{
    /// <summary>The pairs; null where the text is none of at least one pair and a semicolon.</summary>
    public static DbConnectionStringBuilder? TryParse(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal) || !text.Contains(';', StringComparison.Ordinal))
            return null;
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
