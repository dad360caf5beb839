using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>The states of sequences: what they gave last.</summary>
internal sealed class SequenceStateReader : ICatalogReader
{
    private const int SequencesPerQuery = 200;

    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.relname AS name,
            has_sequence_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS is_readable
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'S' AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
            AND NOT EXISTS (SELECT FROM pg_depend d
                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i'
                    AND d.refclassid = 'pg_class'::regclass AND {UserObjects.OfExtension("pg_class", "d.refobjid")})
        ORDER BY n.nspname, c.relname
        """;

    /// <inheritdoc/>
    /// <exception cref="BackupException">Where a sequence may not be read.</exception>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<Sequence> sequences = await session.QueryAsync(
            Sql, row => new Sequence(row.Oid("oid"), row.Text("schema"), row.Text("name"), row.Flag("is_readable")), cancellationToken);
        if (sequences.Find(s => !s.IsReadable) is { } secret)
            throw new BackupException(
                ErrorCode.DatabaseAccessDenied, $"The state of the sequence {secret.FullName} may not be read.",
                "Grant SELECT on it, and USAGE on its schema, to the role that makes the backup.", secret.FullName);

        List<SchemaItem> items = new(sequences.Count);
        foreach (Sequence[] some in sequences.Chunk(SequencesPerQuery))
            items.AddRange(await ReadStatesAsync(session, some, cancellationToken));
        return items;
    }

    /// <summary>
    /// Rolled back to a savepoint, so that the server does not keep a lock on every sequence to the transaction's end:
    /// its table of locks is limited.
    /// </summary>
    private static async Task<List<SchemaItem>> ReadStatesAsync(
        CatalogSession session, Sequence[] sequences, CancellationToken cancellationToken)
    {
        string sql = string.Join("\nUNION ALL ", sequences.Select((s, i) =>
            $"SELECT {i.ToString(CultureInfo.InvariantCulture)} AS place, last_value, is_called FROM {s.FullName}"));
        await session.ExecuteAsync("SAVEPOINT sequences", cancellationToken);
        List<SchemaItem> items = await session.QueryAsync(
            sql, row => State(sequences[row.Number("place")], row.Number("last_value"), row.Flag("is_called")), cancellationToken);
        await session.ExecuteAsync("ROLLBACK TO SAVEPOINT sequences; RELEASE SAVEPOINT sequences", cancellationToken);
        return items;
    }

    private static SchemaItem State(Sequence sequence, long value, bool isCalled)
    {
        SchemaItem item = new()
        {
            Kind = ItemKind.SequenceState,
            Id = RelationIds.SequenceState(sequence.Oid),
            Schema = sequence.Schema,
            Name = sequence.Name,
            Create = $"SELECT pg_catalog.setval({SqlText.Literal(sequence.FullName)}, "
                + $"{value.ToString(CultureInfo.InvariantCulture)}, {(isCalled ? "true" : "false")});\n",
            Parent = RelationIds.Relation(sequence.Oid),
        };
        item.DependsOn.Add(RelationIds.Relation(sequence.Oid));
        return item;
    }

    private sealed record Sequence(uint Oid, string Schema, string Name, bool IsReadable)
    {
        public string FullName => SqlText.Name(Schema, Name);
    }
}
