using System.Diagnostics;
using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Ordering;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

public sealed class DependencyOrderTests
{
    private readonly List<SchemaItem> _items = [];
    private readonly List<CatalogDependency> _dependencies = [];

    [Fact]
    public void What_is_needed_comes_first_and_the_rest_by_kind_and_name()
    {
        CatalogId view = Add(ItemKind.View, "a");
        CatalogId table = Add(ItemKind.Table, "b");
        Add(ItemKind.Table, "a");
        CatalogId function = Add(ItemKind.Function, "z");
        Add(ItemKind.Schema, "s");
        Add(ItemKind.EventTrigger, "e", Section.PostData);
        Add(ItemKind.Index, "i", Section.PostData);
        Needs(function, table);
        Needs(view, function);
        Assert.Equal(["Schema s", "Table a", "Table b", "Function z", "View a", "Index i", "EventTrigger e"], Order());
    }

    [Fact]
    public void The_order_does_not_depend_on_the_order_of_the_items()
    {
        for (uint i = 0; i < 40; i++)
            Add((ItemKind)(2 + (i % 30)), "n" + (i % 7).ToString(CultureInfo.InvariantCulture), oid: i + 1);
        for (int i = 0; i < 39; i++)
            Needs(_items[i].Id, _items[(i * i) % (i + 1)].Id);
        IReadOnlyList<string> first = Order();
        for (int i = 0; i < 5; i++)
        {
            _items.Reverse(i, 30);
            _dependencies.Reverse();
            Assert.Equal(first, Order());
        }
    }

    [Fact]
    public void Parts_count_with_what_they_are_parts_of()
    {
        CatalogId view = Add(ItemKind.View, "a");
        CatalogId function = Add(ItemKind.Function, "f");
        CatalogId table = Add(ItemKind.Table, "t");
        CatalogId rule = new("pg_rewrite", 900);
        CatalogId rowType = new("pg_type", 901);
        CatalogId arrayType = new("pg_type", 902);
        _dependencies.Add(new(rule, view, 'i'));
        _dependencies.Add(new(rule, view with { SubId = 2 }, 'n'));
        _dependencies.Add(new(rule, function, 'n'));
        _dependencies.Add(new(rowType, table, 'i'));
        _dependencies.Add(new(arrayType, rowType, 'i'));
        Needs(function, arrayType);
        Assert.Equal(["Table t", "Function f", "View a"], Order());
    }

    [Fact]
    public void Members_of_an_extension_count_as_the_extension()
    {
        CatalogId schema = Add(ItemKind.Schema, "s");
        CatalogId type = Add(ItemKind.EnumType, "e");
        CatalogId extension = Add(ItemKind.Extension, "x");
        CatalogId member = new("pg_type", 900);
        _dependencies.Add(new(member, extension, 'e'));
        _dependencies.Add(new(member, new CatalogId("pg_proc", 901), 'n'));
        Needs(extension, schema);
        Needs(type, member);
        Assert.Equal(["Schema s", "Extension x", "EnumType e"], Order());
    }

    [Fact]
    public void A_sequence_does_not_wait_for_the_column_that_owns_it()
    {
        CatalogId sequence = Add(ItemKind.Sequence, "q");
        CatalogId table = Add(ItemKind.Table, "t");
        CatalogId value = new("pg_attrdef", 900);
        _dependencies.Add(new(sequence, table with { SubId = 1 }, 'a'));
        _dependencies.Add(new(value, table with { SubId = 1 }, 'a'));
        Needs(value, sequence);
        Assert.Equal(["Sequence q", "Table t"], Order());
    }

    [Fact]
    public void A_partition_does_not_wait_for_its_whole()
    {
        CatalogId part = Add(ItemKind.Table, "a");
        CatalogId whole = Add(ItemKind.Table, "b");
        _dependencies.Add(new(part, whole, 'a'));
        OrderedItem first = Sort()[0];
        Assert.Equal("a", first.Item.Name);
        Assert.Empty(first.DependsOn);
    }

    [Fact]
    public void A_circle_of_a_view_and_a_function_is_broken_with_the_views_stand_in()
    {
        CatalogId schema = Add(ItemKind.Schema, "s");
        CatalogId function = Add(ItemKind.Function, "f", standIn: true);
        CatalogId view = Add(ItemKind.View, "v", standIn: true);
        CatalogId other = Add(ItemKind.View, "w", standIn: true);
        Needs(view, schema);
        _dependencies.Add(new(new CatalogId("pg_rewrite", 900), view, 'i'));
        Needs(new CatalogId("pg_rewrite", 900), function);
        Needs(function, view);
        Needs(other, view);
        IReadOnlyList<OrderedItem> order = Sort();
        Assert.Equal(["Schema s", "View v StandIn", "Function f", "View v AfterStandIn", "View w"], order.Select(Title));
        Assert.Equal([0], order[1].DependsOn);
        Assert.Equal([1], order[2].DependsOn);
        Assert.Equal([0, 1, 2], order[3].DependsOn);
        Assert.Equal([3], order[4].DependsOn);
        Assert.Equal(3, order[1].Parent);
    }

    [Fact]
    public void A_base_type_gets_a_shell_before_its_functions_and_what_uses_it_comes_after_all()
    {
        CatalogId type = Add(ItemKind.BaseType, "t", standIn: true);
        CatalogId input = Add(ItemKind.Function, "in");
        CatalogId output = Add(ItemKind.Function, "out");
        CatalogId table = Add(ItemKind.Table, "a");
        Needs(type, input);
        Needs(type, output);
        Needs(input, type);
        Needs(output, type);
        Needs(table, type);
        Assert.Equal(["BaseType t StandIn", "Function in", "Function out", "BaseType t AfterStandIn", "Table a"], Order());
    }

