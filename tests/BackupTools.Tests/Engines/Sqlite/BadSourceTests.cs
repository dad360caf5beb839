using System.Diagnostics;
using System.Security.Cryptography;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Databases that cannot be backed up are told apart, and nothing is left behind.</summary>
public sealed class BadSourceTests : SqliteTest
{
    [Fact]
    public async Task What_is_no_database_is_named()
    {
        File.WriteAllBytes(Original, RandomNumberGenerator.GetBytes(8192));
        await Fails(ErrorCode.DatabaseInvalid, () => BackUp(Original));
        await Fails(ErrorCode.DatabaseInvalid, () => BackUp(Folder));
        await Fails(ErrorCode.DatabaseNotFound, () => BackUp(PathOf("missing.db")));
        await Fails(ErrorCode.DatabaseNotFound, () => Engine.GetTablesAsync(Connect(PathOf("missing.db")), false, Token));
        Assert.Equal(["shop.db"], Files());
    }

    [Fact]
    public async Task A_truncated_database_is_damaged()
    {
        Samples.Create(Original);
        using (FileStream file = File.OpenWrite(Original))
            file.SetLength(file.Length / 2);
        await Fails(ErrorCode.DatabaseCorrupt, () => BackUp(Original));
    }

    [Fact]
    public async Task Damage_in_a_table_is_found_while_its_pages_are_copied()
    {
        SqliteCli.Run(Original, "CREATE TABLE t(x); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<5000) SELECT hex(randomblob(50)) FROM n;");
        using (FileStream file = File.OpenWrite(Original))
        {
            file.Position = 4096 * 40;
            file.Write([0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77]);
        }

        await Fails(ErrorCode.DatabaseCorrupt, () => BackUp(Original));
        await Fails(ErrorCode.DatabaseCorrupt, () => BackUp(Original, ["t"]));
        Assert.NotEmpty(await Engine.CheckIntegrityAsync(Connect(Original), Token));
    }

    [Fact]
    public async Task A_locked_database_is_waited_for_and_then_its_holder_is_named()
    {
        Samples.Create(Original);
        using Process holder = await Hold("BEGIN EXCLUSIVE;");
        BackupException error = await Fails(ErrorCode.DatabaseLocked, () => BackUp(Original, lockSeconds: 0.5));
        if (OperatingSystem.IsLinux())
            Assert.Contains($"sqlite3 (pid {holder.Id})", error.Message, StringComparison.Ordinal);

        Task<FakeArchive> waiting = BackUp(Original, lockSeconds: 60);
        await Task.Delay(500, Token);
        Assert.False(waiting.IsCompleted);
        holder.StandardInput.WriteLine("COMMIT;");
        holder.StandardInput.Close();
        Assert.NotEmpty((await waiting).Manifest.Chunks);
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        Samples.Create(Original);
        using Process holder = await Hold("BEGIN EXCLUSIVE;");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var request = new BackupRequest { Connection = Connect(Original, 3600) };
        Task<IBackupSource> opening = Engine.OpenBackupAsync(request, stop.Token);
        await Task.Delay(300, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        holder.StandardInput.Close();
    }

    [Fact]
    public async Task A_backup_given_up_half_way_leaves_no_lock_and_no_file()
    {
        SqliteCli.Run(Original, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<200000) SELECT hex(randomblob(100)) FROM n;");
        var request = new BackupRequest { Connection = Connect(Original), ChunkSize = 64 * 1024 };
        IBackupSource source = await Engine.OpenBackupAsync(request, Token);
        var buffer = new ChunkBuffer();
        Assert.NotNull(await source.Parts[0].ReadNextAsync(buffer, Token));
        await source.DisposeAsync();

        Assert.Equal(["shop.db"], Files());
        SqliteCli.Run(Original, "PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; DELETE FROM t WHERE rowid<10; COMMIT;");
    }

    [Fact]
    public async Task A_crashed_writers_journal_is_rolled_back_first()
    {
        Samples.Create(Original);
        string before = SqliteCli.Dump(Original);
        using (Process writer = await Hold("PRAGMA cache_size=1; BEGIN; UPDATE customers SET name='changed'; INSERT INTO pairs SELECT 'z', id, zeroblob(900) FROM orders;"))
        {
            Assert.True(new FileInfo(Original + "-journal").Length > 10_000);
            writer.Kill();
            writer.WaitForExit();
        }

        await Restore(await BackUp(Original), Restored);
        Assert.Equal(before, SqliteCli.Dump(Restored));
    }

    [Fact]
    public async Task No_permission_is_said_so()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Permissions do not bind this user.");
        Samples.Create(Original);
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no modes.");
        else
            File.SetUnixFileMode(Original, UnixFileMode.None);
        await Fails(ErrorCode.DatabaseAccessDenied, () => BackUp(Original));
    }

    [Fact]
    public async Task A_log_in_a_folder_that_cannot_be_written_is_explained_or_read()
    {
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(20);
        string path = Path.Combine(disk.Path, "wal.db");
        SqliteCli.Run(path, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1);");
        disk.MakeReadOnly();
        BackupException error = await Fails(ErrorCode.DatabaseAccessDenied, () => BackUp(path));
        Assert.Contains("WAL mode", error.Message, StringComparison.Ordinal);
        ConnectionReport report = await Engine.TestConnectionAsync(Connect(path), Token);
        Assert.False(report.Succeeded);
        Assert.Equal(ErrorCode.DatabaseAccessDenied, report.Error!.Code);
    }

    private async Task<Process> Hold(string sql)
    {
        Process holder = SqliteCli.Start(Original);
        await holder.StandardInput.WriteLineAsync(sql + " SELECT 'held';");
        await holder.StandardInput.FlushAsync(Token);
        while (await holder.StandardOutput.ReadLineAsync(Token) is { } line && line != "held")
        {
        }

        return holder;
    }
}
