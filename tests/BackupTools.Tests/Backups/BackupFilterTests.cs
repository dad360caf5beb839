using BackupTools.Backups;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Backups.CatalogTesting;

namespace BackupTools.Tests.Backups;

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

    [Fact]
    public void A_range_that_is_upside_down_is_refused()
    {
        Assert.Throws<BackupException>(() => new BackupFilter { After = Time(3), Before = Time(2) }.Validate());
        new BackupFilter { After = Time(2), Before = Time(2) }.Validate();
    }

    [Fact]
    public void What_no_backup_meets_is_said()
    {
        Assert.Empty(new BackupFilter { Databases = ["shop", "b*"], Engines = ["SQLITE"], Ids = ["a"] }.FindMisses(All));
        string miss = Assert.Single(new BackupFilter { Databases = ["shop", "shpo"] }.FindMisses(All));
        Assert.Contains("'shpo'", miss, StringComparison.Ordinal);
        Assert.Contains("Did you mean: shop", miss, StringComparison.Ordinal);
        Assert.Equal(3, new BackupFilter { Databases = ["x*"], Engines = ["mysql"], Ids = ["ff"] }.FindMisses(All).Count);
        Assert.Single(new BackupFilter { Databases = ["blog"], Types = [BackupType.Table] }.FindMisses(All));
        Assert.Single(new BackupFilter { Databases = ["Shop_eu"], Latest = true }.FindMisses(All));
        Assert.Single(new BackupFilter { Latest = true }.FindMisses([]));
        Assert.Empty(new BackupFilter().FindMisses([]));
        Assert.Empty(new BackupFilter { Databases = ["shop"], Before = Time(0) }.FindMisses(All));
    }

    [Fact]
    public void The_latest_is_full_and_one_for_each_database_of_each_server()
    {
        BackupInfo old = Backup("a1", "shop", 1);
        BackupInfo one = Backup("b1", "shop", 2) with { Server = "db1:5432", ServerId = "1" };
        BackupInfo again = Backup("b2", "shop", 4) with { Server = "db1.example.com:5432", ServerId = "1" };
        BackupInfo part = Backup("b3", "shop", 6, type: BackupType.Table) with { Server = "db1:5432", ServerId = "1" };
        BackupInfo unidentified = Backup("b4", "shop", 5) with { Server = "db1:5432" };
        BackupInfo other = Backup("c1", "shop", 3) with { Server = "db2:5432", ServerId = "2" };
        BackupInfo blog = Backup("d1", "blog", 1) with { Server = "db2:5432", ServerId = "2" };
        BackupFilter latest = new() { Latest = true };

        Assert.Equal(["a1"], latest.Apply([old, part]).Select(b => b.Id));
        Assert.Equal(["b2"], latest.Apply([old, one, again, part]).Select(b => b.Id));
        Assert.Equal(["b4"], latest.Apply([old, one, again, unidentified]).Select(b => b.Id));
        Assert.Equal(["d1", "c1", "b2"], latest.Apply([one, again, part, other, blog]).Select(b => b.Id));
        Assert.Equal(["a1", "c1", "b2"], latest.Apply([old, again, other]).Select(b => b.Id));
        Assert.Equal(["c1"], latest.Apply([other, other with { Storage = "copy" }]).Select(b => b.Id));
    }

    [Fact]
    public void The_latest_has_no_number_and_no_other_type()
    {
        Assert.Throws<BackupException>(() => new BackupFilter { Latest = true, Last = 1 }.Validate());
        Assert.Throws<BackupException>(() => new BackupFilter { Latest = true, Types = [BackupType.Table] }.Validate());
    }

    private static DateTime Time(int hour) => Manifest(hour: hour).CreatedAt;

    private static BackupInfo Backup(string id, string database, int hour, string engine = "sqlite", BackupType type = BackupType.Full) =>
        BackupInfo.FromManifest(
            Manifest(id, database, hour) with { Engine = engine, Type = type }, 1, new MemoryStorage(), $"{database}{hour}");
}
