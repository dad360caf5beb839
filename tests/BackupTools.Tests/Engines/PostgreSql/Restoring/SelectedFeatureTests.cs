using System.Text.RegularExpressions;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Abstractions.DatabaseFeature;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.SelectedSample;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>
/// The sample <c>wide</c>, which has everything, without some of its features: at the backup, or at the restore of a full
/// one, into a new database or an empty one. What is left out is missing, and everything else is there.
/// </summary>
public sealed class SelectedFeatureTests
{
    private const string ForcesRowSecurity = "TABLE bt.child";

    /// <summary>What nothing else needs, so that all of it goes.</summary>
    private static readonly DatabaseFeature[] Free =
        [Triggers, Rules, Policies, Indexes, TextSearch, Procedures, Replication, LargeObjects, Comments, Settings, DatabaseFeature.Users];

    /// <summary>What other things need, so that some of it stays.</summary>
    private static readonly DatabaseFeature[] Needed = [Constraints, Views, Functions, Sequences, Types, Operators, Extensions, ForeignData];

    /// <summary>The entries of a dump that a feature is, by type; those about others have the type in their names.</summary>
    private static readonly Dictionary<DatabaseFeature, string> Kinds = new()
    {
        [Constraints] = "(FK |CHECK )?CONSTRAINT",
        [Indexes] = "INDEX|STATISTICS",
        [Views] = "(MATERIALIZED )?VIEW( DATA)?",
        [Functions] = "FUNCTION|AGGREGATE",
        [Procedures] = "PROCEDURE",
        [Triggers] = "(EVENT )?TRIGGER",
        [Rules] = "RULE",
        [Policies] = "POLICY|ROW SECURITY",
        [Sequences] = "SEQUENCE( SET)?",
        [Types] = "(SHELL )?TYPE|DOMAIN",
        [Operators] = "OPERATOR( CLASS| FAMILY)?|CAST|CONVERSION|COLLATION|TRANSFORM|PROCEDURAL LANGUAGE|ACCESS METHOD",
        [TextSearch] = "TEXT SEARCH .*",
        [Extensions] = "EXTENSION",
        [ForeignData] = "FOREIGN DATA WRAPPER|SERVER|USER MAPPING|FOREIGN TABLE",
        [Replication] = "PUBLICATION.*|SUBSCRIPTION",
        [LargeObjects] = "BLOB.*|LARGE OBJECT",
        [Comments] = "COMMENT",
        [Settings] = "DATABASE.*",
        [DatabaseFeature.Users] = "ROLE",
    };

