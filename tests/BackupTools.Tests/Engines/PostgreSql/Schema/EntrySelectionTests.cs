using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.PostgreSql.Schema.Selection;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

public sealed class EntrySelectionTests
{
    private readonly List<SchemaEntry> _entries = [];

    public EntrySelectionTests()
    {
        int ann = Add(ItemKind.Role, "ann");
        Add(ItemKind.Role, "bob", dependsOn: [ann]);
        Add(ItemKind.Role, "carl");
        Add(ItemKind.DatabaseSettings, "db");
        int schema = Add(ItemKind.Schema, "s");
        int other = Add(ItemKind.Schema, "other");
        int type = Add(ItemKind.EnumType, "mood", "other", [other]);
        int standIn = Add(ItemKind.View, "circle", "s", [schema], parent: 8);
        int circle = Add(ItemKind.View, "circle", "s", [schema, standIn]);
        Assert.Equal(8, circle);
        int function = Add(ItemKind.Function, "f()", "s", [schema, standIn]);
        int sequence = Add(ItemKind.Sequence, "orders_id_seq", "s", [schema], parent: 11);
        int orders = Add(ItemKind.Table, "orders", "s", [schema, type]);
        Assert.Equal(11, orders);
        Add(ItemKind.ColumnDefault, "orders id", "s", [orders, sequence], orders);
        Add(ItemKind.SequenceOwner, "orders_id_seq", "s", [sequence, orders], sequence);
        int items = Add(ItemKind.Table, "items", "s", [schema]);
        int whole = Add(ItemKind.Table, "events", "s", [schema, function]);
        int part = Add(ItemKind.Table, "events_1", "s", [schema]);
        Add(ItemKind.TableAttachment, "events_1", "s", [whole, part], part);
        Add(ItemKind.View, "v", "other", [other, orders]);
        Add(ItemKind.Table, "a.b", "other", [other]);
        Add(ItemKind.LargeObjects, "1");
        Add(ItemKind.SequenceState, "orders_id_seq", "s", [sequence], sequence, Section.Data);
        int key = Add(ItemKind.Constraint, "orders_pkey", "s", [orders], orders, Section.PostData);
        Add(ItemKind.Index, "items_i", "s", [items], items, Section.PostData);
        Add(ItemKind.ForeignKey, "items_fk", "s", [orders, items, key], items, Section.PostData);
        _entries[orders] = _entries[orders] with { Roles = ["bob"], Owner = "bob", SetOwner = "OWNER", Comments = "COMMENT", Privileges = "GRANT" };
    }

    [Fact]
    public void Everything_is_everything() => Assert.Same(_entries, Apply(new ObjectSelection()));

    [Fact]
    public void A_table_brings_what_belongs_to_it_and_what_it_needs() => Assert.Equal(
        [
            "Role ann", "Role bob", "Schema s", "Schema other", "EnumType mood", "Sequence orders_id_seq", "Table orders", "ColumnDefault orders id",
            "SequenceOwner orders_id_seq", "SequenceState orders_id_seq", "Constraint orders_pkey",
        ],
        Titles(new ObjectSelection { Tables = ["orders"] }));

    [Fact]
    public void A_foreign_key_needs_both_tables()
    {
        Assert.Equal(["Schema s", "Table items", "Index items_i"], Titles(new ObjectSelection { Tables = ["s.items"] }));
        Assert.Contains("ForeignKey items_fk", Titles(new ObjectSelection { Tables = ["s.items", "s.orders"] }));
    }

    [Fact]
    public void A_partitioned_table_brings_its_partitions_and_the_whole_of_what_only_a_stand_in_was_needed_of() => Assert.Equal(
        ["Schema s", "View circle", "View circle", "Function f()", "Table events", "Table events_1", "TableAttachment events_1"],
        Titles(new ObjectSelection { Tables = ["events"] }));

    [Fact]
    public void A_partition_alone_is_not_attached() =>
        Assert.Equal(["Schema s", "Table events_1"], Titles(new ObjectSelection { Tables = ["events_1"] }));

