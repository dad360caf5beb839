using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>
/// The number that a cluster got when it was made. It is the same under every name that the server is reached by, and on
/// its standbys.
/// </summary>
internal static class ServerIdentifier
{
    /// <summary>Asks for it; null where the role may not know it.</summary>
    public static async Task<string?> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        // Asked for first: a refusal would end the transaction that the view lives in.
        List<bool> mayAsk = await session.QueryAsync(
            "SELECT coalesce(has_function_privilege(to_regprocedure('pg_catalog.pg_control_system()'), 'EXECUTE'), false) AS may",
            row => row.Flag("may"), cancellationToken);
        return !mayAsk[0]
            ? null
            : (await session.QueryAsync(
                "SELECT system_identifier::text AS id FROM pg_catalog.pg_control_system()", row => row.Text("id"), cancellationToken))[0];
    }
}