    [Theory]
    [InlineData(18, Way.AtBackup)]
    [InlineData(15, Way.IntoEmptyDatabase)]
    public async Task What_nothing_needs_goes_and_all_else_stays(int version, Way way)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, Without(Free));
        await DumpComparison.AssertSameAsync(server, original, server, restored, new DumpComparisonOptions
        {
            IsWanted = e => !IsOneOf(e, Free),
            IsMeaningless = e => e.Title == ForcesRowSecurity || (e.Type == "COMMENT" && e.Name.StartsWith("EXTENSION ", StringComparison.Ordinal)),
        });
    }

    [Theory]
    [InlineData(15, Way.AtBackup)]
    [InlineData(18, Way.AtRestore)]
    public async Task What_others_need_stays_and_nothing_else_of_it(int version, Way way)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, Without(Needed));
        IReadOnlyList<DumpDifference> differences = await DumpComparison.CompareAsync(server, original, server, restored);
        Assert.Empty(differences.Where(d => d.Restored is not null || !IsPartOf(d.Original!, Needed)).Select(d => d.ToString()));
        string[] titles = [.. differences.Select(d => d.Original!.Title)];
        Assert.Superset(
            new HashSet<string>
            {
                "CONSTRAINT bt.unlogged unlogged_pkey", "FK CONSTRAINT bt.hen hen_egg_fkey", "CHECK CONSTRAINT bt.everything not_valid", "VIEW bt.cascaded",
                "MATERIALIZED VIEW DATA bt.mv_1", "FUNCTION bt.atomic(integer)", "AGGREGATE bt.counted(*)", "SEQUENCE bt.never_used", "TYPE bt.nested",
                "DOMAIN bt.array_domain", "OPERATOR bt.!!", "CAST -.CAST (integer AS bt.mood)", "PROCEDURAL LANGUAGE -.untrusted", "EXTENSION -.dblink",
                "FOREIGN TABLE bt.file_table", "SERVER -.remote", "TABLE ATTACH bt.foreign_partition",
            },
            titles.ToHashSet());
        Assert.DoesNotContain("TYPE bt.mood", titles);
        Assert.DoesNotContain("EXTENSION -.hstore", titles);
        Assert.DoesNotContain("SEQUENCE bt.everything id", titles);
    }

    [Theory]
    [InlineData(15, Way.AtBackup)]
    [InlineData(18, Way.AtRestore)]
    [InlineData(18, Way.IntoEmptyDatabase)]
    public async Task Definitions_alone_are_those_of_pg_dump(int version, Way way)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, new ObjectSelection { SchemaOnly = true });
        await DumpComparison.AssertSameAsync(server, original, server, restored, new DumpComparisonOptions
        {
            OriginalArguments = ["--schema-only"],
            IsMeaningless = IsOfNoRows,
            DatabaseProperties = way != Way.IntoEmptyDatabase,
        });
    }

    [Theory]
    [InlineData(18, Way.AtBackup)]
    [InlineData(15, Way.AtRestore)]
    public async Task Without_grants_and_rows_there_are_none(int version, Way way)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, Without(Privileges, Data));
        await DumpComparison.AssertSameAsync(server, original, server, restored, new DumpComparisonOptions
        {
            OriginalArguments = ["--schema-only", "--no-privileges"],
            IsMeaningless = IsOfNoRows,
        });
    }

    [Theory]
    [InlineData(18, Way.AtRestore)]
    [InlineData(15, Way.AtBackup)]
    public async Task Tables_that_views_need_stay_with_their_rows(int version, Way way)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(version, way, Without(Tables));
        IReadOnlyList<DumpDifference> differences = await DumpComparison.CompareAsync(server, original, server, restored);
        Assert.Empty(differences.Where(d => d.Restored is not null).Select(d => d.ToString()));
        string[] titles = [.. differences.Select(d => d.Original!.Title)];
        Assert.Contains("TABLE bt.clustered", titles);
        Assert.Contains("TABLE DATA bt.clustered", titles);
        Assert.DoesNotContain(titles, t => t.EndsWith(" bt.parent", StringComparison.Ordinal) || Regex.IsMatch(t, "^((MATERIALIZED )?VIEW|FUNCTION) "));
    }

    [Theory]
    [InlineData(Views, 18, Way.AtRestore)]
    [InlineData(Functions, 15, Way.IntoEmptyDatabase)]
    [InlineData(Triggers, 18, Way.AtBackup)]
    [InlineData(Types, 15, Way.AtRestore)]
    [InlineData(Sequences, 18, Way.IntoEmptyDatabase)]
    [InlineData(Constraints, 15, Way.AtBackup)]
    [InlineData(Indexes, 18, Way.IntoEmptyDatabase)]
    [InlineData(Policies, 15, Way.IntoEmptyDatabase)]
    [InlineData(Rules, 18, Way.AtBackup)]
    [InlineData(Procedures, 15, Way.AtRestore)]
    [InlineData(Operators, 18, Way.AtRestore)]
    [InlineData(TextSearch, 15, Way.IntoEmptyDatabase)]
    [InlineData(ForeignData, 18, Way.AtRestore)]
    [InlineData(Extensions, 15, Way.AtBackup)]
    [InlineData(Replication, 18, Way.AtRestore)]
    public async Task One_feature_alone_is_all_there_with_nothing_of_another_kind_that_it_does_not_need(DatabaseFeature feature, int version, Way way)
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(
            version, way, new ObjectSelection { Included = new HashSet<DatabaseFeature> { feature } });
        IReadOnlyList<DumpDifference> differences = await DumpComparison.CompareAsync(server, original, server, restored);
        Assert.Empty(differences.Where(IsWrong).Select(d => d.ToString()));
        Assert.Contains(differences, d => d.Original!.Type == "TABLE DATA");

        // Rows, grants and comments were not asked for; those of an extension it makes itself.
        bool IsWrong(DumpDifference difference) => difference.Restored is { } found
            ? !IsOfNoRows(found) && found.Title != ForcesRowSecurity && !found.Name.StartsWith("EXTENSION ", StringComparison.Ordinal)
            : IsOneOf(difference.Original!, [feature]) && difference.Original!.Type is not ("ACL" or "COMMENT" or "MATERIALIZED VIEW DATA" or "SEQUENCE SET");
    }

    [Fact]
    public async Task Large_objects_alone_have_their_content()
    {
        (PostgresServer server, string original, string restored) = await RestoreAsync(
            18, Way.AtRestore, new ObjectSelection { Included = new HashSet<DatabaseFeature> { LargeObjects } });
        const string Contents = "SELECT oid, lomowner::regrole, md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid";
        Assert.Equal(await server.PsqlAsync(original, Contents), await server.PsqlAsync(restored, Contents));
        Assert.Equal("0", await server.PsqlAsync(restored, "SELECT count(*) FROM pg_class WHERE oid >= 16384"));
    }

    private static ObjectSelection Without(params DatabaseFeature[] features) => new() { Excluded = features.ToHashSet() };

    /// <summary>
    /// True for what is of one of the features. What pg_dump says elsewhere: a view that it makes in two steps, a constraint's
    /// index, and that a table forces row security.
    /// </summary>
    private static bool IsOneOf(DumpEntry entry, DatabaseFeature[] features) => entry.Type switch
    {
        "RULE" when entry.Name.EndsWith(" _RETURN", StringComparison.Ordinal) => features.Contains(Views),
        "INDEX ATTACH" => features.Contains(Regex.IsMatch(entry.Name, "key$") ? Constraints : Indexes),
        "TABLE" when entry.Title == ForcesRowSecurity => features.Contains(Policies),
        "ACL" or "COMMENT" when features.Any(f => Regex.IsMatch(entry.Name, $"^({Kinds[f]}) ")) => true,
        _ => features.Any(f => Regex.IsMatch(entry.Type, $"^({Kinds[f]})$")),
    };

    /// <summary>The same, and what belongs to it and is of another type: columns of views, attachments of foreign tables.</summary>
    private static bool IsPartOf(DumpEntry entry, DatabaseFeature[] features) => IsOneOf(entry, features)
        || entry.Type is "TABLE ATTACH" or "DEFAULT" or "RULE" or "TRIGGER" or "INDEX" or "COMMENT" or "ACL";

    /// <summary>True for what pg_dump says of a sequence that was never used, and of a table without rows.</summary>
    private static bool IsOfNoRows(DumpEntry entry) =>
        (entry.Type == "SEQUENCE SET" && entry.Text.EndsWith(", false);", StringComparison.Ordinal))
        || (entry.Type == "TABLE DATA" && entry.Text.EndsWith(" FROM stdin;", StringComparison.Ordinal));
}
