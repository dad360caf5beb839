using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>The roles that a restore has made because the server lacked them. They go again where the restore fails.</summary>
internal sealed class CreatedRoles
{
    private readonly TargetServer _server;
    private readonly IReadOnlyList<string> _names;

    private CreatedRoles(TargetServer server, IReadOnlyList<string> names)
    {
        _server = server;
        _names = names;
    }

    /// <summary>Makes them, all or none.</summary>
    public static async Task<CreatedRoles> CreateAsync(RestoreScope scope, CancellationToken cancellationToken)
    {
        List<SchemaEntry> roles = [.. scope.Contents.WithMemberships(scope.MissingRoles)
            .Where(e => !scope.State.Roles.Contains(e.Name))];
        if (ServerEncodings.IsNone(scope.Contents.Encoding) && roles.FirstOrDefault(r => r.HasBytes) is { } odd)
        {
            throw new BackupException(
                ErrorCode.RoleMissing, $"The role '{odd.Name}' cannot be created: names in its definition are not UTF-8, and only a database without an encoding (SQL_ASCII) can name it.",
                $"Create it in such a database, or use {Setting.NoOwner} and {Setting.NoPrivileges}.", odd.Name);
        }

        await using IBulkConnection maintenance =
            await scope.Server.OpenMaintenanceAsync(cancellationToken);
        await maintenance.ExecuteAsync(SchemaScripts.Prelude, cancellationToken);
        await maintenance.ExecuteAsync("BEGIN", cancellationToken);
        EntryRunner runner = new(scope.Concessions, new OwnSearchPath(scope.Contents.AllEntries));
        foreach (SchemaEntry role in roles)
        {
            foreach (string statement in SqlStatements.Split(role.Create + role.Comments))
                await runner.RunAsync(maintenance, new EntryStep(role, [statement]), cancellationToken, inTransaction: true);
        }

        await maintenance.ExecuteAsync("COMMIT", cancellationToken);
        return new CreatedRoles(scope.Server, [.. roles.Select(r => r.Name)]);
    }

    /// <summary>Drops them, each where nothing needs it.</summary>
    public async Task DropAsync()
    {
        try
        {
            await using IBulkConnection maintenance =
                await _server.OpenMaintenanceAsync(CancellationToken.None);
            foreach (string role in _names.Reverse())
                await maintenance.ExecuteAsync($"DROP ROLE IF EXISTS {SqlText.Name(role)}", CancellationToken.None);
        }
        catch (BackupException)
        {
            // The error that led here is the one to report.
        }
    }
}