    [Fact]
    public void Views_that_need_each_other_are_all_broken()
    {
        CatalogId[] views = [.. Enumerable.Range(0, 5).Select(i => Add(ItemKind.View, $"v{i}", standIn: true))];
        for (int i = 0; i < views.Length; i++)
        {
            foreach (CatalogId other in views.Where((_, o) => o != i))
            {
                _dependencies.Add(new(new CatalogId("pg_rewrite", 900u + (uint)i), views[i], 'i'));
                Needs(new CatalogId("pg_rewrite", 900u + (uint)i), other);
            }
        }

        IReadOnlyList<OrderedItem> order = Sort();
        Assert.All(order.Select((item, i) => (item, i)), o => Assert.All(o.item.DependsOn, d => Assert.True(d < o.i)));
        Assert.Equal(5, order.Count(o => o.Stage != ItemStage.StandIn));
    }

    [Fact]
    public void A_circle_that_nothing_breaks_is_named()
    {
        CatalogId a = Add(ItemKind.Function, "fa");
        CatalogId b = Add(ItemKind.Table, "tb");
        CatalogId innocent = Add(ItemKind.View, "v");
        Needs(a, b);
        Needs(b, a);
        Needs(innocent, a);
        BackupException error = Assert.Throws<BackupException>(() => Sort());
        Assert.Equal(ErrorCode.DatabaseReadFailed, error.Code);
        Assert.Contains("Function s.fa, Table s.tb.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s.v", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_that_needs_a_primary_key_follows_the_rows_and_its_stand_in_serves_before()
    {
        CatalogId table = Add(ItemKind.Table, "t");
        CatalogId key = Add(ItemKind.Constraint, "pk", Section.PostData);
        CatalogId view = Add(ItemKind.View, "v", standIn: true);
        CatalogId user = Add(ItemKind.Function, "f");
        CatalogId stored = Add(ItemKind.MaterializedView, "m");
        Needs(key, table);
        _dependencies.Add(new(new CatalogId("pg_rewrite", 900), view, 'i'));
        Needs(new CatalogId("pg_rewrite", 900), key);
        Needs(user, view);
        Needs(stored, key);
        Assert.Equal(
            ["Table t", "View v StandIn", "Function f", "Constraint pk", "View v AfterStandIn", "MaterializedView m"],
            Sort().OrderBy(o => o.Section).Select(Title));
        Assert.Equal([Section.PreData, Section.PostData], Sort().Where(o => o.Item.Name == "v").Select(o => o.Section));
        Assert.Equal(Section.PostData, Sort().Single(o => o.Item.Name == "m").Section);
    }

    [Fact]
    public void A_table_that_needs_what_follows_the_rows_is_an_error()
    {
        CatalogId key = Add(ItemKind.Constraint, "pk", Section.PostData);
        CatalogId function = Add(ItemKind.Function, "f", standIn: true);
        CatalogId table = Add(ItemKind.Table, "t");
        Needs(function, key);
        Needs(table, function);
        BackupException error = Assert.Throws<BackupException>(() => Sort());
        Assert.Contains("Table s.t must be there before the rows are loaded, and needs Function s.f", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_items_are_ordered()
    {
        for (uint i = 1; i <= 20_000; i++)
        {
            CatalogId table = Add(ItemKind.Table, $"t{i}", oid: i);
            for (uint k = 1; k <= 4; k++)
            {
                Needs(Add(ItemKind.Index, $"t{i}_{k}", Section.PostData, oid: (k * 100_000) + i), table);
                Needs(new CatalogId("pg_type", (k * 100_000) + i), table);
            }

            if (i > 1)
                Needs(table, new CatalogId("pg_class", i - 1));
        }

        var watch = Stopwatch.StartNew();
        IReadOnlyList<OrderedItem> order = Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms");
        Assert.Equal(100_000, order.Count);
        Assert.Equal("t20000", order[19_999].Item.Name);
    }

    private CatalogId Add(ItemKind kind, string name, Section section = Section.PreData, bool standIn = false, uint oid = 0)
    {
        string catalog = kind switch
        {
            ItemKind.Function => "pg_proc",
            ItemKind.Table or ItemKind.View or ItemKind.Index or ItemKind.MaterializedView or ItemKind.Sequence => "pg_class",
            ItemKind.BaseType or ItemKind.EnumType => "pg_type",
            ItemKind.Schema => "pg_namespace",
            _ => "pg_other",
        };
        CatalogId id = new(catalog, oid == 0 ? (uint)_items.Count + 1 : oid);
        _items.Add(new SchemaItem
        {
            Kind = kind, Id = id, Schema = kind is ItemKind.Schema ? null : "s", Name = name, Section = section, Create = $"CREATE {kind} {name}",
            StandIn = standIn ? "STAND IN" : null, CreateAfterStandIn = standIn ? "AFTER" : null,
        });
        return id;
    }

    private void Needs(CatalogId item, CatalogId needed) => _dependencies.Add(new(item, needed, 'n'));

    private IReadOnlyList<OrderedItem> Sort() => DependencyOrder.Sort(_items, ItemGraph.Build(_items, _dependencies));

    private IReadOnlyList<string> Order() => [.. Sort().Select(Title)];

    private static string Title(OrderedItem item) =>
        $"{item.Item.Kind} {item.Item.Name}{(item.Stage == ItemStage.Whole ? "" : " " + item.Stage)}";
}
