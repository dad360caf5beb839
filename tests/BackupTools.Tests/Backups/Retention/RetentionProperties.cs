using BackupTools.Backups;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace BackupTools.Tests.Backups.Retention;

/// <summary>What holds for any backups and any policy.</summary>
[Properties(Arbitrary = [typeof(RetentionProperties)], MaxTest = 300)]
public sealed class RetentionProperties
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"];

    public sealed record Example(IReadOnlyList<BackupInfo> Backups, RetentionPolicy Policy)
    {
        public IReadOnlyList<RetentionDecision> Decide() => RetentionRules.Decide(Backups, Policy, Made.Now);

        public override string ToString() =>
            $"{Policy} in {Policy.TimeZone.Id}\n{string.Join("\n", Backups.Select(b => $"{b.Name} {b.Type} {b.Selection} {b.Server} {b.Locked} -> {b.References}"))}";
    }

    public static Arbitrary<Example> Cases()
    {
        Gen<int> count = Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 5)));
        Gen<RetentionPolicy> policy =
            from last in count
            from hourly in count
            from daily in count
            from weekly in count
            from monthly in count
            from yearly in count
            from within in Gen.Frequency((3, Gen.Constant<TimeSpan?>(null)), (1, Gen.Choose(1, 900).Select(h => (TimeSpan?)TimeSpan.FromHours(h))))
            from zone in Gen.Elements(Zones)
            select new RetentionPolicy
            {
                KeepLast = last, KeepHourly = hourly, KeepDaily = daily, KeepWeekly = weekly, KeepMonthly = monthly, KeepYearly = yearly,
                KeepWithin = within, TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone),
            };
        Gen<BackupInfo> backup =
            from minutes in Gen.Frequency((3, Gen.Choose(0, 60 * 24 * 20)), (1, Gen.Choose(0, 60 * 24 * 900)))
            from database in Gen.Elements("shop", "crm")
            from server in Gen.Elements("db1:5432", "db1:5432", "db2:5432")
            from part in Gen.Elements("", "", "", "the tables a", "the tables b")
            from locked in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select Made.At(Made.Now.AddDays(-1).AddMinutes(-minutes), "", database, server) with
            {
                Type = part.Length > 0 ? "Table" : "Full", Selection = part.Length > 0 ? part : null, Locked = locked,
            };
        Gen<Example> cases =
            from p in policy
            from list in backup.ListOf()
            from links in Gen.Choose(0, 9).ArrayOf()
            select new Example(Link([.. list], links), p);
        return cases.ToArbitrary();
    }

    /// <summary>Gives each its identity, and some of them a reference to an older one.</summary>
    private static List<BackupInfo> Link(List<BackupInfo> backups, int[] links)
    {
        List<BackupInfo> ordered = [.. backups.OrderBy(b => b.CreatedAtUtc).Select((b, i) => b with { Id = $"{i:0000}", Name = $"{b.Database}_{i:0000}.backup.zip" })];
        for (int i = 1; i < ordered.Count && i < links.Length; i++)
        {
            if (links[i] == 0)
                ordered[i] = ordered[i] with { References = [ordered[i / 2].Id] };
        }

        return ordered;
    }

    [Property]
    public bool Every_backup_gets_one_decision_with_a_reason(Example c)
    {
        IReadOnlyList<RetentionDecision> decisions = c.Decide();
        return decisions.Select(d => d.Backup.Name).Order().SequenceEqual(c.Backups.Select(b => b.Name).Order()) && decisions.All(d => d.Reasons.Count > 0);
    }

    [Property]
    public bool The_order_of_the_backups_plays_no_part(Example c, int seed)
    {
        BackupInfo[] shuffled = [.. c.Backups];
        new Random(seed).Shuffle(shuffled);
        return Texts(c.Decide()).SequenceEqual(Texts((c with { Backups = shuffled }).Decide()));
    }

    [Property]
    public bool What_was_kept_once_is_kept_again(Example c) =>
        (c with { Backups = [.. c.Decide().Where(d => d.Keep).Select(d => d.Backup)] }).Decide().All(d => d.Keep);

    [Property]
    public bool What_a_kept_one_needs_is_kept(Example c)
    {
        HashSet<string> kept = [.. c.Decide().Kept()];
        return c.Backups.Where(b => kept.Contains(b.Id)).SelectMany(b => b.References).All(kept.Contains);
    }

    [Property]
    public bool Locked_ones_and_the_last_full_one_of_each_database_are_kept(Example c)
    {
        HashSet<string> kept = [.. c.Decide().Kept()];
        return c.Backups.Where(b => b.Locked).All(b => kept.Contains(b.Id))
            && c.Backups.Where(b => b.Type == "Full").GroupBy(b => (b.Database, b.Server)).All(g => kept.Contains(g.OrderBy(b => b.CreatedAtUtc).ThenBy(b => b.Name, StringComparer.Ordinal).Last().Id));
    }

    /// <summary>A newer backup can push others out, and can never bring one back that was to go.</summary>
    [Property]
    public bool A_newer_backup_brings_none_back(Example c, PositiveInt minutes)
    {
        Example plain = c with { Backups = [.. c.Backups.Select(b => b with { References = [] })] };
        HashSet<string> before = [.. plain.Decide().Kept()];
        BackupInfo newer = Made.At(Made.Now.AddDays(-1).AddMinutes(minutes.Get % 1400 + 1), "newer");
        return (plain with { Backups = [.. plain.Backups, newer] }).Decide().Kept().Where(id => id != "newer").All(before.Contains);
    }

    [Property]
    public bool No_more_are_kept_than_the_rules_can_keep(Example c)
    {
        Example plain = c with { Backups = [.. c.Backups.Select(b => b with { References = [], Locked = false })], Policy = c.Policy with { KeepWithin = null } };
        if (plain.Policy.IsEmpty)
            return plain.Decide().All(d => d.Keep);
        RetentionPolicy p = plain.Policy;
        int most = p.KeepLast + p.KeepHourly + p.KeepDaily + p.KeepWeekly + p.KeepMonthly + p.KeepYearly;
        return Kinds(plain.Decide()).All(kind => kind.Count(d => d.Keep) <= most && kind.Count(d => d.Keep) >= Math.Min(kind.Count(), Math.Max(1, p.KeepLast)));
    }

    /// <summary>Another kind's backups change nothing.</summary>
    [Property]
    public bool A_backup_of_a_part_pushes_no_full_one_out(Example c)
    {
        Example plain = c with { Backups = [.. c.Backups.Select(b => b with { References = [] })] };
        Example full = plain with { Backups = [.. plain.Backups.Where(b => b.Type == "Full")] };
        return Texts(full.Decide()).SequenceEqual(Texts([.. plain.Decide().Where(d => d.Type == "Full")]));
    }

    /// <summary>Where no new ones come, the passing of time removes nothing.</summary>
    [Property]
    public bool Time_alone_removes_nothing(Example c, PositiveInt days) =>
        Texts(c.Decide()).SequenceEqual(Texts(RetentionRules.Decide(c.Backups, c.Policy, Made.Now.AddDays(days.Get))));

    [Property]
    public bool More_rules_keep_no_less(Example c, PositiveInt more)
    {
        HashSet<string> kept = [.. (c with { Policy = c.Policy with { KeepLast = c.Policy.KeepLast + more.Get, KeepDaily = c.Policy.KeepDaily + more.Get } }).Decide().Kept()];
        return c.Policy.IsEmpty || c.Decide().Kept().All(kept.Contains);
    }

    /// <summary>Days of a zone with a fixed distance from UTC are days of UTC of backups that are as much later.</summary>
    [Property]
    public bool A_time_zone_only_moves_the_borders(Example c)
    {
        TimeZoneInfo kathmandu = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");
        Example there = c with { Policy = c.Policy with { TimeZone = kathmandu } };
        Example moved = new(
            [.. c.Backups.Select(b => b with { CreatedAtUtc = b.CreatedAtUtc + kathmandu.BaseUtcOffset, StoredAtUtc = null })],
            c.Policy with { TimeZone = TimeZoneInfo.Utc });
        return there.Decide().Select(d => (d.Backup.Id, d.Keep)).SequenceEqual(moved.Decide().Select(d => (d.Backup.Id, d.Keep)));
    }

    private static IEnumerable<IGrouping<(string, string?, string?, string?), RetentionDecision>> Kinds(IReadOnlyList<RetentionDecision> decisions) =>
        decisions.GroupBy(d => (d.Database, d.Server, d.Backup.Type, d.Backup.Selection))!;

    private static IEnumerable<string> Texts(IReadOnlyList<RetentionDecision> decisions) => decisions.Select(d => $"{d.Backup.Id} {d.Keep} {d.Reason}");
}
