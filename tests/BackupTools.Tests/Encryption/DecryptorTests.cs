using System.Diagnostics;
using BackupTools.Archive;
using BackupTools.Encryption;
using BackupTools.Jobs;
using BackupTools.Tests.Archive.Sealing;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Repository;

namespace BackupTools.Tests.Encryption;

/// <summary>The program in <c>docs</c> reads what we write, with nothing but Python and OpenSSL: another implementation of the same page.</summary>
public sealed class DecryptorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Script => RepositoryRoot.Combine("docs", "decrypt-archive.py");

    [Fact]
    public Task It_opens_an_archive_with_a_passphrase() =>
        DecryptAsync(_folder, Script, SealedSample.ForBoth, "correct horse battery staple", "--passphrase");

    [Fact]
    public async Task It_opens_an_archive_with_a_key()
    {
        await File.WriteAllTextAsync(_folder["key.pem"], SealedSample.Key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await DecryptAsync(_folder, Script, SealedSample.ForBoth, null, "--key", _folder["key.pem"]);
    }

    [Fact]
    public async Task It_opens_an_archive_for_one_who_was_added_later()
    {
        const string Name = "shop_20261121_060000.backup.zip";
        await File.WriteAllBytesAsync(_folder[Name], await SealedSample.CreateAsync(SealedSample.ForKey), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["key.pem"], SealedSample.OtherKey.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        string[] how = [_folder[Name], _folder["out"], "--key", _folder["key.pem"]];
        Assert.NotEqual(0, (await RunAsync(Script, null, how)).Code);
        using (KeyUpdateJob job = await KeyUpdateJob.OpenAsync(
            new ArchiveLocation(BuiltIn.Components.OpenStorage(_folder.Path), Name) { Keys = SealedSample.ByKey },
            [new RsaRecipient(SealedSample.OtherKey, "lena")], TestContext.Current.CancellationToken))
            await job.AddAsync(TestContext.Current.CancellationToken);
        (int code, string said) = await RunAsync(Script, null, how);
        Assert.True(code == 0, said);
        Assert.Contains(SealedSample.Secret, await File.ReadAllTextAsync(Path.Combine(_folder["out"], "schema", "main.sql"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_what_was_altered()
    {
        RepackedArchive archive = new(await SealedSample.CreateAsync(SealedSample.ForBoth));
        archive.Members[2].Bytes[40] ^= 1;
        await File.WriteAllBytesAsync(_folder["a.zip"], archive.Assemble(), TestContext.Current.CancellationToken);
        (int code, string said) = await RunAsync(Script, "correct horse battery staple", _folder["a.zip"], _folder["out"], "--passphrase");
        Assert.NotEqual(0, code);
        Assert.Contains("authentication tag", said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    internal static async Task DecryptAsync(TemporaryFolder folder, string script, ArchiveProtection protection, string? passphrase, params string[] how)
    {
        await File.WriteAllBytesAsync(folder["a.zip"], await SealedSample.CreateAsync(protection, isSmall: false), TestContext.Current.CancellationToken);
        (int code, string said) = await RunAsync(script, passphrase, [folder["a.zip"], folder["out"], .. how]);
        Assert.True(code == 0, said);
        Assert.Contains(SealedSample.Secret, await File.ReadAllTextAsync(Path.Combine(folder["out"], "schema", "main.sql")), StringComparison.Ordinal);
        string data = Path.Combine(folder["out"], "data", "main.payroll");
        foreach ((int index, int size) in new[] { (0, (3 * EncryptionHeader.LargestSegment) + 5), (1, 0), (2, EncryptionHeader.LargestSegment) })
            Assert.Equal(SealedSample.Raw(index, size), await File.ReadAllBytesAsync(Path.Combine(data, $"{index}.sql")));
    }

    private static async Task<(int Code, string Said)> RunAsync(string script, string? passphrase, params string[] arguments)
    {
        ProcessStartInfo start = new("python3", [script, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (passphrase is not null)
            start.Environment["PASSPHRASE"] = passphrase;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("This machine has no python3.");
            throw;
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string said = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, said + await output);
        }
    }
}
