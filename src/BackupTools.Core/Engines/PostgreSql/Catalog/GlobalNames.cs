using System.Text;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>
/// Reads names that all databases of a server share. Such a name has the bytes that the database had in which it was given:
/// in another encoding it may be another text, or none. A database cannot name what is no text in its encoding.
/// </summary>
internal static class GlobalNames
{
    /// <summary>The names of the server's roles that the database can name.</summary>
    public static Task<IReadOnlySet<string>> OfRolesAsync(CatalogSession session, CancellationToken cancellationToken) =>
        ReadAsync(session, "pg_catalog.pg_roles", "rolname", cancellationToken);

    /// <summary>The names of the server's tablespaces that the database can name.</summary>
    public static Task<IReadOnlySet<string>> OfTablespacesAsync(CatalogSession session, CancellationToken cancellationToken) =>
        ReadAsync(session, "pg_catalog.pg_tablespace", "spcname", cancellationToken);

    private static async Task<IReadOnlySet<string>> ReadAsync(
        CatalogSession session, string table, string column, CancellationToken cancellationToken)
    {
        // Quoted, a text has no backslash that is not doubled, and so becomes the bytes that it has; nothing is converted.
        List<(uint Oid, byte[] Literal)> found = await session.QueryAsync(
            $"SELECT t.oid, pg_catalog.encode(pg_catalog.quote_literal(t.{column}::text)::bytea, 'hex') AS bytes FROM {table} t",
            row => (row.Oid("oid"), Convert.FromHexString(row.Text("bytes"))), cancellationToken);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((uint oid, byte[] literal) in found)
        {
            if (session.IsUnicode || Ascii.IsValid(literal))
                names.UnionWith([Unquoted(Encoding.UTF8.GetString(literal)), Unquoted(ByteText.FromBytes(literal))]);
            else if (await ConvertAsync(session, $"SELECT t.{column}::text AS name FROM {table} t WHERE t.oid = {oid}", cancellationToken) is { } name)
                names.Add(name);
        }

        return names;
    }

    /// <summary>The name as the server writes it in Unicode; null where it is no text in the database's encoding, or is gone.</summary>
    private static async Task<string?> ConvertAsync(CatalogSession session, string sql, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.QueryAsync(sql, row => row.Text("name"), cancellationToken)).FirstOrDefault();
        }
        catch (PostgresException e) when (e.SqlState is SqlState.CharacterNotInRepertoire or SqlState.UntranslatableCharacter)
        {
            return null;
        }
    }

    private static string Unquoted(string literal) =>
        literal[(literal.IndexOf('\'', StringComparison.Ordinal) + 1)..^1].Replace("''", "'", StringComparison.Ordinal);
}
