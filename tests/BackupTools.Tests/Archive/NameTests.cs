using BackupTools.Archive;

namespace BackupTools.Tests.Archive;

public sealed class NameTests
{
    private static readonly DateTime Time = new(2026, 11, 21, 6, 0, 5, DateTimeKind.Utc);

    [Theory]
    [InlineData("shop", 1, "shop_20261121_060005.backup.zip")]
    [InlineData("shop", 3, "shop_20261121_060005_3.backup.zip")]
    [InlineData("my shop/2\\x:*.db", 1, "my_shop_2_x__.db_20261121_060005.backup.zip")]
    [InlineData("../../etc", 1, "_._.._etc_20261121_060005.backup.zip")]
    [InlineData(".hidden", 1, "_hidden_20261121_060005.backup.zip")]
    [InlineData("-rf", 1, "_rf_20261121_060005.backup.zip")]
    [InlineData("", 1, "__20261121_060005.backup.zip")]
    [InlineData("läden", 1, "läden_20261121_060005.backup.zip")]
    public void An_archives_name_is_safe_everywhere(string database, int attempt, string expected) =>
        Assert.Equal(expected, ArchiveName.Make(database, Time, attempt));

    [Theory]
    [InlineData('a')]
    [InlineData('漢')]
    public void A_long_name_is_cut_so_that_every_file_system_takes_it(char c)
    {
        string name = ArchiveName.Make(new string(c, 500), Time, 12);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 100, 240);
        Assert.EndsWith("_20261121_060005_12.backup.zip", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop_20261121_060005.backup.zip", true)]
    [InlineData("x.backup.zip", true)]
    [InlineData(".backup.zip", false)]
    [InlineData("x.zip", false)]
    [InlineData("x.backup.zip.tmp", false)]
    [InlineData("x.backup.json", false)]
    public void Archives_are_recognized(string name, bool expected) => Assert.Equal(expected, ArchiveName.IsArchive(name));

    [Fact]
    public void A_summary_belongs_to_its_archive()
    {
        Assert.Equal("x_1.backup.json", ArchiveName.ToSummary("x_1.backup.zip"));
        Assert.True(ArchiveName.IsSummary("x_1.backup.json"));
        Assert.False(ArchiveName.IsSummary("x_1.backup.zip"));
        Assert.Throws<ArgumentException>(() => ArchiveName.ToSummary("x.json"));
    }

    [Theory]
    [InlineData("pages", "main", "shop", "data/main/3.sql.br")]
    [InlineData("table", "main", "order", "data/main.order/3.sql.br")]
    [InlineData("table", "main", "a.b~c%d e/ä", "data/main.a%2Eb%7Ec%25d%20e%2F%C3%A4/3.sql.br")]
    [InlineData("table", "main", "", "data/main.%/3.sql.br")]
    [InlineData("table", "", "..", "data/%.%2E%2E/3.sql.br")]
    public void A_chunks_name_says_whose_it_is(string kind, string schema, string name, string expected)
    {
        string member = new ChunkFolders().GetMember(
            new ChunkInfo(5, 3, ".sql", null, null, null), new ArchiveObject { Kind = kind, Schema = schema, Name = name }, ".br");
        Assert.Equal(expected, member);
        Assert.True(MemberName.IsValid(member));
    }

    [Fact]
    public void Tables_whose_names_differ_in_case_get_different_folders()
    {
        var folders = new ChunkFolders();
        Assert.Equal("data/main.Order", folders.Get(1, Table("Order")));
        Assert.Equal("data/main.ORDER~2", folders.Get(2, Table("ORDER")));
        Assert.Equal("data/main.order~3", folders.Get(3, Table("order")));
        Assert.Equal("data/main.order%7E3", folders.Get(4, Table("order~3")));
        Assert.Equal("data/main.Order", folders.Get(1, Table("Order")));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("xé")]
    [InlineData("é")]
    [InlineData("xxé")]
    public void A_long_name_is_cut_between_its_escapes_and_stays_unique(string part)
    {
        var folders = new ChunkFolders();
        ArchiveObject table = Table(string.Concat(Enumerable.Repeat(part, 300)));
        string first = folders.Get(1, table);
        string second = folders.Get(int.MaxValue, table);

        Assert.NotEqual(first, second);
        Assert.EndsWith("~1", first, StringComparison.Ordinal);
        string member = folders.GetMember(new ChunkInfo(int.MaxValue, int.MaxValue, ".pages", null, null, null), table, ".zst");
        Assert.True(MemberName.IsValid(member));
        Assert.DoesNotMatch("%(?![0-9A-F]{2})", first);
    }

    private static ArchiveObject Table(string name) => new() { Kind = "table", Schema = "main", Name = name };
}
