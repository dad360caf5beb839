using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Restoring.Loading;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Restoring.Append;

/// <summary>Adds rows to the tables of an existing database, in one transaction.</summary>
internal sealed class AppendTarget : IRestoreTarget
{
    private readonly RestoreScope _scope;
    private RowLoader? _loader;

    private AppendTarget(RestoreScope scope) => _scope = scope;

    /// <inheritdoc/>
    public string Display => _scope.Request.Connection.Display;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveChunk> Chunks => _scope.Contents.Chunks;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan => RestorePlanText.Describe(_scope);

    /// <inheritdoc/>
    public bool Replaces => false;

    /// <inheritdoc/>
    public bool LeavesRest => true;

    /// <inheritdoc/>
    public int MaxConcurrency => 1;

    /// <summary>Checks that the existing tables can take the rows.</summary>
    public static async Task<IRestoreTarget> OpenAsync(RestoreScope scope, CancellationToken cancellationToken)
    {
        await using ControlSession session = await ControlSession.OpenAsync(scope.Server with { Database = scope.Target }, scope.LockTimeout, cancellationToken);
        Dictionary<string, StoredTable> tables = (await TableReader.ReadAsync(session, scope.Target, cancellationToken)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (SchemaEntry entry in scope.Contents.Entries.Where(e => e.Columns.Count > 0))
        {
            if (!tables.TryGetValue(entry.Name, out StoredTable? table))
                throw Refused(ErrorCode.TableNotFound, $"The database '{scope.Target}' has no table '{entry.Name}' that could take the rows.", "Restore the table with its definition first.");
            HashSet<string> columns = table.CopiedColumns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            string[] missing = [.. entry.Columns.Select(c => c.Name).Where(c => !columns.Contains(c))];
            if (missing.Length > 0)
                throw Refused(ErrorCode.InvalidArgument, $"The table '{entry.Name}' of the database '{scope.Target}' lacks columns that the backup has: {string.Join(", ", missing)}.", "Add them, or restore under another name.");
            if (!table.IsTransactional)
                throw Refused(ErrorCode.CapabilityMissing, $"The table '{entry.Name}' of the database '{scope.Target}' has the engine {table.Engine}, which has no transactions: rows that were added could not be taken back.", $"Leave it out with {Setting.ExcludeTable}, or restore under another name.");
        }

        return new AppendTarget(scope);

        BackupException Refused(ErrorCode code, string what, string remedy) => new(code, what, remedy, scope.Target);
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _loader = await RowLoader.OpenAsync(_scope.Server, _scope.LockTimeout, _scope.Target, _scope.State, cancellationToken);
        await _loader.ExecuteAsync("SET SESSION foreign_key_checks = 1", cancellationToken);
        await _loader.ExecuteAsync("START TRANSACTION", cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        try
        {
            string? remark = await _loader!.LoadAsync(_scope.Contents.TableOf(chunk), raw, chunk.Rows ?? raw.Span.Count((byte)'\n'), cancellationToken);
            if (remark is not null)
                WorkLog.Verbose($"Of the table '{_scope.Contents.TableOf(chunk).Name}' the server said: {remark}");
        }
        catch (BackupException e)
        {
            throw new BackupException(e.Code, $"{e.What} The database '{_scope.Target}' is as it was.", e.Remedy, e.Target, e.InnerException, e.IsTransient);
        }
    }

    /// <inheritdoc/>
    public async Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken)
    {
        await _loader!.ExecuteAsync("COMMIT", cancellationToken);
        return new RestoreOutcome(_scope.Request.Connection, _scope.Target, _scope.Contents.Tables, Replaced: false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_loader is not null)
            await _loader.DisposeAsync();
    }
}
