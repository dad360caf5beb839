using System.Text.RegularExpressions;
using BackupTools.Encryption;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Repository;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>OpenSSL checks a signature with the commands that ARCHIVE-FORMAT.md prints.</summary>
public sealed partial class SignatureByHandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_documented_commands_verify_a_signature_and_refuse_another(bool isEncrypted)
    {
        using TemporaryFolder folder = new();
        CancellationToken token = TestContext.Current.CancellationToken;
        ArchiveProtection protection = new() { Recipients = isEncrypted ? SealedSample.ForKey.Recipients : [], Signers = [new RsaSigner(SealedSample.OtherKey, "office")] };
        await File.WriteAllBytesAsync(folder["shop.backup.zip"], await SealedSample.CreateAsync(protection), token);
        string format = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "ARCHIVE-FORMAT.md"), token);
        string command = ShellBlocks().Matches(format).Select(m => m.Groups[1].Value).Single(c => c.Contains("openssl dgst", StringComparison.Ordinal));
        foreach ((System.Security.Cryptography.RSA key, bool isGenuine) in new[] { (SealedSample.OtherKey, true), (SealedSample.Key, false) })
        {
            if (Directory.Exists(folder["shop"]))
                Directory.Delete(folder["shop"], recursive: true);
            string own = command.Replace("cd shop\n", "cd shop && cp ../signer.pem .\n", StringComparison.Ordinal);
            await File.WriteAllTextAsync(folder["signer.pem"], key.ExportSubjectPublicKeyInfoPem() + "\n", token);
            (int exitCode, _, string errors) = await Tool.TryRunAsync("bash", "-c", $"set -eu; cd '{folder.Path}'\n{own}");
            Assert.True(exitCode == 0 == isGenuine, errors);
        }
    }

    [GeneratedRegex("(?s)```sh\n(.*?)```")]
    private static partial Regex ShellBlocks();
}
