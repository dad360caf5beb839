using System.Globalization;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>
/// What a server may say before it lets a client in, and what it may ask for: nobody knows yet who it is. Real servers say
/// some twenty messages of less than 2 KiB, and ask for 4,096 iterations.
/// </summary>
internal sealed class LoginBudget
{
    /// <summary>The most iterations of SCRAM: about half a second of work, and 244 times PostgreSQL's own choice.</summary>
    public const int MostIterations = 1_000_000;

    private const int MostMessages = 2_000;
    private const int MostBytes = 1024 * 1024;

    private int _messages;
    private long _bytes;

    /// <summary>Takes a message out of it.</summary>
    /// <param name="length">The message's length.</param>
    /// <exception cref="LoginLimitException">Where it is used up.</exception>
    public void Take(int length)
    {
        _messages++;
        _bytes += length;
        if (_messages > MostMessages)
            throw Exceeded($"it sent more than {MostMessages:N0} messages");
        if (_bytes > MostBytes)
            throw Exceeded($"it sent, or announced, {_bytes:N0} bytes, and {MostBytes:N0} are the most");
    }

    /// <summary>Holds that the work is within it.</summary>
    /// <exception cref="LoginLimitException">Where it is not.</exception>
    public static void CheckIterations(int iterations)
    {
        if (iterations > MostIterations)
            throw Exceeded($"it asks for {iterations:N0} iterations of SCRAM-SHA-256, and {MostIterations:N0} are the most");
    }

    private static LoginLimitException Exceeded(FormattableString what) => new(what.ToString(CultureInfo.InvariantCulture));
}
