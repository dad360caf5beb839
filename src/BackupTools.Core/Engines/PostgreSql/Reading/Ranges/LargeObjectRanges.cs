using System.Globalization;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Reading.Ranges;

/// <summary>
/// Cuts the large objects into ranges of oids. Their content comes in pieces, a row each: oid, offset, bytes. A piece of
/// nothing but zeros is left out unless it is the last, whether it was written or not: so what is read does not depend
/// on how the object came to be.
/// </summary>
internal sealed class LargeObjectRanges
{
    private const int PieceSize = 262_144;
    private const int MostInRange = 1000;
    private const int UsefulRanges = 256;

    private readonly IReadOnlyList<uint> _starts;

    private LargeObjectRanges(long count, long bytes, IReadOnlyList<uint> starts)
    {
        Count = count;
        Bytes = bytes;
        _starts = starts;
    }

    /// <summary>How many large objects there are.</summary>
    public long Count { get; }

    /// <summary>Their size on disk.</summary>
    public long Bytes { get; }

    /// <summary>Finds them.</summary>
    public static async Task<LargeObjectRanges> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<(long Count, long Bytes)> totals = await session.QueryAsync(
            """
            SELECT (SELECT count(*) FROM pg_largeobject_metadata) AS objects,
                coalesce(pg_relation_size('pg_largeobject'), 0) AS bytes
            """,
            row => (row.Number("objects"), row.Number("bytes")), cancellationToken);
        (long count, long bytes) = totals[0];
        long inRange = Math.Clamp(count / UsefulRanges, 1, MostInRange);
        List<uint> starts = await session.QueryAsync(
            $"""
            SELECT o.oid
            FROM (SELECT m.oid, row_number() OVER (ORDER BY m.oid) - 1 AS place FROM pg_largeobject_metadata m) o
            WHERE o.place % {inRange.ToString(CultureInfo.InvariantCulture)} = 0
            ORDER BY o.oid
            """,
            row => row.Oid("oid"), cancellationToken);
        return new LargeObjectRanges(count, count == 0 ? 0 : bytes, starts);
    }

    /// <summary>The ranges, ascending.</summary>
    /// <param name="objectIndex">Their place among the objects.</param>
    public IEnumerable<RowRange> Cut(int objectIndex)
    {
        long bytes = Bytes * 2 / Math.Max(1, _starts.Count);
        for (int i = 0; i < _starts.Count; i++)
        {
            uint from = _starts[i];
            uint? next = i + 1 < _starts.Count ? _starts[i + 1] : null;
            yield return new StatementRange(objectIndex, Copy(from, next), Text(from), next is { } end ? Text(end - 1) : null, bytes);
        }
    }

    /// <summary>
    /// The size of a large object is known only to a descriptor, which is closed again at once. OFFSET 0 keeps each of
    /// these steps where it stands.
    /// </summary>
    private static string Copy(uint from, uint? next) =>
        $"""
        COPY (
            SELECT o.oid, p.start, d.content
            FROM (
                SELECT m.oid, lo_open(m.oid, x'40000'::int) AS descriptor FROM pg_largeobject_metadata m
                WHERE m.oid >= {Text(from)}{(next is { } end ? $" AND m.oid < {Text(end)}" : "")} OFFSET 0) o
            CROSS JOIN LATERAL (SELECT lo_lseek64(o.descriptor, 0, 2) AS size OFFSET 0) e
            CROSS JOIN LATERAL (SELECT CASE WHEN lo_close(o.descriptor) = 0 THEN e.size END AS size OFFSET 0) s
            CROSS JOIN LATERAL generate_series(0::int8, s.size - 1, {PieceSize}) AS p (start)
            CROSS JOIN LATERAL (SELECT lo_get(o.oid, p.start, {PieceSize}) AS content OFFSET 0) d
            WHERE p.start + {PieceSize} >= s.size OR d.content <> decode(repeat('00', {PieceSize}), 'hex')
        ) TO STDOUT
        """;

    private static string Text(uint oid) => oid.ToString(CultureInfo.InvariantCulture);
}
