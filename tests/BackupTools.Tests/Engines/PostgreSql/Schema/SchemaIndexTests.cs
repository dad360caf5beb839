using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

public sealed class SchemaIndexTests
{
    private static readonly SchemaEntry[] Sample =
    [
        new() { Kind = ItemKind.Role, Name = "ann", Section = Section.PreData, Create = "DO 'x';\n" },
        new() { Kind = ItemKind.Schema, Name = "größe", Owner = "ann", Roles = ["ann"], Section = Section.PreData, Create = "CREATE SCHEMA \"größe\";\n", SetOwner = "ALTER SCHEMA \"größe\" OWNER TO \"ann\";\n" },
        new()
        {
            Kind = ItemKind.Table, Schema = "größe", Name = "two\nlines\r; DROP TABLE x", Owner = "ann", Section = Section.PreData, DependsOn = [1],
            Columns = ["a", "b\"c"], Roles = ["ann", "bob"], Create = "CREATE TABLE …;\n", SetOwner = "ALTER TABLE …;\n",
            Comments = "COMMENT ON TABLE … IS 'x\n-- y\n';\n", Privileges = "GRANT …;\n",
        },
        new() { Kind = ItemKind.SequenceState, Schema = "s", Name = "q", Section = Section.Data, Create = "SELECT 1;\n" },
        new() { Kind = ItemKind.Index, Schema = "größe", Name = "i", Section = Section.PostData, Parent = 2, DependsOn = [1, 2], Create = "CREATE INDEX 😀;\n" },
    ];

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        IReadOnlyList<SchemaScript> scripts = [.. SchemaScripts.Write(Sample)];
        Assert.Equal(
            ["schema/000-roles.sql", "schema/100-pre-data.sql", "schema/200-data.sql", "schema/300-post-data.sql", "schema/index.json"],
            scripts.Select(s => s.Name));
        Same(Sample, await ReadAsync(scripts));
    }

    [Fact]
    public async Task A_long_script_is_divided()
    {
        IReadOnlyList<SchemaScript> scripts = [.. SchemaScripts.Write(Sample, limit: 10)];
        Assert.Contains(scripts, s => s.Name == "schema/101-pre-data.sql");
        Same(Sample, await ReadAsync(scripts));
    }

    [Fact]
    public async Task An_empty_schema_has_only_an_index()
    {
        IReadOnlyList<SchemaScript> scripts = [.. SchemaScripts.Write([])];
        Assert.Equal("schema/index.json", Assert.Single(scripts).Name);
        Assert.Empty(await ReadAsync(scripts));
    }

    [Fact]
    public void No_name_can_end_its_comment_line()
    {
        SchemaEntry entry = new() { Kind = ItemKind.View, Name = "a\nb\rc\u2028d\fe\vf\u0085g", Owner = "h\ni", Section = Section.PreData, Create = "X;\n" };
        string text = SchemaScripts.Write([entry]).First().Text;
        Assert.EndsWith("-- View a b c d e f g (owner h i)\nX;\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_are_written_as_words() =>
        Assert.Contains(
            "\n-- Materialized view data s.m\n",
            SchemaScripts.Write([new() { Kind = ItemKind.MaterializedViewData, Schema = "s", Name = "m", Section = Section.PostData, Create = "X;\n" }]).First().Text,
            StringComparison.Ordinal);

    [Fact]
    public void Entries_that_are_not_in_restore_order_are_refused() =>
        Assert.Throws<ArgumentException>(() => SchemaScripts.Write([Sample[4], Sample[1]]).ToList());

    [Theory]
    [InlineData(1, "CREATE SCHEMA", "CREATE  SCHEMA")]
    [InlineData(1, "-- Table", "DROP TABLE x; -- Table")]
    [InlineData(1, "SET row_security", "DROP TABLE row_security")]
    [InlineData(3, "CREATE INDEX 😀;\n", "CREATE INDEX 😀;\nDROP TABLE x;\n")]
    [InlineData(3, "CREATE INDEX 😀;\n", "")]
    [InlineData(4, "\"offset\":", "\"offset\":1")]
    [InlineData(4, "\"offset\":", "\"offset\":-")]
    [InlineData(4, "\"parent\":2", "\"parent\":4")]
    [InlineData(4, "\"parent\":2", "\"parent\":5")]
    [InlineData(4, "\"dependsOn\":[1,2]", "\"dependsOn\":[4]")]
    [InlineData(4, "\"dependsOn\":[1,2]", "\"dependsOn\":[-1]")]
    [InlineData(4, "\"kind\":\"Index\"", "\"kind\":\"Sorcery\"")]
    [InlineData(4, "\"kind\":\"Index\"", "\"kind\":3")]
    [InlineData(4, "200-data", "200-date")]
    [InlineData(4, "\"entries\"", "\"entrees\"")]
    [InlineData(4, "{", "")]
    public async Task An_index_that_contradicts_the_scripts_is_damage(int script, string old, string changed)
    {
        List<SchemaScript> scripts = [.. SchemaScripts.Write(Sample)];
        Assert.Contains(old, scripts[script].Text, StringComparison.Ordinal);
        scripts[script] = scripts[script] with { Text = scripts[script].Text.Replace(old, changed, StringComparison.Ordinal) };
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ReadAsync(scripts));
        Assert.Equal(ErrorCode.ArchiveDamaged, error.Code);
    }

    [Fact]
    public async Task A_missing_script_or_index_is_damage()
    {
        IReadOnlyList<SchemaScript> scripts = [.. SchemaScripts.Write(Sample)];
        for (int i = 0; i < scripts.Count; i++)
        {
            SchemaScript[] others = [.. scripts.Where((_, index) => index != i)];
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => ReadAsync(others));
            Assert.Equal(ErrorCode.ArchiveDamaged, error.Code);
        }
    }

    private static Task<IReadOnlyList<SchemaEntry>> ReadAsync(IReadOnlyList<SchemaScript> scripts)
    {
        FakeArchive archive = new() { Manifest = null! };
        archive.Manifest = new ArchiveManifest
        {
            Id = "0", Engine = "postgresql", Database = "shop", Type = BackupType.Full, CreatedAt = DateTime.UnixEpoch, Tool = "test",
            Scripts = [.. scripts.Select(s => archive.AddScript(s.Name + ".br", s.Text))],
        };
        return SchemaIndex.ReadAsync(archive, TestContext.Current.CancellationToken);
    }

    private static void Same(IReadOnlyList<SchemaEntry> expected, IReadOnlyList<SchemaEntry> actual) =>
        Assert.Equivalent(expected, actual, strict: true);
}
