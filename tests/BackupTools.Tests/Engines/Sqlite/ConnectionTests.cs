using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Restoring;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>How connections are written, and what can be asked of them.</summary>
public sealed class ConnectionTests : SqliteTest
{
    [Theory]
    [InlineData("sqlite:///data/my%20shop.db", "/data/my shop.db", "my shop", 30)]
    [InlineData("sqlite:///data/shop.db?lockTimeout=5", "/data/shop.db", "shop", 5)]
    [InlineData("SQLITE:/data/shop.tar.db?LOCKTIMEOUT=00:01:00", "/data/shop.tar.db", "shop.tar", 60)]
    [InlineData("/data/what?is#this.db", "/data/what?is#this.db", "what?is#this", 30)]
    [InlineData("/data/.hidden", "/data/.hidden", ".hidden", 30)]
    public void Uris_and_paths_are_understood(string text, string path, string database, int seconds)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of UNIX.");
        Assert.True(Engine.Recognizes(text));
        DbConnectionInfo connection = Engine.ParseConnection(text);
        Assert.Equal((path, database, TimeSpan.FromSeconds(seconds)), (connection.Path, connection.Database, connection.LockTimeout));
    }

    [Theory]
    [InlineData("sqlite:data/shop.db")]
    [InlineData("data/shop.db")]
    [InlineData("shop.db")]
    public async Task A_relative_path_is_refused_and_not_taken_for_one_in_the_folder_of_the_process(string text)
    {
        BackupException error = Assert.Throws<BackupException>(() => Engine.ParseConnection(text));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.Contains("absolute", error.Message, StringComparison.Ordinal);
        await Fails(ErrorCode.ConnectionNotUnderstood, () => Engine.GetDatabasesAsync(Connect(Original) with { Path = "shop.db" }, Token));
        await Fails(ErrorCode.InvalidArgument, () => Engine.CreateScratchAsync(null, "scratch", Token));
    }

    [Theory]
    [InlineData("sqlite:///x.db?mode=rw", "mode")]
    [InlineData("sqlite:///x.db?lockTimeout=soon", "soon")]
    [InlineData("sqlite:///x.db?lockTimeout=-1", "-1")]
    [InlineData("sqlite://host/x.db", "host")]
    [InlineData("sqlite:", "empty")]
    [InlineData("sqlite:///a%00b", "NUL")]
    public void What_is_wrong_is_named(string text, string part)
    {
        BackupException error = Assert.Throws<BackupException>(() => Engine.ParseConnection(text));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_schemes_are_left_to_other_engines() => Assert.False(Engine.Recognizes("postgresql://host/db"));

    [Fact]
    public async Task An_option_that_would_be_ignored_is_refused()
    {
        DbConnectionInfo connection = Connect(Original) with { Options = new Dictionary<string, string> { ["cache"] = "shared" } };
        await Fails(ErrorCode.ConnectionNotUnderstood, () => Engine.GetDatabasesAsync(connection, Token));
    }

    [Fact]
    public async Task Tables_are_listed_with_kind_rows_and_size()
    {
        Samples.Create(Original);
        Dictionary<string, TableInfo> tables = (await Engine.GetTablesAsync(Connect(Original), true, Token)).ToDictionary(t => t.Name);

        Assert.Equal(("table", 2900L), (tables["customers"].Kind, tables["customers"].Rows!.Value));
        Assert.True(tables["customers"].SizeBytes > 100_000);
        Assert.Equal("view", tables["big"].Kind);
        Assert.Equal("virtual", tables["search"].Kind);
        Assert.Equal("shadow", tables["search_content"].Kind);
        Assert.Equal("internal", tables["sqlite_sequence"].Kind);
        Assert.Equal(["big", "boxes", "search"], tables.Values.Where(t => !t.HoldsRows).Select(t => t.Name).Order());
        Assert.All(await Engine.GetTablesAsync(Connect(Original), false, Token), t => Assert.Null(t.Rows));
    }

    [Fact]
    public async Task A_database_is_described()
    {
        Samples.Create(Original, "PRAGMA journal_mode=WAL; PRAGMA page_size=8192; PRAGMA encoding='UTF-16le';");
        DatabaseInfo database = Assert.Single(await Engine.GetDatabasesAsync(Connect(Original), Token));

        Assert.Equal("shop", database.Database);
        Assert.Equal(new FileInfo(Original).Length, database.SizeBytes);
        Assert.Equal(("wal", "UTF-16le", "42"), (database.Properties["journalMode"], database.Properties["encoding"], database.Properties["userVersion"]));
        ConnectionReport report = await Engine.TestConnectionAsync(Connect(Original), Token);
        Assert.True(report.Succeeded);
        Assert.Equal(SqliteLibrary.Default.Version, report.ServerVersion);
        Assert.False((await Engine.TestConnectionAsync(Connect(PathOf("missing")), Token)).Succeeded);
    }

    [Fact]
    public async Task A_scratch_place_disappears()
    {
        string path;
        await using (IScratchDatabase scratch = await Engine.CreateScratchAsync(null, Folder, Token))
        {
            path = scratch.Connection.Path!;
            Samples.Create(path);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }

        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_folder_that_a_scratch_place_needed_goes_with_it_and_one_that_was_there_stays()
    {
        Directory.CreateDirectory(PathOf("mine"));
        await using (await Engine.CreateScratchAsync(null, Path.Combine(PathOf("mine"), "new", "deeper") + Path.DirectorySeparatorChar, Token))
            Assert.True(Directory.Exists(Path.Combine(PathOf("mine"), "new", "deeper")));
        await using (await Engine.CreateScratchAsync(null, PathOf("busy"), Token))
            File.WriteAllText(Path.Combine(PathOf("busy"), "somebody's"), "");

        Assert.Empty(Directory.GetFileSystemEntries(PathOf("mine")));
        Assert.Equal(["busy", "mine"], Files());
    }

    [Fact]
    public void Abandoned_folders_are_removed_and_live_ones_are_not()
    {
        using (WorkFolder live = WorkFolder.CreateBeside(Original))
        {
            string abandoned = UnfinishedName.NewPath(Original);
            Directory.CreateDirectory(abandoned);
            File.WriteAllText(Path.Combine(abandoned, Unfinished.LockName), "");
            File.WriteAllText(Path.Combine(abandoned, "restored"), "half");
            using WorkFolder next = WorkFolder.CreateBeside(Original);

            Assert.False(Directory.Exists(abandoned));
            Assert.True(Directory.Exists(live.Path));
        }

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Scratch_folders_of_killed_processes_go_with_the_next_one()
    {
        string scratch = PathOf("backuptools");
        string dead = UnfinishedName.NewPath(scratch), alive = UnfinishedName.NewPath(scratch), other = UnfinishedName.NewPath(scratch);
        foreach (string folder in new[] { dead, alive, other })
        {
            string inner = UnfinishedName.NewPath(Path.Combine(folder, "scratch.db"));
            Directory.CreateDirectory(inner);
            foreach (string file in new[] { Unfinished.LockName, "scratch.db", "scratch.db-wal", $"{inner}/{Unfinished.LockName}", $"{inner}/restored" })
                await File.WriteAllTextAsync(Path.Combine(folder, file), "", Token);
        }

        await File.WriteAllTextAsync(Path.Combine(other, "precious"), "", Token);
        await using (new FileStream(Path.Combine(alive, Unfinished.LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        await using (await Engine.CreateScratchAsync(null, Folder, Token))
        {
        }

        Assert.Equal([.. new[] { alive, other }.Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)], Files());
        Assert.Equal(5, Directory.GetFiles(alive, "*", SearchOption.AllDirectories).Length);
        Assert.True(File.Exists(Path.Combine(other, "precious")));
    }
}
