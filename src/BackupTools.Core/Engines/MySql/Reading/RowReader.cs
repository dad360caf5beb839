using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Reading.Ranges;
using BackupTools.Engines.MySql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Reading;

/// <summary>Reads the rows of tables in the sessions of a view, and counts them a second time where a table was cut into ranges.</summary>
internal sealed class RowReader : IAsyncDisposable
{
    private readonly Snapshot _snapshot;
    private readonly IReadOnlyList<StoredTable> _tables;
    private readonly RowFlow _flow;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<int> _cut;
    private Task<IReadOnlyList<(int Table, long Rows)>>? _counting;

    private RowReader(Snapshot snapshot, IReadOnlyList<StoredTable> tables, IReadOnlyList<IReadOnlyList<KeyBorder>> borders, int chunkSize)
    {
        _snapshot = snapshot;
        _tables = tables;
        _cut = [.. Enumerable.Range(0, tables.Count).Where(i => borders[i].Count > 0)];
        EstimatedBytes = tables.Sum(t => t.DataBytes);
        _flow = new RowFlow(tables.Count, Ranges(borders, chunkSize), chunkSize, ExplainAsync);
        Parts = [.. snapshot.Sessions.Readers.Select(r => new RowPart(_flow, r))];
    }

    /// <summary>The sequences of chunks, one for each session.</summary>
    public IReadOnlyList<RowPart> Parts { get; }

    /// <summary>About how many bytes there are.</summary>
    public long EstimatedBytes { get; }

    /// <summary>What was read so far of each table.</summary>
    /// <param name="schema">What the archive calls the schema.</param>
    public IReadOnlyList<TableContent> Contents(string schema) =>
        [.. _tables.Select((t, i) => new TableContent(schema, t.Name, _flow.Figures[i].Rows, _flow.Figures[i].Checksum))];

    /// <summary>Finds out where tables are cut, and makes ready to read them.</summary>
    /// <param name="snapshot">The view; stays the caller's, but for the sessions that read rows.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="chunkSize">The raw size that a chunk should have.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async Task<RowReader> OpenAsync(
        Snapshot snapshot, IReadOnlyList<StoredTable> tables, int chunkSize, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<KeyBorder>> borders = [];
        foreach (StoredTable table in tables)
        {
            borders.Add(snapshot.Sessions.Readers.Count > 1
                ? await KeyBorders.FindAsync(snapshot.Sessions.View, table, chunkSize, cancellationToken)
                : []);
        }

        return new RowReader(snapshot, tables, borders, chunkSize);
    }

    /// <summary>Begins to count the rows of the tables that are cut, on the session that asks.</summary>
    public void BeginCounting() => _counting ??= Task.Run(CountAsync);

    /// <summary>Checks that everything was read, and from one view.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!_flow.Queue.IsDone)
            throw new InvalidOperationException("The parts were not read to their ends.");
        BeginCounting();
        foreach ((int index, long rows) in await _counting!.WaitAsync(cancellationToken))
        {
            if (_flow.Figures[index].Rows != rows)
            {
                throw new BackupException(
                    ErrorCode.DatabaseReadFailed,
                    string.Create(CultureInfo.InvariantCulture, $"The table '{_tables[index].Name}' has {rows:N0} rows, and {_flow.Figures[index].Rows:N0} came when it was read in ranges of its key."),
                    "Check the table (CHECK TABLE); a damaged index gives other rows than the table has.", _tables[index].Name);
            }
        }

        await _snapshot.CheckAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(Parts.Select(p => p.DisposeAsync().AsTask()));
        if (_counting is not null)
            await Task.WhenAny(_counting);
        _flow.Dispose();
        _stop.Dispose();
    }

    private async Task<IReadOnlyList<(int Table, long Rows)>> CountAsync()
    {
        List<(int, long)> result = [];
        foreach (int index in _cut)
        {
            List<long?> count = await _snapshot.Sessions.View.QueryAsync(
                $"SELECT COUNT(*) FROM {SqlText.Name(_tables[index].Name)}", row => row.Number(0), _stop.Token);
            result.Add((index, count[0] ?? 0));
        }

        return result;
    }

    /// <summary>
    /// Tables without transactions first, as they are locked against writes; then the largest, so that no worker is left alone with one
    /// at the end.
    /// </summary>
    private IEnumerable<RowRange> Ranges(IReadOnlyList<IReadOnlyList<KeyBorder>> borders, int chunkSize) => _tables
        .Select((t, i) => (Table: t, Index: i))
        .OrderBy(t => t.Table.IsTransactional).ThenByDescending(t => t.Table.DataBytes)
        .SelectMany(t => TableRanges.Cut(t.Table, t.Index, borders[t.Index], chunkSize));

    private Task<Exception> ExplainAsync(Exception error, RowRange? range)
    {
        if (error is not BackupException { InnerException: { } cause } || range is null)
            return Task.FromResult(error);
        string table = _tables[range.ObjectIndex].Name;
        if (cause is ServerException { Number: ErrorNumber.TableDefinitionChanged or ErrorNumber.NoSuchTable })
        {
            return Task.FromResult<Exception>(new BackupException(
                ErrorCode.DatabaseChanged, $"The table '{table}' was altered, emptied or dropped by somebody while the database was backed up.",
                "Try again when nobody does so.", table, cause, isTransient: true));
        }

        return Task.FromResult<Exception>(MySqlErrors.Translate(cause, _snapshot.Sessions.View.Context, $"Reading the table '{table}'"));
    }
}
