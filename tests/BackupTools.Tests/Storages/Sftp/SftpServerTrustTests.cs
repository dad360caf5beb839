using System.Diagnostics;
using BackupTools.Storages.Sftp;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Sftp;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Sftp;

/// <summary>Only the right server is spoken to, and only somebody with the right key is let in.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SftpServerTrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa")]
    [InlineData("rsa")]
    public async Task A_server_is_known_by_any_of_its_keys(string type)
    {
        SshServer server = await SshServer.GetAsync();
        string known = await WriteAsync(server.KnownHost(type));
        Assert.Empty(await Open(server, ("KnownHosts", known)).NamesAsync());
        Assert.Empty(await Open(server, ("HostKey", server.Fingerprint(type))).NamesAsync());
    }

    [Fact]
    public async Task Names_in_the_file_may_be_hashed()
    {
        SshServer server = await SshServer.GetAsync();
        string known = await WriteAsync(server.KnownHost("ed25519"));
        await ProcessRunner.RunAsync(new ProcessStartInfo("ssh-keygen", ["-H", "-f", known]));
        Assert.StartsWith("|1|", File.ReadAllText(known), StringComparison.Ordinal);
        Assert.Empty(await Open(server, ("KnownHosts", known)).NamesAsync());
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.*,!127.0.0.2", true)]
    [InlineData("127.0.0.?", true)]
    [InlineData("127.0.0.*,!127.0.0.1", false)]
    [InlineData("127.0.0.11", false)]
    [InlineData("[127.0.0.1]:22", false)]
    public async Task Names_in_the_file_are_patterns(string pattern, bool isKnown)
    {
        SshServer server = await SshServer.GetAsync();
        IBackupStorage storage = Open(server, ("KnownHosts", await WriteAsync(server.KnownHost("ed25519", pattern))));
        if (isKnown)
            Assert.Empty(await storage.NamesAsync());
        else
            Assert.Contains(server.Fingerprint("ed25519"), (await FailsAsync(ErrorCode.ServerNotTrusted, () => storage.NamesAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_server_is_refused_with_its_fingerprint_and_what_to_do()
    {
        SshServer server = await SshServer.GetAsync();
        BackupException error = await FailsAsync(ErrorCode.ServerNotTrusted, () => Open(server, ("KnownHosts", WriteAsync("# none\n").Result)).NamesAsync());

        Assert.Contains(server.Fingerprint("ed25519"), error.Message, StringComparison.Ordinal);
        Assert.Contains($"ssh -p {server.Port} {Environment.UserName}@127.0.0.1", error.Remedy, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task Another_key_than_the_known_one_a_revoked_one_and_an_authority_are_refused()
    {
        SshServer server = await SshServer.GetAsync();
        string other = server.KnownHost("ed25519").Split(' ')[0] + " " + string.Join(' ', File.ReadAllText(server.Key + ".pub").Split(' ')[..2]) + "\n";

        BackupException changed = await FailsAsync(ErrorCode.ServerNotTrusted, () => Open(server, ("KnownHosts", WriteAsync(other).Result)).NamesAsync());
        Assert.Contains("another key", changed.Message, StringComparison.Ordinal);

        string revoked = "@revoked " + server.KnownHost("ed25519", "*") + server.KnownHost("ed25519");
        Assert.Contains("revoked", (await FailsAsync(
            ErrorCode.ServerNotTrusted, () => Open(server, ("KnownHosts", WriteAsync(revoked).Result)).NamesAsync())).Message, StringComparison.Ordinal);

        string authority = "@cert-authority " + server.KnownHost("ed25519");
        Assert.Contains("not supported", (await FailsAsync(
            ErrorCode.ServerNotTrusted, () => Open(server, ("KnownHosts", WriteAsync(authority).Result)).NamesAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fingerprint_of_another_key_is_refused()
    {
        SshServer server = await SshServer.GetAsync();
        string other = "SHA256:" + new string('A', 43);
        Assert.Contains(other, (await FailsAsync(ErrorCode.ServerNotTrusted, () => Open(server, ("HostKey", other)).NamesAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_passphrase_is_opened_with_the_password()
    {
        SshServer server = await SshServer.GetAsync();
        StorageInfo locked = server.Storage(_folder.Path, null, ("HostKey", server.Fingerprint("ed25519")), ("KeyFile", server.LockedKey));

        Assert.Empty(await new SftpStorage(locked.WithSecret(SecureText.Of("open sesame"))).NamesAsync());
        await FailsAsync(ErrorCode.InvalidArgument, () => new SftpStorage(locked).NamesAsync());
        BackupException wrong = await FailsAsync(ErrorCode.InvalidArgument, () => new SftpStorage(locked.WithSecret(SecureText.Of("wrong words"))).NamesAsync());
        Assert.DoesNotContain("wrong words", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_else_is_not_let_in()
    {
        SshServer server = await SshServer.GetAsync();
        BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => new SftpStorage(server.Storage(
            _folder.Path, null, ("HostKey", server.Fingerprint("ed25519")), ("KeyFile", server.WrongKey))).NamesAsync());
        Assert.False(error.IsTransient);
        await FailsAsync(ErrorCode.StorageAccessDenied, () => new SftpStorage(server.Storage(
            _folder.Path, null, ("HostKey", server.Fingerprint("ed25519"))).WithSecret(SecureText.Of("guessed"))).NamesAsync());
    }

    [Fact]
    public async Task A_key_that_others_can_read_is_not_shown_to_anybody()
    {
        SshServer server = await SshServer.GetAsync();
        File.Copy(server.Key, _folder["open"]);
        File.SetUnixFileMode(_folder["open"], (UnixFileMode)Convert.ToInt32("644", 8));
        await FailsAsync(ErrorCode.SecretKeyExposed, () => new SftpStorage(server.Storage(
            _folder.Path, null, ("HostKey", server.Fingerprint("ed25519")), ("KeyFile", _folder["open"]))).NamesAsync());
    }

    private SftpStorage Open(SshServer server, params (string Name, string Value)[] options)
    {
        Directory.CreateDirectory(_folder["backups"]);
        return new SftpStorage(server.Storage(_folder["backups"], null, [.. options, ("KeyFile", server.Key)]));
    }

    private async Task<string> WriteAsync(string known)
    {
        string path = _folder[$"known-{Guid.NewGuid():n}"];
        await File.WriteAllTextAsync(path, known);
        return path;
    }
}
