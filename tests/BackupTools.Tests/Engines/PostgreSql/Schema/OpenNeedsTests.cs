using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

public sealed class OpenNeedsTests
{
    [Fact]
    public void An_entry_is_free_when_the_last_that_it_needs_has_ended()
    {
        OpenNeeds needs = new([Entry(), Entry(), Entry(0, 1), Entry(2)], [0, 1, 2, 3]);
        Assert.Equal([0, 1], needs.Free.Order());
        Assert.Equal((2, 1), (needs.CountOf(2), needs.CountOf(3)));
        Assert.Equal([2], needs.WaitersOf(0));
        Assert.Empty(needs.End(0));
        Assert.Equal(1, needs.CountOf(2));
        Assert.Equal([2], needs.End(1));
        Assert.Equal([3], needs.End(2));
        Assert.Empty(needs.End(3));
    }

    [Fact]
    public void What_is_not_in_the_set_is_there_already()
    {
        OpenNeeds needs = new([Entry(), Entry(0), Entry(0, 1)], [1, 2]);
        Assert.Equal([1], needs.Free);
        Assert.Empty(needs.WaitersOf(0));
        Assert.Equal([2], needs.End(1));
    }

    [Fact]
    public void What_is_named_twice_is_needed_once()
    {
        OpenNeeds needs = new([Entry(), Entry(0, 0)], [0, 1, 1]);
        Assert.Equal(1, needs.CountOf(1));
        Assert.Equal([1], needs.End(0));
    }

    private static SchemaEntry Entry(params int[] dependsOn) =>
        new() { Kind = ItemKind.Table, Schema = "s", Name = "n", Section = Section.PreData, DependsOn = dependsOn };
}
