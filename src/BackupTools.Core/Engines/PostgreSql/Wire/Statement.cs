using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>What both clients do with the text of a statement.</summary>
internal static class Statement
{
    private const int LongestShown = 100;

    /// <summary>How an error names it: by its beginning.</summary>
    public static string Describe(string sql)
    {
        string line = sql.Split('\n', 2)[0];
        return $"The statement '{(line.Length > LongestShown ? line[..LongestShown] + "…" : line)}'";
    }

    /// <summary>Refuses a text that would end before its end.</summary>
    public static void CheckNoNul(string sql)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
            throw new BackupException(ErrorCode.InvalidArgument, $"{Describe(sql.Replace('\0', '?'))} has a NUL character.");
    }

    /// <summary>The text in the encoding of a session.</summary>
    /// <exception cref="BackupException">Where it has a NUL character, or one that the encoding has not.</exception>
    public static byte[] Encode(string sql, Encoding encoding, string database)
    {
        CheckNoNul(sql);
        try
        {
            return encoding.GetBytes(ServerEncodings.Write(sql, encoding));
        }
        catch (EncoderFallbackException e)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing,
                $"{Describe(sql)} has the character U+{(int)e.CharUnknown:X4}, which cannot be written in the encoding of the database '{database}'.",
                "", database, e);
        }
    }

    /// <summary>The count in a tag such as <c>COPY 5</c>; -1 where there is none.</summary>
    public static long RowsOf(ReadOnlySpan<byte> tag)
    {
        string[] words = Encoding.ASCII.GetString(tag).TrimEnd('\0').Split(' ');
        return long.TryParse(words[^1], out long rows) ? rows : -1;
    }
}
