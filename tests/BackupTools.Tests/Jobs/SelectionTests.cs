using BackupTools.Backups;
using BackupTools.Jobs;

namespace BackupTools.Tests.Jobs;

/// <summary>What the jobs themselves make of a selection, whatever the engine.</summary>
public sealed class SelectionTests
{
    private readonly JobFixture _shop = new();

    public static TheoryData<string, ObjectSelection> Contradictions => new()
    {
        { "SchemaOnly", new() { SchemaOnly = true, DataOnly = true } },
        { "Views", new() { Included = Set(DatabaseFeature.Views, DatabaseFeature.Tables), Excluded = Set(DatabaseFeature.Views) } },
        { "Data", new() { SchemaOnly = true, Included = Set(DatabaseFeature.Data) } },
        { "Data", new() { DataOnly = true, Excluded = Set(DatabaseFeature.Data) } },
        { "Indexes", new() { DataOnly = true, Included = Set(DatabaseFeature.Indexes) } },
        { "every feature", new() { Excluded = Set(Enum.GetValues<DatabaseFeature>()) } },
        { "empty", new() { Tables = [" "] } },
        { "order", new() { Tables = ["order"], ExcludedTables = ["order"] } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task A_selection_that_contradicts_itself_is_refused_before_anything_is_opened(string named, ObjectSelection selection)
    {
        BackupInfo backup = await _shop.BackUpAsync();
        int objects = _shop.Storage.Names.Count;
        Func<Task>[] jobs =
        [
            () => BackupJob.RunAsync(_shop.Components, _shop.Options() with { Selection = selection }, JobFixture.Token),
            () => BackupJob.PlanAsync(_shop.Components, _shop.Options() with { Selection = selection }, JobFixture.Token),
            () => RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy") with { Selection = selection }, JobFixture.Token),
            () => ExportJob.RunAsync(
                _shop.Components, new() { Archive = new(_shop.Storage, backup.Name), Destination = "nowhere.sql", Selection = selection }, JobFixture.Token),
        ];
        foreach (Func<Task> job in jobs)
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(job);
            Assert.Equal(ErrorCode.InvalidArgument, error.Code);
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(objects, _shop.Storage.Names.Count);
        Assert.Equal(0, _shop.Engine.Open);
    }

    [Fact]
    public async Task The_archive_says_what_was_chosen_and_a_lost_summary_does_not_matter()
    {
        ObjectSelection selection = new()
        {
            Schemas = ["main"], Tables = ["o*", "customer"], ExcludedTables = ["customer"], Excluded = Set(DatabaseFeature.Views, DatabaseFeature.Indexes),
        };
        BackupJobResult result = await BackupJob.RunAsync(
            _shop.Components, _shop.Options() with { Selection = selection with { ExcludedTables = ["c*"] } }, JobFixture.Token);
        BackupInfo backup = Assert.Single(result.Backups);
        Assert.Equal("Table", backup.Type);
        Assert.Equal("schemas main; tables o*, customer; without the tables c*; without Indexes, Views", backup.Selection);
        await _shop.Storage.DeleteAsync(SummaryFile.NameFor(backup.Name), JobFixture.Token);
        Assert.Equal(backup.Selection, (await BackupCatalog.FindAsync(_shop.Components, _shop.Storage, backup.Name, JobFixture.Token)).Selection);
    }

    [Fact]
    public void The_words_for_the_whole_database_are_none()
    {
        Assert.Null(ObjectSelection.Everything.Describe());
        Assert.Equal("only Tables; definitions only", new ObjectSelection { Included = Set(DatabaseFeature.Tables), SchemaOnly = true }.Describe());
    }

    [Fact]
    public async Task The_plan_counts_what_the_selection_really_takes()
    {
        string all = await BackupJob.PlanAsync(_shop.Components, _shop.Options(), JobFixture.Token);
        Assert.StartsWith("Read 3 tables of the Fake database 'shop' (", all, StringComparison.Ordinal);
        string part = await BackupJob.PlanAsync(
            _shop.Components, _shop.Options() with { Selection = new() { Tables = ["*"], ExcludedTables = ["e*"] } }, JobFixture.Token);
        Assert.StartsWith("Read 2 tables (tables *; without the tables e*) of the Fake database 'shop' (", part, StringComparison.Ordinal);
        Assert.Equal(0, _shop.Engine.Open);
    }

    [Fact]
    public async Task The_plan_is_of_the_connections_database_and_no_other()
    {
        _shop.Engine.IsOfFiles = false;
        _shop.Engine.Databases["another"] = [];
        DbConnectionInfo server = new() { Engine = "fake", Path = "shop", Database = "shop" };
        Assert.Contains("'shop'", await BackupJob.PlanAsync(_shop.Components, _shop.Options() with { Connection = server }, JobFixture.Token), StringComparison.Ordinal);
        BackupException missing = await Assert.ThrowsAsync<BackupException>(() => BackupJob.PlanAsync(
            _shop.Components, _shop.Options() with { Connection = server with { Database = "third" } }, JobFixture.Token));
        Assert.Equal((ErrorCode.DatabaseNotFound, "third"), (missing.Code, missing.Target));
        BackupException unnamed = await Assert.ThrowsAsync<BackupException>(() => BackupJob.RunAsync(
            _shop.Components, _shop.Options() with { Connection = server with { Database = null } }, JobFixture.Token));
        Assert.Equal(ErrorCode.InvalidArgument, unnamed.Code);
    }

    [Fact]
    public async Task What_the_source_warns_of_reaches_the_result()
    {
        _shop.Engine.Warnings = ["Fewer connections than asked for."];
        BackupJobResult result = await BackupJob.RunAsync(_shop.Components, _shop.Options(), JobFixture.Token);
        Assert.Equal(_shop.Engine.Warnings, result.Warnings);
    }

    [Fact]
    public async Task Verify_without_rows_is_refused()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            _shop.Components, _shop.RestoreOptions(backup, "copy") with { Verify = true, Selection = new() { SchemaOnly = true } }, JobFixture.Token));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public async Task A_servers_backup_is_tried_on_a_server_only()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        _shop.Engine.IsOfFiles = false;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => _shop.VerifyAsync(backup.Name, VerifyLevel.Restore));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains("-Connection", error.Remedy, StringComparison.Ordinal);
        ComponentSet two = new([_shop.Engine, .. BuiltIn.Components.Engines], _shop.Components.Storages, _shop.Components.Compressors);
        VerifyJobOptions options = new()
        {
            Archive = new(_shop.Storage, backup.Name), Level = VerifyLevel.Restore, Connection = two.ParseConnection(Path.GetFullPath("x.db")),
        };
        Assert.Equal(
            ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<BackupException>(() => VerifyJob.RunAsync(two, options, JobFixture.Token))).Code);
        DbConnectionInfo server = new() { Engine = "fake", Path = "shop" };
        Assert.True((await VerifyJob.RunAsync(two, options with { Connection = server }, JobFixture.Token)).Passed);
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<BackupException>(
            () => VerifyJob.RunAsync(two, options with { Connection = server, ScratchDirectory = "x" }, JobFixture.Token))).Code);
    }

    private static HashSet<DatabaseFeature> Set(params DatabaseFeature[] features) => [.. features];
}
