using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>
/// Finds what killed restores have left, to whatever target they went. A database counts as left where it has our mark and a temporary
/// name, and nobody holds the lock of a living restore. Earlier versions held none: what has their mark must be without
/// sessions, and the mark more than an hour old by the server's clock.
/// </summary>
internal static class Leftovers
{
    private static readonly string Query = string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        SELECT d.datname::text AS name,
            CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') AND d.datconnlimit <> -2
                THEN pg_catalog.pg_database_size(d.oid) ELSE -1 END AS size,
            pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE') AS own,
            coalesce(
                CASE WHEN d.datname::text ~ '{{WorkMark.Infix}}[0-9a-f]{8}$' THEN
                    d.datconnlimit = {{WorkMark.UnmarkedLimit}}
                    OR CASE WHEN pg_catalog.starts_with(m.mark, '{{WorkMark.Beginning}}') THEN
                        m.mark ~ '{{WorkMark.Held}}$'
                        OR ((pg_catalog.substring(m.mark, 'begun (.*)Z$') || '+00')::timestamptz < pg_catalog.now() - '1 hour'::interval
                            AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)) END END,
                false) AS proven
        FROM pg_catalog.pg_database d
        CROSS JOIN LATERAL (SELECT pg_catalog.shobj_description(d.oid, 'pg_database') AS mark) m
        WHERE d.datname::text ~ '_(restoring|replaced)_[0-9a-f]{8}$' AND {{RestoreLock.IsFree}}
        ORDER BY d.datname
        """);

    /// <summary>The databases that look like it.</summary>
    public static async Task<IReadOnlyList<Leftover>> FindAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            Query, r => new Leftover(r.Text("name"), r.Number("size"), r.Flag("own"), r.Flag("proven")), cancellationToken);
}

/// <summary>A database under a temporary name that no living restore holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SizeBytes">Its size; negative where that is not told.</param>
/// <param name="IsOwn">True where the role may drop it.</param>
/// <param name="IsProven">True where it has the mark of an unfinished restore, so that nobody can miss it.</param>
internal sealed record Leftover(string Name, long SizeBytes, bool IsOwn, bool IsProven)
{
    /// <summary>True where the next restore drops it.</summary>
    public bool IsDroppable => IsOwn && IsProven;

    /// <summary>What a user should know of it.</summary>
    public string Sentence
    {
        get
        {
            string size = SizeBytes < 0 ? "" : $" ({Figures.Bytes(SizeBytes)})";
            if (!IsProven)
                return $"The database '{Name}'{size} has a name as a restore gives it that was ended before it had finished. It has no mark of one, so it stays: look at it, and drop it yourself.";
            return IsOwn
                ? $"The database '{Name}'{size} is what a restore has left that was killed; the next restore drops it."
                : $"The database '{Name}'{size} is what a restore of another role has left that was killed; that role's next restore drops it.";
        }
    }
}
