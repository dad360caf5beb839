using BackupTools.Storages.WebDav;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.WebDav;
using BackupTools.Tests.Storages.Remote;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.WebDav;

/// <summary>What only WebDAV has: logins in a header, files that come with no length, and names that are taken in steps.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class WebDavStorageTests
{
    private readonly string _folder = $"{Guid.NewGuid():n}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DavKind.Rclone)]
    [InlineData(DavKind.Apache)]
    public async Task A_wrong_password_is_refused_without_showing_it(DavKind kind)
    {
        StorageInfo info = WebDavFixture.Info((await DavServing.GetAsync(kind)).Address, _folder);
        foreach (StorageInfo wrong in (StorageInfo[])[info.WithSecret(SecureText.Of("not-the-password")), info with { UserName = "stranger" }, info.WithSecret(null)])
        {
            BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => WebDavFixture.Open(wrong).ItemsAsync());
            Assert.False(error.IsTransient);
            Assert.DoesNotContain("not-the-password", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(DavServing.Password, error.ToString(), StringComparison.Ordinal);
            await FailsAsync(ErrorCode.StorageAccessDenied, () => WebDavFixture.Open(wrong).CreateAsync("x", Token));
        }
    }

    [Theory]
    [InlineData(DavKind.Rclone)]
    [InlineData(DavKind.Apache)]
    public async Task Folders_are_made_and_what_is_no_plain_file_is_not_listed(DavKind kind)
    {
        DavServing server = await DavServing.GetAsync(kind);
        WebDavStorage storage = WebDavFixture.Open(WebDavFixture.Info(server.Address, $"{_folder}/new/deep%20er"));
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.NamesAsync());
        await FailsAsync(ErrorCode.ArchiveNotFound, () => storage.OpenReadAsync("x", Token));
        Assert.Equal(0, await storage.RemoveAbandonedAsync(Token));
        await storage.DeleteAsync("x", Token);

        await storage.PutAsync("x", Bytes(3));
        using HttpClient client = WebDavFixture.Client(server.Address);
        await client.SendAsync("MKCOL", $"/{_folder}/new/deep%20er/folder");
        await client.SendAsync("PUT", $"/{_folder}/new/deep%20er/folder/inner", [1]);

        Assert.Equal(["x"], await storage.NamesAsync());
        await FailsAsync(ErrorCode.InvalidArgument, () => storage.DeleteAsync("folder", Token));
        await FailsAsync(ErrorCode.ArchiveNotFound, () => storage.OpenReadAsync("folder", Token));
        await using IStorageWriter writer = await storage.CreateAsync("folder", Token);
        await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("folder", Token));
        Assert.True(File.Exists($"{server.Served}/{_folder}/new/deep er/folder/inner"));
    }

    [Fact]
    public async Task A_file_where_a_folder_should_be_is_said()
    {
        DavServing server = await DavServing.GetAsync(DavKind.Apache);
        await WebDavFixture.Open(WebDavFixture.Info(server.Address, _folder)).PutAsync("x", Bytes(3));
        await FailsAsync(ErrorCode.StorageFailed, () => WebDavFixture.Open(WebDavFixture.Info(server.Address, $"{_folder}/x")).PutAsync("y", Bytes(3)));
    }

    [Fact]
    public async Task A_service_that_is_not_there_may_be_there_later()
    {
        StorageInfo info = WebDavFixture.Info(new Uri($"http://127.0.0.1:{LoopbackPort.FindFree()}"), _folder);
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => WebDavFixture.Open(info).ItemsAsync())).IsTransient);
    }

    [Fact]
    public async Task What_is_older_than_a_day_by_the_servers_clock_is_removed_and_nothing_younger()
    {
        DavServing server = await DavServing.GetAsync(DavKind.Apache);
        StorageInfo info = WebDavFixture.Info(server.Address, _folder);
        await WebDavFixture.Open(info).PutAsync("x", Bytes(3));
        string folder = $"{server.Served}/{_folder}";
        string old = UnfinishedName.NewPath($"{folder}/old"), young = UnfinishedName.NewPath($"{folder}/young");
        string reservation = $"{folder}/.publishing-{new string('a', 32)}";
        string other = $"{folder}/.publishing-no";
        foreach (string path in (string[])[old, young])
            await File.WriteAllTextAsync(path, "x", Token);
        foreach (string path in (string[])[reservation, other])
            Directory.CreateDirectory(path);
        foreach (string path in (string[])[old, reservation, other, $"{folder}/x"])
            Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-25));

        Assert.Equal(2, await new WebDavStorage(info, WebDavSettings.Of(info)).RemoveAbandonedAsync(Token));
        Assert.Equal(new[] { young, other, $"{folder}/x" }.Order(), Directory.GetFileSystemEntries(folder).Order());
    }

    /// <summary>Three machines, as it were, none of which knows of the others.</summary>
    [Fact]
    public async Task Who_was_killed_while_publishing_takes_the_name_with_it_and_nothing_else()
    {
        DavServing server = await DavServing.GetAsync(DavKind.Apache);
        StorageInfo info = WebDavFixture.Info(server.Address, _folder);
        using HttpClient client = WebDavFixture.Client(server.Address);
        await using FaultyProxy proxy = new(server.Address, (_, head) =>
            head.StartsWith("MOVE", StringComparison.Ordinal) || head.StartsWith("DELETE", StringComparison.Ordinal) ? Fault.CutRequest : null);
        WebDavStorage dying = WebDavFixture.Open(WebDavFixture.Info(proxy.Address, _folder));
        await using (IStorageWriter writer = await dying.CreateAsync("x", Token))
            Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => writer.CommitAsync("x", Token))).IsTransient);
        Assert.Equal(2, Directory.GetFileSystemEntries($"{server.Served}/{_folder}").Length);

        WebDavStorage storage = new(info, WebDavSettings.Of(info)) { Turn = TimeSpan.FromSeconds(0.5) };
        await using IStorageWriter next = await storage.CreateAsync("x", Token);
        await FailsAsync(ErrorCode.StorageNameTaken, () => next.CommitAsync("x", Token));
        await next.CommitAsync("x_2", Token);
        Assert.Equal(["x_2"], await storage.NamesAsync());
        Assert.Equal(2, await WebDavFixture.Open(info).RemoveAbandonedAsync(Token));
        await storage.PutAsync("x", Bytes(3));
    }

    [Theory]
    [InlineData(DavKind.Rclone)]
    [InlineData(DavKind.Apache)]
    public async Task A_stream_that_is_cut_leaves_nothing_and_is_not_published(DavKind kind)
    {
        DavServing server = await DavServing.GetAsync(kind);
        await using FaultyProxy proxy = new(server.Address, (_, head) => head.StartsWith("PUT", StringComparison.Ordinal) ? Fault.CutRequest : null);
        WebDavStorage storage = WebDavFixture.Open(WebDavFixture.Info(proxy.Address, _folder));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            BackupException error = await FailsAsync(ErrorCode.StorageFailed, async () =>
            {
                for (int i = 0; i < 1000; i++)
                    await writer.WriteAsync(Bytes(100_000), Token);
            });
            Assert.False(error.IsTransient);
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        }

        Assert.Empty(await storage.NamesAsync());
        Assert.Empty(Directory.GetFileSystemEntries($"{server.Served}/{_folder}"));
    }

    [Theory]
    [InlineData("LimitRequestBody 300000", "large")]
    [InlineData("<Location />\n<Limit PUT>\nRequire all denied\n</Limit>\n</Location>", "denied")]
    public async Task What_a_server_does_not_take_is_said_as_soon_as_it_says_it(string setting, string said)
    {
        DavServing server = await DavServing.GetAsync(DavKind.Apache, setting);
        WebDavStorage storage = WebDavFixture.Open(WebDavFixture.Info(server.Address, _folder));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(async () =>
            {
                for (int i = 0; i < 100; i++)
                    await writer.WriteAsync(Bytes(100_000), Token);
                await writer.CommitAsync("x", Token);
            });
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries($"{server.Served}/{_folder}"));
    }

    [Fact]
    public async Task A_name_that_is_taken_between_looking_and_moving_stays_its_owners()
    {
        DavServing server = await DavServing.GetAsync(DavKind.Apache);
        string path = $"{server.Served}/{_folder}/x";
        await using FaultyProxy proxy = new(server.Address, (_, head) =>
        {
            if (head.StartsWith("MOVE", StringComparison.Ordinal))
                File.WriteAllText(path, "somebody else's");
            return null;
        });
        WebDavStorage storage = WebDavFixture.Open(WebDavFixture.Info(proxy.Address, _folder));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(15), Token);
            await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("x", Token));
        }

        Assert.Equal("somebody else's", await File.ReadAllTextAsync(path, Token));
        Assert.Equal([path], Directory.GetFileSystemEntries($"{server.Served}/{_folder}"));
    }
}
