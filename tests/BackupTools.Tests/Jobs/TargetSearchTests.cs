using BackupTools.Backups;
using BackupTools.Jobs;

namespace BackupTools.Tests.Jobs;

public sealed class TargetSearchTests
{
    private static readonly string Folder = Path.GetTempPath();
    private static readonly DbConnectionInfo Server = new() { Engine = "postgresql", Host = "db1" };
    private static readonly DbConnectionInfo FileConnection = new() { Engine = "sqlite", Path = Path.Combine(Folder, "x.db") };

    [Fact]
    public void A_server_gets_the_database_that_was_named_or_else_the_one_of_the_backup()
    {
        Assert.Equal("other", Find(new TargetChoice { Connection = Server, Database = "other", Folder = Folder }, "postgresql").Database);
        Assert.Equal("mine", Find(new TargetChoice { Connection = Server with { Database = "mine" }, Folder = Folder }, "postgresql").Database);
        Assert.Equal("shop", Find(new TargetChoice { Connection = Server, Folder = Folder }, "postgresql").Database);
    }

    [Fact]
    public void A_file_gets_its_path_from_the_path_or_else_from_the_name()
    {
        string path = Path.Combine(Folder, "there.db");
        Assert.Equal(path, Find(new TargetChoice { Path = path, Folder = "/elsewhere" }, "sqlite").Path);
        Assert.Equal(path, Find(new TargetChoice { Database = "there", Folder = Folder }, "sqlite").Path);
        Assert.Same(FileConnection, Find(new TargetChoice { Connection = FileConnection, Folder = Folder }, "sqlite"));
    }

    [Fact]
    public void A_backup_of_a_server_is_not_restored_to_a_file()
    {
        BackupException byPath = Fails(new TargetChoice { Path = "/tmp/x.db", Folder = Folder });
        Assert.StartsWith("-TargetPath alone names a file", byPath.Message, StringComparison.Ordinal);
        BackupException byName = Fails(new TargetChoice { Database = "x", Folder = Folder });
        Assert.StartsWith("-TargetDatabase alone names a file", byName.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_contradicts_itself_or_says_nothing_is_refused()
    {
        Assert.Contains("Nothing says where", Fails(new TargetChoice { Folder = Folder }).Message, StringComparison.Ordinal);
        Assert.Contains("says it all", Fails(new TargetChoice { Path = "/x.db", Database = "x", Folder = Folder }).Message, StringComparison.Ordinal);
        Assert.Contains("one database", Fails(new TargetChoice { Connection = FileConnection, Database = "x", Folder = Folder }).Message, StringComparison.Ordinal);
    }

    private static BackupException Fails(TargetChoice choice)
    {
        BackupException error = Assert.Throws<BackupException>(() => Find(choice, "postgresql"));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        return error;
    }

    private static DbConnectionInfo Find(TargetChoice choice, string engine) => TargetSearch.Find(BuiltIn.Components, choice, () => new BackupInfo
    {
        Id = "1",
        Engine = engine,
        Database = "shop",
        Type = "Full",
        CreatedAtUtc = DateTime.UnixEpoch,
        SizeBytes = 1,
        RawBytes = 1,
        Tables = 1,
        Compression = "zstd",
        Tool = "test",
    });
}
