using System.Globalization;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>
/// The sign of life of a restore: an advisory lock that one of its sessions holds as long as there is a database under a
/// temporary name. A server releases it in the moment in which the session ends, however that happens; so a database whose
/// lock nobody holds belongs to a restore that is dead. The key is the random end of the database's name. Such locks
/// are told to everybody, whatever database they were taken in.
/// </summary>
internal static class RestoreLock
{
    /// <summary>The first of the two halves of the key: "BkTl".</summary>
    private const int Class = 0x426B546C;

    private const int KeyDigits = 8;

    /// <summary>The condition that nobody holds the lock of the database <c>d</c>.</summary>
    public static readonly string IsFree = string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        CASE WHEN d.datname::text ~ '_[0-9a-f]{{{KeyDigits}}}$' THEN NOT EXISTS (
            SELECT FROM pg_catalog.pg_locks l
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid::int8 = {{Class}}
                AND l.objid::int8 = ('x' || pg_catalog.right(d.datname::text, {{KeyDigits}}))::bit(32)::int8) END
        """);

    /// <summary>The random end of a temporary name.</summary>
    public static string EndOf(string name) => name[^KeyDigits..];

    /// <summary>The statement with which a session takes it. It is shared, so that the next session can take it before this one ends.</summary>
    /// <param name="name">The temporary name.</param>
    public static string Take(string name)
    {
        int key = unchecked((int)uint.Parse(EndOf(name), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"SELECT pg_catalog.pg_advisory_lock_shared({Class}, {key})");
    }
}
