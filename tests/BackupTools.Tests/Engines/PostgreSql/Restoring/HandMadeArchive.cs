using System.Text;
using BackupTools.Archive;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>An archive put together by hand: entries of a schema, and rows as COPY writes them.</summary>
internal sealed class HandMadeArchive : ArchiveInMemory
{
    private readonly List<SchemaEntry> _entries = [];
    private readonly List<ArchiveObject> _objects = [];
    private readonly List<ArchiveChunk> _chunks = [];
    private ArchiveManifest? _manifest;

    /// <summary>The entries in restore order.</summary>
    public IReadOnlyList<SchemaEntry> Entries => InRestoreOrder();

    public string EngineVersion { get; set; } = "15.0";

    public Dictionary<string, string> Properties { get; } = new()
    {
        ["encoding"] = "UTF8", ["collate"] = "C", ["ctype"] = "C", ["localeProvider"] = "libc",
    };

    public override ArchiveManifest Manifest
    {
        get => _manifest ??= Build();
        set => _manifest = value;
    }

    /// <summary>Two tables with keys, a foreign key, an index, a comment and a sequence; 300 orders in three chunks.</summary>
    public static HandMadeArchive Shop(bool duplicateKey = false)
    {
        HandMadeArchive archive = new();
        int schema = archive.Add(ItemKind.Schema, "shop", "CREATE SCHEMA \"shop\";\n", schema: null);
        int customer = archive.AddTable(
            "customer", "\"id\" integer NOT NULL, \"name\" text", ["id", "name"], [schema], comments: "COMMENT ON TABLE \"shop\".\"customer\" IS 'who buys';\n");
        int orders = archive.AddTable("orders", "\"id\" integer NOT NULL, \"customer\" integer, \"total\" numeric(10,2)", ["id", "customer", "total"], [schema]);
        int sequence = archive.Add(ItemKind.Sequence, "order_id", "CREATE SEQUENCE \"shop\".\"order_id\";\n", dependsOn: [schema]);
        archive.Add(
            ItemKind.SequenceState, "order_id", "SELECT pg_catalog.setval('\"shop\".\"order_id\"', 300, true);\n", Section.Data, dependsOn: [sequence]);
        int key = archive.Add(
            ItemKind.Constraint, "customer_pkey", "ALTER TABLE ONLY \"shop\".\"customer\" ADD CONSTRAINT \"customer_pkey\" PRIMARY KEY (\"id\");\n",
            Section.PostData, customer, [customer]);
        archive.Add(
            ItemKind.Constraint, "orders_pkey", "ALTER TABLE ONLY \"shop\".\"orders\" ADD CONSTRAINT \"orders_pkey\" PRIMARY KEY (\"id\");\n",
            Section.PostData, orders, [orders]);
        archive.Add(ItemKind.Index, "orders_total", "CREATE INDEX \"orders_total\" ON \"shop\".\"orders\" USING btree (\"total\");\n", Section.PostData, orders, [orders]);
        archive.Add(
            ItemKind.ForeignKey, "orders_customer",
            "ALTER TABLE ONLY \"shop\".\"orders\" ADD CONSTRAINT \"orders_customer\" FOREIGN KEY (\"customer\") REFERENCES \"shop\".\"customer\"(\"id\");\n",
            Section.PostData, orders, [orders, customer, key]);
        archive.AddRows("customer", Enumerable.Range(1, 20).Select(i => $"{i}\tname\\t{i}"));
        archive.AddRows(
            "orders", Enumerable.Range(1, 100).Select(i => $"{i}\t{(i % 20) + 1}\t{i}.50"),
            Enumerable.Range(101, 100).Select(i => $"{i}\t\\N\t{i}.50"),
            Enumerable.Range(201, 100).Select(i => $"{(duplicateKey && i == 300 ? 1 : i)}\t1\t{i}.50"));
        return archive;
    }

    /// <summary>Adds an entry and returns its position.</summary>
    public int Add(
        ItemKind kind, string name, string create, Section section = Section.PreData, int? parent = null, int[]? dependsOn = null,
        string? schema = "shop", string? owner = null, string setOwner = "", string comments = "", string privileges = "", string[]? roles = null,
        string[]? columns = null)
    {
        _entries.Add(new SchemaEntry
        {
            Kind = kind, Schema = schema, Name = name, Owner = owner, Section = section, Parent = parent, DependsOn = dependsOn ?? [],
            Create = create, SetOwner = setOwner, Comments = comments, Privileges = privileges, Roles = roles ?? [], Columns = columns ?? [],
        });
        return _entries.Count - 1;
    }

    /// <summary>Adds a table of the schema <c>shop</c> and returns its position.</summary>
    public int AddTable(string name, string definition, string[] columns, int[] dependsOn, string comments = "") => Add(
        ItemKind.Table, name, $"CREATE TABLE \"shop\".\"{name}\" ({definition});\n", dependsOn: dependsOn, comments: comments, columns: columns);

    /// <summary>Adds the rows of a table of the schema <c>shop</c>, a chunk for each list.</summary>
    public void AddRows(string table, params IEnumerable<string>[] chunks) => AddObject("table", "shop", table, chunks);

    public void AddObject(string kind, string schema, string name, params IEnumerable<string>[] chunks)
    {
        RowDigest digest = new();
        for (int i = 0; i < chunks.Length; i++)
        {
            List<string> rows = [.. chunks[i]];
            rows.ForEach(r => digest.Add(Encoding.UTF8.GetBytes(r)));
            byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(rows.Select(r => r + "\n")));
            string member = $"data/{_objects.Count}/{i}.tsv";
            Members[member] = bytes;
            _chunks.Add(new ArchiveChunk
            {
                ObjectIndex = _objects.Count, Index = i, Rows = rows.Count, Member = member, Codec = "none", Offset = 0, Size = bytes.Length,
                RawSize = bytes.Length, StoredSha256 = HashText.Sha256Of(bytes), RawXxh128 = HashText.Xxh128Of(bytes),
            });
        }

        _objects.Add(new ArchiveObject
        {
            Kind = kind, Schema = schema, Name = name, Rows = digest.Rows,
            Checksum = digest.Checksum.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        });
    }

    private ArchiveManifest Build()
    {
        // Scripts hold the entries by place; an entry added late must not stand before what it depends on.
        List<ArchiveScript> scripts = [.. SchemaScripts.Write(InRestoreOrder()).Select(s => AddScript(s.Name, s.Text))];
        return new ArchiveManifest
        {
            Id = Guid.NewGuid().ToString("N"), Engine = "postgresql", EngineVersion = EngineVersion, Database = "shop", Type = BackupType.Full,
            CreatedAt = new DateTime(2026, 11, 21, 6, 0, 0, DateTimeKind.Utc), Tool = "test", Properties = Properties, Objects = _objects,
            Scripts = scripts, Chunks = _chunks,
        };
    }

    private List<SchemaEntry> InRestoreOrder()
    {
        int[] order = [.. Enumerable.Range(0, _entries.Count).OrderBy(i => SchemaScripts.PlaceOf(_entries[i])).ThenBy(i => i)];
        int[] position = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            position[order[i]] = i;
        return
        [
            .. order.Select(i => _entries[i] with
            {
                Parent = _entries[i].Parent is { } p ? position[p] : null,
                DependsOn = [.. _entries[i].DependsOn.Select(d => position[d])],
            }),
        ];
    }
}
