using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines;

/// <summary>What every engine must do. A new engine adds a subclass, and the tests of what is its own.</summary>
public abstract class EngineConformance
{
    private readonly MemoryStorage _storage = new();

    /// <summary>The engine.</summary>
    protected abstract IDatabaseEngine Engine { get; }

    /// <summary>Two tables that every sample database has, each with at least 1,000 rows of 20 bytes.</summary>
    protected abstract (string First, string Second) Tables { get; }

    /// <summary>The schema of the two tables.</summary>
    protected virtual string Schema => "main";

    /// <summary>The server for trial restores, for an engine that has servers.</summary>
    protected virtual DbConnectionInfo? ScratchServer => null;

    /// <summary>True where an archive can be written as SQL.</summary>
    protected virtual bool HasSql => true;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private ComponentSet Components => field ??= new(
        [Engine], BuiltIn.Components.Storages, BuiltIn.Components.Compressors);

    /// <summary>Makes a new database with the two tables.</summary>
    protected abstract Task<DbConnectionInfo> CreateSampleAsync();

    /// <summary>A target that does not exist.</summary>
    protected abstract DbConnectionInfo NewTarget();

    [Fact]
    public void The_engine_recognizes_its_own_schemes_and_no_other()
    {
        Assert.Matches("^[a-z][a-z0-9]*$", Engine.Id);
        Assert.NotEmpty(Engine.UriSchemes);
        Assert.All(Engine.UriSchemes, s => Assert.True(Engine.Recognizes(s + "://somewhere/x"), s));
        Assert.False(Engine.Recognizes("nosuchscheme://somewhere/x"));
    }

