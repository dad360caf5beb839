using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Advice is given only where it can help.</summary>
public sealed class StatementRemediesTests
{
    [Theory]
    [InlineData("58P01")]
    [InlineData("58030")]
    [InlineData("53200")]
    [InlineData("57014")]
    [InlineData("40P01")]
    [InlineData("25006")]
    [InlineData("XX001")]
    public void What_the_server_itself_suffers_from_is_not_mended_by_leaving_something_out(string state)
    {
        string remedy = StatementRemedies.Of(Entry("DatabaseSettings"), state);
        Assert.DoesNotContain("-Exclude", remedy, StringComparison.Ordinal);
        Assert.Contains("its log", remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0A000", "DatabaseSettings", "-Exclude Settings")]
    [InlineData("42883", "View", "-ExcludeTable 's.x'")]
    [InlineData("22023", "Trigger", "-Exclude Triggers")]
    [InlineData("XX000", "Index", "-Exclude Indexes")]
    [InlineData("58P01", "Function", "Install the library")]
    [InlineData("42501", "Policy", "")]
    public void What_is_wrong_with_an_object_is(string state, string kind, string expected) =>
        Assert.Contains(expected, StatementRemedies.Of(Entry(kind), state), StringComparison.Ordinal);

    private static SchemaEntry Entry(string kind) => new()
    {
        Kind = Enum.Parse<ItemKind>(kind), Schema = "s", Name = "x", Section = Section.PreData, Create = "CREATE x;",
    };
}
