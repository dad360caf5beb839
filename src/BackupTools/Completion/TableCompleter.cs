using BackupTools.Abstractions;

namespace BackupTools.Completion;

/// <summary>Completes the tables of the database that the connection on the command line means.</summary>
public sealed class TableCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        if (bound.Connection is not { } connection)
            return [];
        IDatabaseEngine engine = BuiltIn.Components.GetEngine(connection.Engine);
        IReadOnlyList<TableInfo> tables = await engine.GetTablesAsync(connection, countRows: false, cancellationToken);
        return tables.Select(t => new Completion(t.Name, $"{t.Schema}.{t.Name} ({t.Kind})"));
    }
}
