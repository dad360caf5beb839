using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>Reads types that were announced and never defined.</summary>
internal sealed class ShellTypeReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT {TypeQuery.Columns}
        FROM {TypeQuery.From}
        WHERE NOT t.typisdefined AND {TypeQuery.Filter}
        ORDER BY n.nspname, t.typname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(
            Sql, row => TypeQuery.Item(ItemKind.ShellType, row, $"CREATE TYPE {TypeQuery.Name(row)};\n"), cancellationToken);
}