    [Fact]
    public void A_schema_brings_itself_and_everything_in_it()
    {
        IReadOnlyList<string> titles = Titles(new ObjectSelection { Schemas = ["s"] });
        Assert.Contains("Schema s", titles);
        Assert.Contains("ForeignKey items_fk", titles);
        Assert.DoesNotContain("View v", titles);
        Assert.DoesNotContain("LargeObjects 1", titles);
        Assert.DoesNotContain("DatabaseSettings db", titles);
    }

    [Fact]
    public void What_cannot_be_made_without_an_excluded_table_goes_with_it()
    {
        IReadOnlyList<string> titles = Titles(new ObjectSelection { ExcludedTables = ["orders"] });
        Assert.DoesNotContain(titles, t => t.Contains("orders", StringComparison.Ordinal) || t is "View v" or "ForeignKey items_fk");
        Assert.Contains("Table items", titles);
        Assert.Contains("LargeObjects 1", titles);
        Assert.DoesNotContain("Table events_1", Titles(new ObjectSelection { ExcludedTables = ["events"] }));
    }

    [Theory]
    [InlineData("ord*", "Table orders")]
    [InlineData("?.item?", "Table items")]
    [InlineData("s.orders", "Table orders")]
    [InlineData("a.b", "Table a.b")]
    [InlineData("other.a.b", "Table a.b")]
    [InlineData("o*.a.?", "Table a.b")]
    public void Names_may_have_schemas_and_wildcards(string pattern, string expected) =>
        Assert.Contains(expected, Titles(new ObjectSelection { Tables = [pattern] }));

    [Theory]
    [InlineData("Orders")]
    [InlineData("\"orders\"")]
    [InlineData("oth*")]
    [InlineData("other.orders")]
    [InlineData("order")]
    [InlineData("s.f()")]
    public void A_table_that_is_not_there_is_an_error(string pattern)
    {
        Assert.Equal(ErrorCode.TableNotFound, Assert.Throws<BackupException>(() => Apply(new ObjectSelection { Tables = ["orders", pattern] })).Code);
        Assert.Equal(ErrorCode.TableNotFound, Assert.Throws<BackupException>(() => Apply(new ObjectSelection { ExcludedTables = [pattern] })).Code);
    }

    [Fact]
    public void A_schema_that_is_not_there_is_an_error() =>
        Assert.Equal(ErrorCode.ObjectNotFound, Assert.Throws<BackupException>(() => Apply(new ObjectSelection { Schemas = ["x*"] })).Code);

    [Fact]
    public void Rows_alone_have_no_definitions()
    {
        IReadOnlyList<SchemaEntry> entries = Apply(new ObjectSelection { DataOnly = true });
        Assert.All(entries, e => Assert.Equal("", e.SetOwner + e.Comments + e.Privileges));
        Assert.Equal(["Table orders", "Table items", "Table events", "Table events_1", "Table a.b", "LargeObjects 1", "SequenceState orders_id_seq"], entries.Select(Title));
        Assert.All(entries.Where(e => e.Kind == ItemKind.Table), e => Assert.Equal("", e.Create));
        Assert.NotEqual("", entries[^1].Create);
    }

    [Fact]
    public void Definitions_alone_have_no_rows()
    {
        IReadOnlyList<SchemaEntry> entries = Apply(new ObjectSelection { SchemaOnly = true });
        Assert.All(entries, e => Assert.Empty(e.Columns));
        Assert.DoesNotContain(entries, e => e.Kind == ItemKind.SequenceState);
        Assert.DoesNotContain(entries, e => e.Kind == ItemKind.LargeObjects);
    }

