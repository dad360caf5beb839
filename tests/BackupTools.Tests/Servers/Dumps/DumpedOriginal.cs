namespace BackupTools.Tests.Servers.Dumps;

/// <summary>
/// A database that others are compared with: what its dump has, and what the dump of a copy by pg_dump and psql has. Each is
/// read once, when it is first asked for.
/// </summary>
internal sealed class DumpedOriginal
{
    private readonly Lazy<Task<IReadOnlyList<DumpEntry>>> _entries;
    private readonly Lazy<Task<IReadOnlySet<DumpEntry>>> _entriesOfCopy;

    /// <summary>The newer server's pg_dump reads both.</summary>
    public DumpedOriginal(PostgresServer server, string database, PostgresServer restored, DumpComparisonOptions options)
    {
        Server = server;
        Options = options;
        Dumper = server.Version > restored.Version ? server : restored;
        _entries = new(() => DumpComparison.ReadAsync(
            Dumper, server, database, options with { Arguments = [.. options.Arguments, .. options.OriginalArguments] }));
        _entriesOfCopy = new(async () =>
        {
            string copy = await DumpComparison.CopyAsync(Dumper, server, database, restored);
            return (HashSet<DumpEntry>)[.. await DumpComparison.ReadAsync(Dumper, restored, copy, options)];
        });
    }

    public PostgresServer Server { get; }

    public PostgresServer Dumper { get; }

    public DumpComparisonOptions Options { get; }

    public Task<IReadOnlyList<DumpEntry>> Entries => _entries.Value;

    public Task<IReadOnlySet<DumpEntry>> EntriesOfCopy => _entriesOfCopy.Value;
}
