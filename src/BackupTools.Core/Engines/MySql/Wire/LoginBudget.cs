using System.Globalization;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>
/// What a server may say before it lets a client in: nobody knows yet who it is. Real servers say half a dozen packets of less than
/// 1 KiB.
/// </summary>
internal sealed class LoginBudget
{
    private const int MostPackets = 32;
    private const int MostBytes = 64 * 1024;

    private int _packets;
    private long _bytes;

    /// <summary>Takes a packet out of it.</summary>
    /// <param name="length">The packet's length.</param>
    /// <exception cref="LoginLimitException">Where it is used up.</exception>
    public void Take(int length)
    {
        _packets++;
        _bytes += length;
        if (_packets > MostPackets)
            throw Exceeded($"it sent more than {MostPackets:N0} packets");
        if (_bytes > MostBytes)
            throw Exceeded($"it sent, or announced, {_bytes:N0} bytes, and {MostBytes:N0} are the most");
    }

    private static LoginLimitException Exceeded(FormattableString what) => new(what.ToString(CultureInfo.InvariantCulture));
}