    [Fact]
    public void Features_are_taken_and_left_out()
    {
        IReadOnlyList<SchemaEntry> entries = Apply(new ObjectSelection
        {
            Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Privileges, DatabaseFeature.Indexes, DatabaseFeature.Users },
        });
        SchemaEntry orders = entries.Single(e => e is { Kind: ItemKind.Table, Name: "orders" });
        Assert.Equal(("OWNER", "COMMENT", ""), (orders.SetOwner, orders.Comments, orders.Privileges));
        Assert.DoesNotContain(entries, e => e.Kind is ItemKind.Index or ItemKind.Role);
    }

    [Fact]
    public void With_a_feature_comes_what_it_cannot_be_made_without()
    {
        Assert.Equal(
            ["Schema s", "Schema other", "EnumType mood", "View circle", "View circle", "Sequence orders_id_seq", "Table orders", "ColumnDefault orders id", "SequenceOwner orders_id_seq", "View v"],
            Titles(new ObjectSelection { Included = new HashSet<DatabaseFeature> { DatabaseFeature.Views } }));
        Assert.Contains("EnumType mood", Titles(new ObjectSelection { Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Types } }));
    }

    [Fact]
    public void A_part_that_is_asked_for_brings_its_whole_along_unless_that_is_left_out()
    {
        HashSet<DatabaseFeature> constraints = [DatabaseFeature.Constraints];
        Assert.Superset(
            new HashSet<string> { "Table orders", "Constraint orders_pkey" }, Titles(new ObjectSelection { Included = constraints }).ToHashSet());
        Assert.Empty(Titles(new ObjectSelection { Included = constraints, Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Tables } }));
        // Its only constraint is a foreign key to a table that was not chosen.
        Assert.Empty(Titles(new ObjectSelection { Tables = ["s.items"], Included = constraints }));
    }

    [Fact]
    public void With_what_is_left_out_goes_what_belongs_to_it()
    {
        Assert.Equal(
            ["Role ann", "Role bob", "DatabaseSettings db", "Schema s", "Schema other", "EnumType mood", "View circle", "View circle", "Function f()",
                "Sequence orders_id_seq", "Table orders", "ColumnDefault orders id", "SequenceOwner orders_id_seq", "View v", "LargeObjects 1",
                "SequenceState orders_id_seq", "Constraint orders_pkey"],
            Titles(new ObjectSelection { Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Tables, DatabaseFeature.Sequences } }));
    }

    [Fact]
    public void Rows_without_definitions_are_taken_where_tables_are_not_asked_for_and_not_left_out()
    {
        IReadOnlyList<SchemaEntry> entries = Apply(new ObjectSelection
        {
            Included = new HashSet<DatabaseFeature> { DatabaseFeature.Data, DatabaseFeature.Procedures },
        });
        Assert.Equal(5, entries.Count(e => e is { Kind: ItemKind.Table, Create: "", Columns.Count: 1 }));
        Assert.Contains(entries, e => e.Kind == ItemKind.SequenceState);
        Assert.DoesNotContain(
            Apply(new ObjectSelection { Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Tables } }), e => e is { Create: "", Columns.Count: 1 });
    }

    [Fact]
    public void Positions_stay_true()
    {
        IReadOnlyList<SchemaEntry> entries = Apply(new ObjectSelection { Tables = ["orders"] });
        SchemaEntry fallback = entries.Single(e => e.Kind == ItemKind.ColumnDefault);
        Assert.Equal("orders", entries[fallback.Parent!.Value].Name);
        Assert.Equal(["orders_id_seq", "orders"], fallback.DependsOn.Select(d => entries[d].Name));
        Assert.Null(SchemaIndexRules.FindProblem(entries));
    }

    private int Add(
        ItemKind kind, string name, string? schema = null, int[]? dependsOn = null, int? parent = null, Section section = Section.PreData)
    {
        _entries.Add(new SchemaEntry
        {
            Kind = kind, Name = name, Schema = schema, DependsOn = dependsOn ?? [], Parent = parent, Section = section, Create = $"CREATE {name}",
            Columns = kind == ItemKind.Table ? ["a"] : [],
        });
        return _entries.Count - 1;
    }

    private IReadOnlyList<SchemaEntry> Apply(ObjectSelection selection) => EntrySelection.Apply(_entries, selection, "The database 'db'");

    private IReadOnlyList<string> Titles(ObjectSelection selection) => [.. Apply(selection).Select(Title)];

    private static string Title(SchemaEntry entry) => $"{entry.Kind} {entry.Name}";
}
