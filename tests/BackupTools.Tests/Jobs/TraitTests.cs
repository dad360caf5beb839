using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Local;
using BackupTools.Tests.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>What an engine has not is refused by its traits, at backup, restore, export and trial, and nothing is touched.</summary>
public sealed class TraitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;
    private readonly BackupJobOptions _backup;

    public TraitTests()
    {
        SqliteCli.Run(_folder["shop.db"], "CREATE TABLE customer(id INTEGER PRIMARY KEY); INSERT INTO customer VALUES(1),(2);");
        _storage = new LocalStorage(_folder["backups"]);
        _backup = new BackupJobOptions { Connection = BuiltIn.Components.ParseConnection(_folder["shop.db"]), Storages = [_storage] };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, ErrorCode, string> Selections => new()
    {
        { "rows alone", ErrorCode.CapabilityMissing, "-DataOnly" },
        { "no tables", ErrorCode.CapabilityMissing, "-Exclude" },
        { "views alone", ErrorCode.CapabilityMissing, "-Include" },
        { "functions", ErrorCode.CapabilityMissing, "Functions, Users" },
        { "a schema", ErrorCode.ObjectNotFound, "temp" },
    };

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task A_part_that_sqlite_has_not_is_refused_and_named(string what, ErrorCode code, string named)
    {
        ObjectSelection selection = what switch
        {
            "rows alone" => new() { DataOnly = true },
            "no tables" => new() { Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Tables } },
            "views alone" => new() { Included = new HashSet<DatabaseFeature> { DatabaseFeature.Views } },
            "functions" => new() { Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Functions, DatabaseFeature.Users } },
            _ => new() { Schemas = ["main", "temp"] },
        };
        ArchiveLocation archive = await BackUpAsync();

        await RefusedAsync(code, named, () => BackupJob.RunAsync(BuiltIn.Components, _backup with { Selection = selection }, Token));
        await RefusedAsync(code, named, () => BackupJob.PlanAsync(BuiltIn.Components, _backup with { Selection = selection }, Token));
        await RefusedAsync(code, named, () => RestoreJob.RunAsync(BuiltIn.Components, Restore(archive) with { Selection = selection }, Token));
        await RefusedAsync(code, named, () => ExportJob.RunAsync(BuiltIn.Components, Export(archive) with { Selection = selection }, Token));
    }

    [Fact]
    public async Task What_is_about_users_is_refused_and_named()
    {
        ArchiveLocation archive = await BackUpAsync();
        ErrorCode code = ErrorCode.CapabilityMissing;

        await RefusedAsync(code, "-IncludePasswordHash", () => BackupJob.RunAsync(BuiltIn.Components, _backup with { IncludePasswordHashes = true }, Token));
        await RefusedAsync(code, "-NoOwner", () => RestoreJob.RunAsync(BuiltIn.Components, Restore(archive) with { NoOwner = true }, Token));
        await RefusedAsync(code, "-NoPrivileges", () => RestoreJob.RunAsync(BuiltIn.Components, Restore(archive) with { NoPrivileges = true }, Token));
        await RefusedAsync(code, "-CreateRole", () => RestoreJob.RunAsync(BuiltIn.Components, Restore(archive) with { MissingRoles = MissingRoles.Create }, Token));
        await RefusedAsync(code, "-NoOwner", () => ExportJob.RunAsync(BuiltIn.Components, Export(archive) with { NoOwner = true }, Token));
        await RefusedAsync(code, "-NoPrivileges", () => ExportJob.RunAsync(BuiltIn.Components, Export(archive) with { NoPrivileges = true }, Token));
    }

    [Fact]
    public async Task What_an_engine_cannot_do_is_refused_and_named()
    {
        ArchiveLocation archive = await BackUpAsync();

        await RefusedAsync(ErrorCode.CapabilityMissing, "by feature", () => ExportJob.RunAsync(BuiltIn.Components, Export(archive) with { PerFeature = true }, Token));
        await RefusedAsync(ErrorCode.InvalidArgument, "-OnObjectError", () => RestoreJob.RunAsync(BuiltIn.Components, Restore(archive) with { OnObjectError = OnObjectError.Skip }, Token));
        await RefusedAsync(ErrorCode.InvalidArgument, "-ScratchPath", () => VerifyJob.RunAsync(
            BuiltIn.Components, new VerifyJobOptions { Archive = archive, Level = VerifyLevel.Restore, Connection = _backup.Connection }, Token));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ArchiveLocation> BackUpAsync()
    {
        BackupInfo backup = Assert.Single((await BackupJob.RunAsync(BuiltIn.Components, _backup, Token)).Backups);
        return new ArchiveLocation(_storage, backup.Name);
    }

    private RestoreJobOptions Restore(ArchiveLocation archive) =>
        new() { Archive = archive, Target = BuiltIn.Components.ParseConnection(_folder["new.db"]) };

    private ExportJobOptions Export(ArchiveLocation archive) => new() { Archive = archive, Destination = _folder["new.sql"] };

    private async Task RefusedAsync(ErrorCode code, string named, Func<Task> use)
    {
        string[] before = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories);
        BackupException error = await Assert.ThrowsAnyAsync<BackupException>(use);
        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories));
    }
}
