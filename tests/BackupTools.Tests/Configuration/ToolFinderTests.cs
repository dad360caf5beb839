using BackupTools.Configuration;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Configuration;

public sealed class ToolFinderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18")]
    [InlineData("pg_dump (PostgreSQL) 18beta1", "18beta1")]
    [InlineData("mysqldump  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)", "8.0.36")]
    [InlineData("mysql  Ver 15.1 Distrib 10.6.16-MariaDB, for debian-linux-gnu (x86_64)", "10.6.16")]
    [InlineData("mariadb-dump from 11.4.2-MariaDB, client 10.19 for Linux (x86_64)", "11.4.2")]
    [InlineData("3.40.1 2022-12-28 14:03:47 df5c253c0b3d", "3.40.1")]
    [InlineData("mongodump version: 100.9.4\ngit version: 1", "100.9.4")]
    [InlineData("rclone v1.60.1-DEV\n- os/version: debian 12.5", "1.60.1")]
    [InlineData("no idea", null)]
    [InlineData("", null)]
    public void The_version_is_found_in_what_a_tool_says(string answer, string? version) => Assert.Equal(version, ToolVersion.Find(answer));

    [Fact]
    public async Task A_tool_is_found_on_the_path_or_where_it_is_set()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs scripts that run");
        Program("a/pg_dump", "echo pg_dump 15.1");
        Program("b/pg_dump", "echo pg_dump 16.1");
        File.WriteAllText(Path.Combine(_folder.Path, "b", "rclone"), "not executable");
        string path = $"relative:{_folder["a"]}:{_folder["b"]}:/bin:/usr/bin";
        Assert.Equal(new BackupTool("pg_dump", true, "15.1", _folder["a/pg_dump"], "Path", null), await Find("pg_dump", new BackupSettings(), path));
        BackupSettings set = new() { ToolPath = new Dictionary<string, string> { ["pg_dump"] = _folder["b/pg_dump"] } };
        Assert.Equal(new BackupTool("pg_dump", true, "16.1", _folder["b/pg_dump"], "Configured", null), await Find("pg_dump", set, path));
        Assert.False((await Find("rclone", new BackupSettings(), _folder["b"])).Found);
        set = new() { ToolPath = new Dictionary<string, string> { ["pg_dump"] = _folder["nowhere"] } };
        Assert.Equal((false, "There is no program there."), ((await Find("pg_dump", set, path)).Found, (await Find("pg_dump", set, path)).Problem));
    }

    [Fact]
    public async Task A_tool_sees_the_path_and_no_other_variable_and_may_say_what_it_likes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs scripts that run");
        Program("a/mysql", $"env > '{_folder["env"]}'; echo mysql Ver 9.1.2");
        Assert.Equal("9.1.2", (await Find("mysql", new BackupSettings(), $"{_folder["a"]}:/bin:/usr/bin")).Version);
        string[] names = [.. File.ReadAllLines(_folder["env"]).Select(l => l.Split('=')[0]).Except(["PWD", "SHLVL", "_", "OLDPWD"])];
        Assert.Equal(["PATH"], names);
        Program("a/mysql", "yes 'no number' ");
        Assert.Equal("It does not say its version.", (await Find("mysql", new BackupSettings(), $"{_folder["a"]}:/bin:/usr/bin")).Problem);
        Program("a/mysql", "exit 3");
        Assert.Equal("It does not say its version.", (await Find("mysql", new BackupSettings(), $"{_folder["a"]}:/bin:/usr/bin")).Problem);
        File.WriteAllText(_folder["a/mysql"], "#!/no/such/interpreter\n");
        Assert.StartsWith("It could not be started", (await Find("mysql", new BackupSettings(), $"{_folder["a"]}:/bin:/usr/bin")).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<BackupTool> Find(string name, BackupSettings settings, string path) =>
        ToolFinder.FindAsync(name, settings, path, TestContext.Current.CancellationToken);

    private void Program(string name, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