    [Fact]
    public async Task A_database_says_its_size_and_tables()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        IReadOnlyList<DatabaseInfo> databases = await Engine.GetDatabasesAsync(sample, Token);
        DatabaseInfo database = sample.Database is { } name ? databases.Single(d => d.Database == name) : databases[0];
        Assert.True(database.SizeBytes > 10_000, $"{database.SizeBytes}");
        IReadOnlyList<TableInfo> tables = await Engine.GetTablesAsync(sample, countRows: true, Token);
        Assert.True(tables.Single(t => t.Name == Tables.First).Rows >= 1000);
        Assert.True((await Engine.TestConnectionAsync(sample, Token)).Succeeded);
    }

    [Fact]
    public async Task The_tables_that_hold_rows_are_those_that_a_backup_has()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        IEnumerable<string> listed = (await Engine.GetTablesAsync(sample, countRows: false, Token)).Where(t => t.HoldsRows).Select(t => t.Name);
        await using IBackupSource source = await Engine.OpenBackupAsync(new BackupRequest { Connection = sample }, Token);
        Assert.Equal(source.Objects.Where(o => o.Kind == "table").Select(o => o.Name).Order(), listed.Order());
    }

    [Fact]
    public async Task A_connection_that_fails_is_a_report_and_not_an_exception()
    {
        ConnectionReport report = await Engine.TestConnectionAsync(NewTarget(), Token);
        Assert.False(report.Succeeded);
        Assert.NotEmpty(report.Findings);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            async () => await (await Engine.OpenBackupAsync(new BackupRequest { Connection = NewTarget() }, Token)).DisposeAsync());
        Assert.Equal(ErrorCode.DatabaseNotFound, error.Code);
        Assert.NotNull(error.Target);
    }

    [Fact]
    public async Task Every_chunk_has_its_place_and_every_table_its_figures()
    {
        await using IBackupSource source = await Engine.OpenBackupAsync(
            new BackupRequest { Connection = await CreateSampleAsync(), ChunkSize = 8192 }, Token);
        List<ChunkInfo> chunks = [];
        ChunkBuffer buffer = new();
        foreach (IBackupPart part in source.Parts)
        {
            for (buffer.Clear(); await part.ReadNextAsync(buffer, Token) is { } chunk; buffer.Clear())
            {
                Assert.True(buffer.Length > 0);
                chunks.Add(chunk);
            }
        }

        Assert.True(chunks.Count > 2);
        Assert.All(chunks, c => Assert.InRange(c.ObjectIndex, 0, source.Objects.Count - 1));
        Assert.All(
            chunks.GroupBy(c => c.ObjectIndex),
            g => Assert.Equal(Enumerable.Range(0, g.Count()), g.Select(c => c.Index).Order()));
        IReadOnlyList<TableContent> contents = await source.CompleteAsync(Token);
        Assert.Equal(
            source.Objects.Where(o => o.Kind == "table").Select(o => o.Name).Order(), contents.Select(c => c.Name).Order());
        Assert.All(contents, c => Assert.True(c is { Rows: not null, Checksum: not null } || c.Note is not null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task What_is_backed_up_comes_back_and_reads_the_same(int parallelism)
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample, parallelism);
        DbConnectionInfo target = NewTarget();
        RestoreResult result = await RestoreJob.RunAsync(
            Components, RestoreOptions(backup, target) with { Verify = true, Parallelism = parallelism }, Token);
        Assert.True(result.Verified);
        Assert.Equal(await ContentAsync(sample), await ContentAsync(target));
        Assert.Empty(await Engine.CheckIntegrityAsync(target, Token));
    }

    [Fact]
    public async Task The_proof_passes_and_leaves_nothing()
    {
        BackupInfo backup = await BackUpAsync(await CreateSampleAsync());
        VerifyResult result = await VerifyJob.RunAsync(
            Components,
            new VerifyJobOptions { Archive = new(_storage, backup.Name), Level = VerifyLevel.Restore, Connection = ScratchServer },
            Token);
        Assert.True(result.Passed, string.Join('\n', result.Findings));
        Assert.True(result.RowsCompared >= 2000);
    }

    [Fact]
    public async Task A_backup_of_one_table_holds_that_one_only()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample, tables: Tables.Second);
        Assert.Equal(("Table", 1), (backup.Type, backup.Tables));
        DbConnectionInfo target = NewTarget();
        await RestoreJob.RunAsync(Components, RestoreOptions(backup, target) with { Verify = true }, Token);
        Assert.Equal(await ContentAsync(sample, Tables.Second), await ContentAsync(target, Tables.Second));
        Assert.DoesNotContain(await Engine.GetTablesAsync(target, false, Token), t => t.Name == Tables.First);
    }

    [Fact]
    public async Task One_table_comes_out_of_a_full_backup()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample);
        DbConnectionInfo target = NewTarget();
        await RestoreJob.RunAsync(
            Components, RestoreOptions(backup, target) with { Selection = new() { Tables = [Tables.First] }, Verify = true }, Token);
        Assert.Equal(await ContentAsync(sample, Tables.First), await ContentAsync(target, Tables.First));
        Assert.DoesNotContain(await Engine.GetTablesAsync(target, false, Token), t => t.Name == Tables.Second);
    }

    [Fact]
    public async Task A_table_that_does_not_exist_is_refused_at_backup_and_at_restore()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        await FailsAsync(ErrorCode.TableNotFound, () => BackUpAsync(sample, tables: "no such table"));
        Assert.Empty(_storage.Names);
        BackupInfo backup = await BackUpAsync(sample);
        DbConnectionInfo target = NewTarget();
        await FailsAsync(ErrorCode.TableNotFound, () => RestoreJob.RunAsync(
            Components, RestoreOptions(backup, target) with { Selection = new() { Tables = ["no such table"] } }, Token));
        Assert.False((await Engine.TestConnectionAsync(target, Token)).Succeeded);
    }

    [Fact]
    public async Task A_target_that_exists_is_refused_and_stays_or_is_replaced()
    {
        BackupInfo backup = await BackUpAsync(await CreateSampleAsync());
        DbConnectionInfo target = NewTarget();
        await RestoreJob.RunAsync(Components, RestoreOptions(backup, target) with { Selection = new() { Tables = [Tables.First] } }, Token);
        string before = await ContentAsync(target, Tables.First);
        await FailsAsync(ErrorCode.TargetExists, () => RestoreJob.RunAsync(Components, RestoreOptions(backup, target), Token));
        Assert.Equal(before, await ContentAsync(target, Tables.First));
        RestoreResult result = await RestoreJob.RunAsync(
            Components, RestoreOptions(backup, target) with { IfExists = IfExists.Replace }, Token);
        Assert.True(result.Replaced);
        Assert.NotEmpty(await ContentAsync(target, Tables.Second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_named_table_is_replaced_and_everything_else_stays(bool partial)
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample, tables: partial ? [Tables.First] : []);
        string before = await ContentAsync(sample);
        string listed = await ListAsync(sample);
        RestoreJobOptions options = RestoreOptions(backup, sample) with { IfExists = IfExists.Replace, Selection = new() { Tables = [Tables.First] }, Verify = true };
        RestorePlan plan = await RestoreJob.PlanAsync(Components, options, Token);
        Assert.True(plan is { Replaces: true, IsInPlace: true }, string.Join(' ', plan.Steps));
        RestoreResult result = await RestoreJob.RunAsync(Components, options, Token);
        Assert.Equal((true, 1), (result.Replaced, result.Tables));
        Assert.Equal(before, await ContentAsync(sample));
        Assert.Equal(listed, await ListAsync(sample));
    }

    [Fact]
    public async Task A_backup_of_a_part_takes_the_place_of_a_whole_only_where_that_is_said()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo part = await BackUpAsync(sample, tables: Tables.First);
        string before = await ContentAsync(sample);
        RestoreJobOptions options = RestoreOptions(part, sample) with { IfExists = IfExists.Replace };
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(Components, options, Token));
        Assert.Equal(ErrorCode.PartialBackup, error.Code);
        Assert.Contains(Tables.First, error.Remedy, StringComparison.Ordinal);
        Assert.Contains("-AllowPartial", error.Remedy, StringComparison.Ordinal);
        await FailsAsync(ErrorCode.PartialBackup, () => RestoreJob.PlanAsync(Components, options, Token));
        Assert.Equal(before, await ContentAsync(sample));
        await RestoreJob.RunAsync(Components, options with { Target = NewTarget() }, Token);
        await FailsAsync(ErrorCode.InvalidArgument, () => RestoreJob.RunAsync(Components, options with { IfExists = IfExists.Fail, AllowPartial = true }, Token));
        Assert.True((await RestoreJob.RunAsync(Components, options with { AllowPartial = true }, Token)).Replaced);
        Assert.DoesNotContain(await Engine.GetTablesAsync(sample, false, Token), t => t.Name == Tables.Second);
    }

    [Fact]
    public async Task Tables_that_are_left_out_are_neither_replaced_nor_lost()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample);
        string before = await ContentAsync(sample);
        string listed = await ListAsync(sample);
        await RestoreJob.RunAsync(
            Components,
            RestoreOptions(backup, sample) with { IfExists = IfExists.Replace, Selection = new() { ExcludedTables = [Tables.Second] } }, Token);
        Assert.Equal(before, await ContentAsync(sample));
        Assert.Equal(listed, await ListAsync(sample));
    }

    [Fact]
    public async Task Rows_are_never_replaced_by_none()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample);
        string before = await ContentAsync(sample);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            Components,
            RestoreOptions(backup, sample) with { IfExists = IfExists.Replace, Selection = new() { SchemaOnly = true, Tables = [Tables.First] } }, Token));
        Assert.Equal(ErrorCode.PartialBackup, error.Code);
        Assert.Equal(before, await ContentAsync(sample));
    }

    [Fact]
    public async Task A_restore_that_is_given_up_leaves_the_target_as_it_was()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        BackupInfo backup = await BackUpAsync(sample);
        await using ArchiveReader archive = await OpenAsync(backup);
        string before = await ContentAsync(sample);
        await using (IRestoreTarget target = await Engine.OpenRestoreAsync(
            new RestoreRequest { Connection = sample, IfExists = IfExists.Replace }, archive, Token))
        {
            await target.PrepareAsync(Token);
            ChunkBuffer raw = new();
            await archive.ReadChunkAsync(target.Chunks[0], raw, Token);
            await target.WriteChunkAsync(target.Chunks[0], raw.WrittenMemory, Token);
        }

        Assert.Equal(before, await ContentAsync(sample));
    }

    [Fact]
    public async Task Verify_notices_a_checksum_that_is_not_the_archives_and_publishes_nothing()
    {
        BackupInfo backup = await BackUpAsync(await CreateSampleAsync());
        await using ArchiveReader honest = await OpenAsync(backup);
        LyingArchive archive = new(honest, Tables.First);
        DbConnectionInfo target = NewTarget();
        await using (IRestoreTarget restore = await Engine.OpenRestoreAsync(
            new RestoreRequest { Connection = target, Verify = true }, archive, Token))
        {
            await restore.PrepareAsync(Token);
            ChunkBuffer raw = new();
            foreach (ArchiveChunk chunk in restore.Runs.SelectMany(r => r))
            {
                await archive.ReadChunkAsync(chunk, raw, Token);
                await restore.WriteChunkAsync(chunk, raw.WrittenMemory, Token);
            }

            await FailsAsync(ErrorCode.RestoredContentDiffers, () => restore.CompleteAsync(Token));
        }

        Assert.False((await Engine.TestConnectionAsync(target, Token)).Succeeded);
    }

    [Fact]
    public async Task An_archive_can_be_written_as_text()
    {
        if (!HasSql)
        {
            Assert.IsNotAssignableFrom<ISqlExport>(Engine);
            return;
        }

        BackupInfo backup = await BackUpAsync(await CreateSampleAsync());
        await using ArchiveReader archive = await OpenAsync(backup);
        using MemoryStream output = new();
        await Assert.IsAssignableFrom<ISqlExport>(Engine).ExportSqlAsync(archive, new ExportRequest(), output, null, Token);
        Assert.True(output.CanWrite, "The stream was closed.");
        Assert.True(output.Length > 10_000);
    }

    [Fact]
    public async Task Nothing_starts_when_it_is_stopped_already()
    {
        DbConnectionInfo sample = await CreateSampleAsync();
        CancellationToken stopped = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackupJob.RunAsync(Components, BackupOptions(sample), stopped));
        Assert.Empty(_storage.Names);
    }

    private static async Task FailsAsync(ErrorCode code, Func<Task> action) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<BackupException>(action)).Code);

    private async Task<ArchiveReader> OpenAsync(BackupInfo backup) => await ArchiveReader.OpenAsync(
        await _storage.OpenReadAsync(backup.Name, Token), backup.Name, Components, null, Token);

    private BackupJobOptions BackupOptions(DbConnectionInfo source) =>
        new() { Connection = source, Storages = [_storage], ChunkSize = 8192 };

    private async Task<BackupInfo> BackUpAsync(DbConnectionInfo source, int parallelism = 2, params string[] tables) =>
        (await BackupJob.RunAsync(
            Components, BackupOptions(source) with { Selection = new() { Tables = tables }, Parallelism = parallelism }, Token)).Backups[0];

    private RestoreJobOptions RestoreOptions(BackupInfo backup, DbConnectionInfo target) =>
        new() { Archive = new(_storage, backup.Name), Target = target };

    private async Task<string> ListAsync(DbConnectionInfo connection) => string.Join(
        '\n', (await Engine.GetTablesAsync(connection, countRows: true, Token)).Select(t => $"{t.Schema}.{t.Name} {t.Kind} {t.Rows}").Order(StringComparer.Ordinal));

    private async Task<string> ContentAsync(DbConnectionInfo connection, params string[] tables)
    {
        List<ArchiveObject> wanted =
        [
            .. (tables.Length > 0 ? tables : [Tables.First, Tables.Second])
                .Select(t => new ArchiveObject { Kind = "table", Schema = Schema, Name = t }),
        ];
        return string.Join('\n', await Engine.ReadContentAsync(connection, wanted, Token));
    }

    /// <summary>An archive whose manifest has another checksum for one table.</summary>
    private sealed class LyingArchive(ArchiveReader inner, string table) : IArchiveContents
    {
        public ArchiveManifest Manifest { get; } = inner.Manifest with
        {
            Objects = [.. inner.Manifest.Objects.Select(o => o.Name == table && o.Kind == "table" ? o with { Checksum = "0123456789abcdef" } : o)],
        };

        public Task<string> ReadScriptAsync(ArchiveScript script, CancellationToken cancellationToken) =>
            inner.ReadScriptAsync(script, cancellationToken);

        public Task ReadChunkAsync(ArchiveChunk chunk, ChunkBuffer output, CancellationToken cancellationToken) =>
            inner.ReadChunkAsync(chunk, output, cancellationToken);
    }
}
