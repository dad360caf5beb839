using BackupTools.Abstractions;

namespace BackupTools.Completion;

/// <summary>Completes the databases of the server that the command line names.</summary>
public sealed class DatabaseCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        if (bound.Connection is not { } connection)
            return [];
        IDatabaseEngine engine = BuiltIn.Components.GetEngine(connection.Engine);
        DbConnectionInfo server = connection.Path is null ? connection with { Database = null } : connection;
        return (await engine.GetDatabasesAsync(server, cancellationToken))
            .Select(d => new Completion(d.Database, $"{d.Database} ({Figures.Bytes(d.SizeBytes)})"));
    }
}
