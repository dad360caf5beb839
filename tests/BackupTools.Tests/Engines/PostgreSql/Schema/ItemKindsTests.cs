using System.Text.RegularExpressions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Repository;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>A kind of object is described in one place, which everybody asks.</summary>
public sealed partial class ItemKindsTests
{
    [Fact]
    public void Every_kind_has_one_row()
    {
        Assert.Equal(Enum.GetValues<ItemKind>().Order(), ItemKinds.All.Select(k => k.Kind).Order());
        Assert.All(ItemKinds.All, k => Assert.Same(ItemKinds.Of(k.Kind), ItemKinds.Of(k.Kind)));
        Assert.All(ItemKinds.All, k => Assert.Equal(k.Kind, ItemKinds.Of(k.Kind).Kind));
    }

    [Fact]
    public void The_rows_stand_in_the_order_of_restoring() =>
        Assert.Equal(Enumerable.Range(0, ItemKinds.All.Count), ItemKinds.All.Select(k => ItemKinds.Of(k.Kind).Rank));

    /// <summary>What comes after the rows cannot be needed before them, and what is done to an object is none that <c>-Table</c> names.</summary>
    [Fact]
    public void No_row_contradicts_itself() => Assert.All(ItemKinds.All, k =>
    {
        Assert.False(k.PrecedesRows && k.Section == Section.PostData, k.Words);
        Assert.False(k.IsSecondary && k.IsRelation, k.Words);
        Assert.NotEmpty(k.File);
    });

    /// <summary>Where kinds are told apart by a list with a default, a new kind would fall into the default.</summary>
    [Fact]
    public void Nobody_else_has_a_table_of_kinds()
    {
        string folder = RepositoryRoot.Combine("src", "BackupTools.Core", "Engines", "PostgreSql");
        string[] files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);
        Assert.True(files.Length > 200, $"Only {files.Length} files were looked at.");
        Assert.Empty(files.Where(f => Arms().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(folder, f)));
    }

    [Theory]
    [InlineData("        ItemKind.Table => 1,")]
    [InlineData("        ItemKind.Table or ItemKind.View\n            or ItemKind.Index => 1,")]
    [InlineData("            case ItemKind.Table:")]
    [InlineData("            case ItemKind.Table when x:")]
    public void A_table_of_kinds_would_be_seen(string code) => Assert.Matches(Arms(), code);

    [GeneratedRegex(@"^\s*ItemKind\.\w+(\s+or\s+ItemKind\.\w+)*(\s+when\s[^=]*)?\s*=>|\bcase ItemKind\.", RegexOptions.Multiline)]
    private static partial Regex Arms();
}
