using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Selection;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>What of an archive is restored: entries of its schema, and the rows of some of its tables.</summary>
internal sealed class RestoreContents
{
    private readonly Dictionary<(string, string), int> _entryOf = [];
    private readonly Dictionary<int, long> _sizes = [];
    private readonly ObjectSelection _selection;

    /// <summary>Puts it together.</summary>
    /// <param name="manifest">The archive's manifest.</param>
    /// <param name="all">All entries of the archive.</param>
    /// <param name="selection">What the user chose.</param>
    /// <exception cref="BackupException">Where a name that the user chose matches nothing.</exception>
    public RestoreContents(ArchiveManifest manifest, IReadOnlyList<SchemaEntry> all, ObjectSelection selection)
        : this(manifest, all, selection, _ => true)
    {
    }

    private RestoreContents(ArchiveManifest manifest, IReadOnlyList<SchemaEntry> all, ObjectSelection selection, Func<ArchiveObject, bool> isFilled)
    {
        _selection = selection;
        Manifest = manifest;
        AllEntries = all;
        Entries = EntrySelection.Apply(all, selection, $"The backup of '{manifest.Database}'");
        LeftOut = SelectionLoss.Find(all, Entries, selection);
        Phases = new EntryPhases(Entries);
        for (int i = 0; i < Entries.Count; i++)
        {
            if (HoldsRows(Entries[i]))
                _entryOf.TryAdd((Entries[i].Schema ?? "", Entries[i].Name), i);
        }

        bool withRows = selection.Has(DatabaseFeature.Data);
        bool withLargeObjects = Entries.Any(e => e.Kind == ItemKind.LargeObjects);
        DataObjects = [.. Enumerable.Range(0, manifest.Objects.Count)
            .Where(i => IsChosen(manifest.Objects[i], withRows, withLargeObjects) && isFilled(manifest.Objects[i]))];
        HashSet<int> wanted = [.. DataObjects];
        Chunks = [.. manifest.Chunks.Where(c => wanted.Contains(c.ObjectIndex))];
        foreach (ArchiveChunk chunk in Chunks)
        {
            if (EntryOf(chunk.ObjectIndex) is { } entry)
                _sizes[entry] = _sizes.GetValueOrDefault(entry) + chunk.RawSize;
        }
    }

    /// <summary>The archive's manifest.</summary>
    public ArchiveManifest Manifest { get; }

    /// <summary>The entries to restore.</summary>
    public IReadOnlyList<SchemaEntry> Entries { get; }

    /// <summary>What is not restored although nobody said so.</summary>
    public IReadOnlyList<SchemaEntry> LeftOut { get; }

    /// <summary>All entries of the archive.</summary>
    public IReadOnlyList<SchemaEntry> AllEntries { get; }

    /// <summary>The entries to restore, by the steps of a restore.</summary>
    public EntryPhases Phases { get; }

    /// <summary>The positions, among the manifest's objects, of those whose rows are restored.</summary>
    public IReadOnlyList<int> DataObjects { get; }

    /// <summary>The tables whose rows are restored.</summary>
    public IReadOnlyList<ArchiveObject> Tables =>
        [.. DataObjects.Select(i => Manifest.Objects[i]).Where(o => o.Kind == ArchiveObjects.Table)];

    /// <summary>The positions of <see cref="DataObjects"/> without those whose rows were left out.</summary>
    public IEnumerable<int> DataObjectsBut(SkippedEntries skipped) => DataObjects.Where(i => EntryOf(i) is not { } entry || !skipped.HasNoRows(entry));

    /// <summary>The tables without those whose rows were left out.</summary>
    public IReadOnlyList<ArchiveObject> TablesBut(SkippedEntries skipped) =>
        [.. DataObjectsBut(skipped).Select(i => Manifest.Objects[i]).Where(o => o.Kind == ArchiveObjects.Table)];

    /// <summary>True where there are rows of tables whose definitions are not restored.</summary>
    public bool HasRowsAlone => Entries.Any(e => e is { Columns.Count: > 0, Create.Length: 0, Parent: null });

    /// <summary>The chunks that are needed.</summary>
    public IReadOnlyList<ArchiveChunk> Chunks { get; }

    /// <summary>The encoding that the rows are in.</summary>
    public string Encoding => Manifest.Properties.GetValueOrDefault("encoding") ?? "UTF8";

    /// <summary>The server's major version that the archive is of.</summary>
    public int SourceVersion => int.TryParse(
        (Manifest.EngineVersion ?? "").Split('.', ' ')[0], System.Globalization.CultureInfo.InvariantCulture, out int version) ? version : 0;

    /// <summary>The position of the entry that makes the table of an object; null where there is none.</summary>
    public int? EntryOf(int objectIndex) =>
        _entryOf.TryGetValue((Manifest.Objects[objectIndex].Schema, Manifest.Objects[objectIndex].Name), out int entry) ? entry : null;

    /// <summary>The columns that an object's rows have, as COPY names them; empty where the table's own are meant.</summary>
    public string ColumnList(int objectIndex)
    {
        IReadOnlyList<string> columns = Columns(objectIndex);
        return columns.Count == 0 ? "" : $" ({string.Join(", ", columns.Select(SqlText.Name))})";
    }

    /// <summary>The columns that an object's rows have.</summary>
    public IReadOnlyList<string> Columns(int objectIndex) => EntryOf(objectIndex) is { } entry ? Entries[entry].Columns : [];

    /// <summary>The raw bytes of the rows of a table's entry.</summary>
    public long SizeOf(int entry) => _sizes.GetValueOrDefault(entry);

    /// <summary>The same with the rows of some tables only.</summary>
    public RestoreContents WithRowsOf(Func<ArchiveObject, bool> isFilled) => new(Manifest, AllEntries, _selection, isFilled);

    /// <summary>The entries of roles, and of those that they are members of, in order.</summary>
    public IEnumerable<SchemaEntry> WithMemberships(IEnumerable<string> roles)
    {
        HashSet<string> named = [.. roles];
        SortedSet<int> result = [];
        Stack<int> left = new(Enumerable.Range(0, AllEntries.Count).Where(i => AllEntries[i].Kind == ItemKind.Role && named.Contains(AllEntries[i].Name)));
        while (left.TryPop(out int i))
        {
            if (!result.Add(i))
                continue;
            foreach (int group in AllEntries[i].DependsOn.Where(d => AllEntries[d].Kind == ItemKind.Role))
                left.Push(group);
        }

        return result.Select(i => AllEntries[i]);
    }

    /// <summary>True for what rows can be copied into: a table, or an extension's own where its rows are kept.</summary>
    private static bool HoldsRows(SchemaEntry entry) => entry.Kind == ItemKind.Table || entry.Columns.Count > 0;

    private bool IsChosen(ArchiveObject item, bool withRows, bool withLargeObjects) => item.Kind switch
    {
        ArchiveObjects.Table => withRows && _entryOf.ContainsKey((item.Schema, item.Name)),
        ArchiveObjects.LargeObjects => withLargeObjects,
        _ => false,
    };
}
