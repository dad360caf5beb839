using System.Diagnostics;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration;
using BackupTools.Configuration.Documents;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private ConfigurationFile File => new(new ConfigurationFolder(_folder["home"]), "things");

    [Fact]
    public async Task What_is_not_there_is_empty_and_what_is_written_is_private()
    {
        Assert.Equal("""{"format":1}""", File.Read().ToJsonString());
        Assert.False(Directory.Exists(_folder["home"]));
        await File.ChangeAsync(d => d["a"] = "ä", Stopping);
        Assert.Equal("ä", (string?)File.Read()["a"]);
        Assert.Contains("ä", System.IO.File.ReadAllText(File.Path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(_folder["home"]));
        }
    }

    [Fact]
    public async Task Two_who_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => File.ChangeAsync(d => d[$"n{i}"] = i, Stopping), Stopping)));
        Assert.Equal(41, File.Read().Count);
    }

    /// <summary>Processes, not threads: the shell takes the same lock by flock, as .NET does.</summary>
    [Fact]
    public async Task Another_process_that_holds_the_lock_is_waited_for_and_then_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.IO.File.Exists("/usr/bin/flock"), "needs flock");
        ConfigurationFile file = new(new ConfigurationFolder(_folder["home"]), "things") { Patience = TimeSpan.FromMilliseconds(200) };
        await file.ChangeAsync(d => d["a"] = 1, Stopping);
        ProcessStartInfo start = new("/usr/bin/flock", ["-x", file.LockPath, "sh", "-c", "echo held; read line"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using Process other = Process.Start(start)!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync(Stopping));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => file.ChangeAsync(d => d["b"] = 2, Stopping));
        Assert.Equal(ErrorCode.ConfigurationLocked, error.Code);
        Assert.Contains(file.LockPath, error.Message, StringComparison.Ordinal);
        Task waiting = File.ChangeAsync(d => d["b"] = 3, Stopping);
        await other.StandardInput.WriteLineAsync();
        await waiting;
        Assert.Equal(3, (int?)File.Read()["b"]);
        await other.WaitForExitAsync(Stopping);
    }

    [Fact]
    public async Task What_a_newer_version_wrote_beside_it_survives()
    {
        Write("""{ "format": 1, "tomorrow": { "deep": [1, null, "x"] }, "a": 1 }""");
        await File.ChangeAsync(d => d["a"] = 2, Stopping);
        Assert.Equal("""{"format":1,"tomorrow":{"deep":[1,null,"x"]},"a":2}""", File.Read().ToJsonString());
    }

    [Theory]
    [InlineData("""{ "format": 2 }""", ErrorCode.ConfigurationTooNew)]
    [InlineData("", ErrorCode.ConfigurationInvalid)]
    [InlineData("""{ "format": 1, "a": """, ErrorCode.ConfigurationInvalid)]
    [InlineData("""{ "a": 1 }""", ErrorCode.ConfigurationInvalid)]
    [InlineData("""{ "format": "1" }""", ErrorCode.ConfigurationInvalid)]
    [InlineData("""[]""", ErrorCode.ConfigurationInvalid)]
    [InlineData("""null""", ErrorCode.ConfigurationInvalid)]
    [InlineData("""{ "format": 1, "a": { "b": 1, "b": 2 } }""", ErrorCode.ConfigurationInvalid)]
    [InlineData("""{ "format": 1, "format": 1 }""", ErrorCode.ConfigurationInvalid)]
    public async Task What_cannot_be_understood_is_an_error_and_stays_as_it_is(string content, ErrorCode expected)
    {
        Write(content);
        BackupException error = Assert.Throws<BackupException>(() => File.Read());
        Assert.Equal(expected, error.Code);
        Assert.Contains(File.Path, error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<BackupException>(() => File.ChangeAsync(d => d["a"] = 1, Stopping));
        Assert.Equal(expected, error.Code);
        Assert.Equal(content, System.IO.File.ReadAllText(File.Path));
    }

    [Fact]
    public async Task What_is_too_large_or_too_deep_or_no_file_is_refused()
    {
        Write("""{ "format": 1, "a": " """ + new string('x', DocumentText.MaxBytes) + "\" }");
        Assert.Contains("1 MiB", Assert.Throws<BackupException>(() => File.Read()).Message, StringComparison.Ordinal);
        Write("""{ "format": 1, "a": """ + new string('[', 1000) + new string(']', 1000) + "}");
        Assert.Equal(ErrorCode.ConfigurationInvalid, Assert.Throws<BackupException>(() => File.Read()).Code);
        System.IO.File.Delete(File.Path);
        await Assert.ThrowsAsync<BackupException>(() => File.ChangeAsync(d => d["a"] = new string('x', DocumentText.MaxBytes), Stopping));
        Assert.False(System.IO.File.Exists(File.Path));
        Directory.CreateDirectory(File.Path);
        Assert.Equal(ErrorCode.ConfigurationInvalid, Assert.Throws<BackupException>(() => File.Read()).Code);
    }

    [Fact]
    public async Task A_broken_file_is_set_aside_only_when_that_is_asked_for()
    {
        Write("{ half");
        string aside = Assert.IsType<string>(await File.SetAsideAsync(_ => { }, Stopping));
        Assert.Equal("{ half", System.IO.File.ReadAllText(aside));
        await File.ChangeAsync(d => d["a"] = 1, Stopping);
        Assert.Null(await File.SetAsideAsync(_ => { }, Stopping));
        Assert.Equal(1, (int?)File.Read()["a"]);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string content)
    {
        Directory.CreateDirectory(_folder["home"]);
        System.IO.File.WriteAllText(File.Path, content);
    }
}
