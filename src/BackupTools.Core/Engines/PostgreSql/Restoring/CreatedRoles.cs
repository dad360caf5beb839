using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>The roles that a restore has made because the server lacked them. They go again where the restore fails.</summary>
internal sealed class CreatedRoles
{
    private readonly RestoreScope _scope;

    private CreatedRoles(RestoreScope scope) => _scope = scope;

    /// <summary>Makes them, all or none.</summary>
    public static async Task<CreatedRoles> CreateAsync(RestoreScope scope, CancellationToken cancellationToken)
    {
        HashSet<string> missing = [.. scope.MissingRoles];
        await using IBulkConnection maintenance =
            await scope.Server.OpenMaintenanceAsync(cancellationToken);
        await maintenance.ExecuteAsync(SchemaScripts.Prelude, cancellationToken);
        await maintenance.ExecuteAsync("BEGIN", cancellationToken);
        foreach (SchemaEntry role in scope.Contents.Entries.Where(e => e.Kind == ItemKind.Role && missing.Contains(e.Name)))
        {
            foreach (string statement in SqlStatements.Split(role.Create + role.Comments))
                await EntryRunner.RunAsync(maintenance, new EntryStep(role, [statement]), cancellationToken);
        }

        await maintenance.ExecuteAsync("COMMIT", cancellationToken);
        return new CreatedRoles(scope);
    }

    /// <summary>Drops them, each where nothing needs it.</summary>
    public async Task DropAsync()
    {
        try
        {
            await using IBulkConnection maintenance =
                await _scope.Server.OpenMaintenanceAsync(CancellationToken.None);
            foreach (string role in _scope.MissingRoles)
                await maintenance.ExecuteAsync($"DROP ROLE IF EXISTS {SqlText.Name(role)}", CancellationToken.None);
        }
        catch (BackupException)
        {
            // The error that led here is the one to report.
        }
    }
}
