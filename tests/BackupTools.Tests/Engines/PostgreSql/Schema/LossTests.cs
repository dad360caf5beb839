using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>The comparison of the sample <c>wide</c> can fail: whatever kind of thing a backup forgets, it is noticed.</summary>
public sealed class LossTests
{
    private const string Sample = "wide";

    /// <summary>Roles are the server's: they are there whether the backup has them or not, and have tests of their own.</summary>
    private static readonly ItemKind[] NotOfTheDatabase = [ItemKind.Role];

    private static readonly Dictionary<string, (Func<SchemaEntry, bool> Has, Func<SchemaEntry, SchemaEntry> Without)> Pieces = new()
    {
        ["create"] = (e => e.Create.Length > 0, e => e with { Create = "" }),
        ["owner"] = (e => e.SetOwner.Length > 0 && e.Owner != "postgres", e => e with { SetOwner = "" }),
        ["comments"] = (e => e.Comments.Length > 0, e => e with { Comments = "" }),
        ["privileges"] = (e => e.Privileges.Length > 0, e => e with { Privileges = "" }),
    };

    [Fact]
    public async Task The_sample_has_every_kind()
    {
        (_, _, _, IReadOnlyList<SchemaEntry> entries) = await BackUpAsync();
        Assert.Empty(Enum.GetValues<ItemKind>().Except(entries.Select(e => e.Kind)));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("owner")]
    [InlineData("comments")]
    [InlineData("privileges")]
    public async Task What_is_lost_of_any_kind_is_noticed(string piece)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BACKUPTOOLS_TEST_LARGE") == "1", "Takes minutes; set BACKUPTOOLS_TEST_LARGE=1.");
        (PostgresServer server, string original, FakeArchive archive, IReadOnlyList<SchemaEntry> entries) = await BackUpAsync();
        (Func<SchemaEntry, bool> has, Func<SchemaEntry, SchemaEntry> without) = Pieces[piece];
        List<ItemKind> unnoticed = [];
        foreach (ItemKind kind in entries.Where(has).Select(e => e.Kind).Distinct().Except(NotOfTheDatabase))
        {
            IReadOnlyList<SchemaScript> scripts = [.. SchemaScripts.Write([.. entries.Select(e => e.Kind == kind ? without(e) : e)])];
            archive.Manifest = archive.Manifest with { Scripts = [.. scripts.Select(s => archive.AddScript(s.Name, s.Text))] };
            if (!await IsNoticedAsync(server, original, archive))
                unnoticed.Add(kind);
        }

        Assert.Equal("", string.Join(", ", unnoticed));
    }

    private static async Task<bool> IsNoticedAsync(PostgresServer server, string original, FakeArchive archive)
    {
        string restored = NewName();
        try
        {
            await RestoreAsync(Request(server, restored), archive);
        }
        catch (BackupException e) when (e.Code is ErrorCode.RestoreFailed or ErrorCode.InvalidArgument)
        {
            // A statement fails, or the restore is refused before the first: rows whose table the archive does not make.
            return true;
        }

        DumpComparisonOptions options = new() { DatabaseProperties = true };
        return (await DumpComparison.CompareAsync(server, original, server, restored, options)).Count > 0;
    }

    private static async Task<(PostgresServer Server, string Original, FakeArchive Archive, IReadOnlyList<SchemaEntry> Entries)> BackUpAsync()
    {
        PostgresServer server = await Fixture.GetServerAsync(Sample, 18);
        string original = await Fixture.CreateAsync(server, Sample);
        await using IBackupSource source = await new PostgreSqlEngine().OpenBackupAsync(
            new BackupRequest { Connection = server.Connection(original), Parallelism = 2 }, Token);
        FakeArchive archive = await FakeArchive.DrainAsync(source, "postgresql", Token);
        return (server, original, archive, await SchemaIndex.ReadAsync(archive, Token));
    }
}
