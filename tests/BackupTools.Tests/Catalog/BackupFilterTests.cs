using BackupTools.Catalog;
using static BackupTools.Tests.Catalog.CatalogTesting;

namespace BackupTools.Tests.Catalog;

public sealed class BackupFilterTests
{
    private static readonly BackupInfo[] All =
    [
        Backup("c3", "Shop_eu", 3, "postgresql", BackupType.Incremental),
        Backup("a1", "shop", 1),
        Backup("a2", "shop", 2, type: BackupType.Table),
        Backup("b2", "blog", 2),
        Backup("a1", "zcopy", 1),
    ];

    private static string[] Names(BackupFilter filter) => [.. filter.Apply(All).Select(b => b.Name)];

    [Fact]
    public void Without_conditions_everything_is_listed_by_time_and_name() =>
        Assert.Equal(["shop1", "zcopy1", "blog2", "shop2", "Shop_eu3"], Names(new BackupFilter()));

    [Theory]
    [InlineData("shop", "shop1 shop2")]
    [InlineData("SHOP*", "shop1 shop2 Shop_eu3")]
    [InlineData("?log", "blog2")]
    [InlineData("*o*", "shop1 zcopy1 blog2 shop2 Shop_eu3")]
    [InlineData("sho", "")]
    [InlineData("s.op", "")]
    public void Databases_may_have_wildcards(string pattern, string expected) =>
        Assert.Equal(expected, string.Join(' ', Names(new BackupFilter { Databases = [pattern] })));

    [Fact]
    public void Several_values_are_alternatives_and_several_conditions_all_hold()
    {
        Assert.Equal(["zcopy1", "blog2"], Names(new BackupFilter { Databases = ["blog", "zcopy"] }));
        Assert.Equal(["Shop_eu3"], Names(new BackupFilter { Databases = ["shop*"], Engines = ["PostgreSql"] }));
        Assert.Equal(["shop2", "Shop_eu3"], Names(new BackupFilter { Types = [BackupType.Table, BackupType.Incremental] }));
    }

    [Fact]
    public void A_range_of_time_includes_its_ends()
    {
        Assert.Equal(["blog2", "shop2"], Names(new BackupFilter { After = Time(2), Before = Time(2) }));
        Assert.Equal(["blog2", "shop2", "Shop_eu3"], Names(new BackupFilter { After = Time(2).ToLocalTime() }));
        Assert.Equal(["shop1", "zcopy1"], Names(new BackupFilter { Before = Time(2).AddTicks(-1) }));
    }

    [Theory]
    [InlineData(2, null, "shop1 zcopy1")]
    [InlineData(null, 2, "shop2 Shop_eu3")]
    [InlineData(4, 3, "blog2 shop2")]
    [InlineData(1, 1, "")]
    [InlineData(0, null, "")]
    [InlineData(null, 0, "")]
    [InlineData(99, 99, "shop1 zcopy1 blog2 shop2 Shop_eu3")]
    public void First_and_last_count_what_the_other_conditions_left(int? first, int? last, string expected)
    {
        Assert.Equal(expected, string.Join(' ', Names(new BackupFilter { First = first, Last = last })));
        Assert.Equal(["shop2"], Names(new BackupFilter { Databases = ["shop"], Last = 1 }));
    }

    [Fact]
    public void Identities_may_be_shortened_while_they_fit_only_one()
    {
        Assert.Equal(["Shop_eu3"], Names(new BackupFilter { Ids = ["C"] }));
        Assert.Equal(["shop1", "zcopy1"], Names(new BackupFilter { Ids = ["a1"] }));
        Assert.Empty(Names(new BackupFilter { Ids = ["d"] }));

        BackupException error = Assert.Throws<BackupException>(() => Names(new BackupFilter { Ids = ["a"] }));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains("a1, a2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_numbers_are_refused()
    {
        Assert.Throws<BackupException>(() => new BackupFilter { First = -1 }.Validate());
        Assert.Throws<BackupException>(() => new BackupFilter { Last = -1 }.Validate());
    }

    private static DateTime Time(int hour) => Manifest(hour: hour).CreatedAt;

    private static BackupInfo Backup(string id, string database, int hour, string engine = "sqlite", BackupType type = BackupType.Full) =>
        BackupInfo.FromManifest(
            Manifest(id, database, hour) with { Engine = engine, Type = type }, 1, "", $"{database}{hour}");
}
