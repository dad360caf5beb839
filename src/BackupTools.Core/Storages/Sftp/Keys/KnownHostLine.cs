using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Storages.Sftp.Keys;

/// <summary>A line of a <c>known_hosts</c> file, by the rules of sshd(8).</summary>
/// <param name="Marker"><c>@revoked</c>, <c>@cert-authority</c>, or nothing.</param>
/// <param name="Hosts">The hosts that it is of, as they stand there.</param>
/// <param name="Key">The key.</param>
internal sealed record KnownHostLine(string Marker, string Hosts, HostKey Key)
{
    private const string Hashed = "|1|";

    public bool IsRevoked => Marker == "@revoked";

    public bool IsAuthority => Marker == "@cert-authority";

    /// <summary>Reads a line; null where it is empty, a comment, or nothing that ssh would understand either.</summary>
    public static KnownHostLine? Read(string line)
    {
        string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        string marker = words is [['@', ..], ..] ? words[0] : "";
        if (marker.Length > 0)
            words = words[1..];
        if (words.Length < 3 || words[0].StartsWith('#'))
            return null;
        byte[] blob = new byte[words[2].Length];
        return Convert.TryFromBase64String(words[2], blob, out int count) && TypeOf(blob.AsSpan(0, count)) is { } type
            ? new KnownHostLine(marker, words[0], new HostKey(type, blob[..count]))
            : null;
    }

    /// <summary>True where it is of the host.</summary>
    /// <param name="host">Its name in small letters; <c>[name]:port</c> where the port is not 22.</param>
    public bool IsOf(string host)
    {
        if (Hosts.StartsWith(Hashed, StringComparison.Ordinal))
            return IsHashOf(host);
        bool isOf = false;
        foreach (string pattern in Hosts.Split(','))
        {
            if (pattern.StartsWith('!') && Matches(pattern[1..], host))
                return false;
            isOf |= Matches(pattern, host);
        }

        return isOf;
    }

    private static string? TypeOf(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < sizeof(int))
            return null;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(blob);
        return length is > 0 and < 100 && length <= blob.Length - sizeof(int) ? Encoding.ASCII.GetString(blob.Slice(sizeof(int), (int)length)) : null;
    }

    private bool IsHashOf(string host)
    {
        string[] parts = Hosts[Hashed.Length..].Split('|');
        byte[] salt = new byte[64];
        byte[] hash = new byte[64];
        // The file's own way of hiding names; nothing rests on its strength.
#pragma warning disable CA5350
        return parts.Length == 2
            && Convert.TryFromBase64String(parts[0], salt, out int salted) && Convert.TryFromBase64String(parts[1], hash, out int hashed)
            && HMACSHA1.HashData(salt.AsSpan(0, salted), Encoding.UTF8.GetBytes(host)).AsSpan().SequenceEqual(hash.AsSpan(0, hashed));
#pragma warning restore CA5350
    }

    private static bool Matches(string pattern, string host) => Regex.IsMatch(
        host, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
