using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>
/// What stands behind <c>/*</c>, by the rules of the server that is to run it: <c>/*!50003 … */</c> is SQL to servers from 5.0.3 on, and
/// <c>/*M! … */</c> to those of MariaDB.
/// </summary>
internal static class VersionComment
{
    /// <summary>How many bytes have to be there to know.</summary>
    public const int LongestBeginning = 12;

    private const int FirstOfMySqlOnly = 50700;
    private const int LastOfMySqlOnly = 99999;

    /// <summary>True where the server runs what is in it.</summary>
    /// <param name="comment">The bytes, with <c>/*</c>.</param>
    /// <param name="server">The server.</param>
    /// <param name="length">How long that is which is no SQL; 0 for a comment of no version.</param>
    public static bool IsRun(ReadOnlySpan<byte> comment, ServerVersion server, out int length)
    {
        bool isMaria = server.IsMariaDb && comment.Length > 3 && comment[2] == 'M' && comment[3] == '!';
        length = isMaria ? 4 : comment.Length > 2 && comment[2] == '!' ? 3 : 0;
        if (length == 0)
            return false;
        ReadOnlySpan<byte> digits = comment[length..];
        int count = Math.Max(0, digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and int end ? end : digits.Length);
        if (count < 5)
            return true;
        bool hasSix = count >= 6 && (server.IsMariaDb || (server.IsMySqlFrom(8, 0, 34) && digits.Length > 6 && IsSpace(digits[6])));
        int version = 0;
        foreach (byte digit in digits[..(hasSix ? 6 : 5)])
            version = (10 * version) + digit - '0';
        length += hasSix ? 6 : 5;
        int own = (server.Number.Major * 10000) + (server.Number.Minor * 100) + Math.Max(0, server.Number.Build);
        return version <= own && (!server.IsMariaDb || isMaria || version is < FirstOfMySqlOnly or > LastOfMySqlOnly);
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or >= 9 and <= 13;
}
