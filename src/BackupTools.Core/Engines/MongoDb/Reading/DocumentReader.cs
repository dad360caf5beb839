using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using BackupTools.Engines.Shared;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>Reads the documents of collections with several workers, and counts them a second time where a collection was cut into ranges.</summary>
internal sealed class DocumentReader : IAsyncDisposable
{
    private readonly MongoSession _session;
    private readonly Moment _moment;
    private readonly IReadOnlyList<StoredCollection> _collections;
    private readonly RowFlow _flow;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<int> _cut;
    private Task<IReadOnlyList<(int Collection, long Documents)>>? _counting;

    private DocumentReader(
        MongoSession session, Moment moment, IReadOnlyList<StoredCollection> collections, IReadOnlyList<IReadOnlyList<BsonValue>> borders, int workers, int chunkSize)
    {
        _session = session;
        _moment = moment;
        _collections = collections;
        _cut = [.. Enumerable.Range(0, collections.Count).Where(i => borders[i].Count > 0)];
        _flow = new RowFlow(collections.Count, Ranges(collections, borders), chunkSize, (e, _) => Task.FromResult(e)) { Extension = ArchiveObjects.Extension };
        Parts = [.. Enumerable.Range(0, workers).Select(_ => new RowPart(_flow, new DocumentStream(session, moment, chunkSize)))];
    }

    /// <summary>The sequences of chunks, one for each worker.</summary>
    public IReadOnlyList<RowPart> Parts { get; }

    /// <summary>About how many bytes there are.</summary>
    public long EstimatedBytes => _collections.Sum(c => c.DataBytes);

    /// <summary>What the user should know of what was read; final once <see cref="CheckAsync"/> has returned.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Finds out where collections are cut, and makes ready to read them.</summary>
    /// <param name="session">The session; stays the caller's.</param>
    /// <param name="moment">The moment to read.</param>
    /// <param name="collections">The collections, with their sizes.</param>
    /// <param name="workers">How many workers there may be.</param>
    /// <param name="chunkSize">The raw size that a chunk should have.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async Task<DocumentReader> OpenAsync(
        MongoSession session, Moment moment, IReadOnlyList<StoredCollection> collections, int workers, int chunkSize, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<BsonValue>> borders = [];
        foreach (StoredCollection collection in collections)
            borders.Add(workers > 1 ? await RangeBorders.FindAsync(session, collection, chunkSize, cancellationToken) : []);
        int useful = Math.Max(1, borders.Sum(b => b.Count + 1));
        return new DocumentReader(session, moment, collections, borders, Math.Min(workers, useful), chunkSize);
    }

    /// <summary>What was read of each collection.</summary>
    /// <param name="schema">What the archive calls the schema.</param>
    public IReadOnlyList<TableContent> Contents(string schema) =>
        [.. _collections.Select((c, i) => new TableContent(schema, c.Name, _flow.Figures[i].Rows, _flow.Figures[i].Checksum))];

    /// <summary>Begins to count the documents of the collections that are cut.</summary>
    public void BeginCounting() => _counting ??= Task.Run(CountAsync);

    /// <summary>Checks that everything was read.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!_flow.Queue.IsDone)
            throw new InvalidOperationException("The parts were not read to their ends.");
        BeginCounting();
        foreach ((int index, long documents) in await _counting!.WaitAsync(cancellationToken))
        {
            if (_flow.Figures[index].Rows == documents)
                continue;
            string difference = string.Create(
                CultureInfo.InvariantCulture,
                $"The collection '{_collections[index].Name}' has {documents:N0} documents, and {_flow.Figures[index].Rows:N0} came when it was read in ranges of its ids.");
            if (_moment.Covers(_collections[index].Definition))
            {
                throw new BackupException(
                    ErrorCode.DatabaseReadFailed, difference, "Check the collection (validate); a damaged index gives other documents than the collection has.", _collections[index].Name);
            }

            Warnings.Add(difference + " It was written meanwhile, or its index of ids is damaged.");
        }
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

    private async Task<IReadOnlyList<(int Collection, long Documents)>> CountAsync()
    {
        List<(int, long)> result = [];
        foreach (int index in _cut)
        {
            CollectionDefinition definition = _collections[index].Definition;
            result.Add((index, await CollectionReader.CountAsync(_session, definition.DocumentsName, _stop.Token, c => _moment.ApplyTo(c, definition))));
        }

        return result;
    }

    /// <summary>The largest first, so that no worker is left alone with one at the end.</summary>
    private static IEnumerable<RowRange> Ranges(IReadOnlyList<StoredCollection> collections, IReadOnlyList<IReadOnlyList<BsonValue>> borders) => collections
        .Select((c, i) => (Collection: c, Index: i))
        .OrderByDescending(c => c.Collection.DataBytes)
        .SelectMany(c => RangesOf(c.Collection, c.Index, borders[c.Index]));

    private static IEnumerable<RowRange> RangesOf(StoredCollection collection, int index, IReadOnlyList<BsonValue> borders)
    {
        long size = collection.DataBytes / Math.Max(1, collection.Documents);
        for (int i = 0; i <= borders.Count; i++)
        {
            yield return new CollectionRange(
                index, collection.Definition, i == 0 ? null : borders[i - 1], i == borders.Count ? null : borders[i], size, collection.DataBytes / (borders.Count + 1));
        }
    }
}
