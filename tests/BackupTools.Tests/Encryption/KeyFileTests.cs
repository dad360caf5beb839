using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Common;
using BackupTools.Encryption;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Encryption;

/// <summary>Keys as openssl and ssh-keygen write them.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Secret = "päss wörd 1";

    private readonly TemporaryFolder _folder = new();

    /// <summary>How each private key is made of <c>plain.pem</c>, and whether it is under the passphrase.</summary>
    public static TheoryData<string, bool, string> Private => new()
    {
        { "pkcs8", false, "openssl pkcs8 -topk8 -nocrypt -in plain.pem -out key" },
        { "pkcs1", false, "openssl rsa -traditional -in plain.pem -out key" },
        { "pkcs8 aes-256", true, "openssl pkcs8 -topk8 -v2 aes-256-cbc -in plain.pem -out key -passout env:SECRET" },
        { "pkcs8 scrypt", true, "openssl pkcs8 -topk8 -scrypt -in plain.pem -out key -passout env:SECRET" },
        { "pkcs8 3des", true, "openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in plain.pem -out key -passout env:SECRET" },
        { "traditional aes", true, "openssl rsa -traditional -aes128 -in plain.pem -out key -passout env:SECRET" },
        { "traditional 3des", true, "openssl rsa -traditional -des3 -in plain.pem -out key -passout env:SECRET" },
        { "pkcs12", true, "openssl req -x509 -new -key plain.pem -subj /CN=x -out cert.pem && openssl pkcs12 -export -inkey plain.pem -in cert.pem -out key -passout env:SECRET" },
        { "openssh", false, "cp plain.pem key && chmod 600 key && ssh-keygen -q -p -N '' -f key" },
        { "openssh aes", true, "cp plain.pem key && chmod 600 key && ssh-keygen -q -p -N \"$SECRET\" -f key" },
        { "openssh gcm", true, "cp plain.pem key && chmod 600 key && ssh-keygen -q -p -Z aes256-gcm@openssh.com -a 30 -N \"$SECRET\" -f key" },
    };

    public static TheoryData<string, string> Public => new()
    {
        { "spki", "openssl pkey -in plain.pem -pubout -out key" },
        { "pkcs1", "openssl rsa -in plain.pem -RSAPublicKey_out -out key" },
        { "certificate", "openssl req -x509 -new -key plain.pem -subj /CN=x -out key" },
        { "certificate der", "openssl req -x509 -new -key plain.pem -subj /CN=x -outform DER -out key" },
        { "openssh", "chmod 600 plain.pem && ssh-keygen -y -f plain.pem > key" },
    };

    [Theory]
    [MemberData(nameof(Private))]
    public void Private_keys_of_every_form_are_read(string form, bool isLocked, string command)
    {
        string id = Make(command);
        using RSA key = KeyFile.ReadPrivate(KeyFile.Read(_folder["key"]), form, isLocked ? SecureText.Of(Secret) : null);
        Assert.Equal(id, RsaKeyId.Of(key));
        using RSA other = RSA.Create();
        other.ImportFromPem(File.ReadAllText(_folder["plain.pem"]));
        Assert.Equal([1, 2, 3], key.Decrypt(other.Encrypt([1, 2, 3], RSAEncryptionPadding.OaepSHA256), RSAEncryptionPadding.OaepSHA256));
        if (!isLocked)
            return;
        foreach (string? wrong in new[] { null, "päss wörd 2", "" })
        {
            BackupException e = Assert.Throws<BackupException>(
                () => KeyFile.ReadPrivate(KeyFile.Read(_folder["key"]), form, wrong is null ? null : SecureText.Of(wrong)));
            Assert.Contains(e.Code, new[] { ErrorCode.KeyRefused, ErrorCode.KeyInvalid });
            Assert.DoesNotContain(Secret, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Public))]
    public void Public_keys_of_every_form_are_read(string form, string command)
    {
        string id = Make(command);
        using RSA key = KeyFile.ReadPublic(KeyFile.Read(_folder["key"]), form);
        Assert.Equal(id, RsaKeyId.Of(key));
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<BackupException>(() => KeyFile.ReadPrivate(KeyFile.Read(_folder["key"]), form, null)).Code);
    }

    [Fact]
    public void An_openssh_key_that_asks_for_years_of_work_is_refused()
    {
        Make("cp plain.pem key && chmod 600 key && ssh-keygen -q -p -N \"$SECRET\" -f key");
        byte[] file = File.ReadAllBytes(_folder["key"]);
        string text = Encoding.ASCII.GetString(file);
        PemFields fields = PemEncoding.Find(text);
        byte[] blob = Convert.FromBase64String(text[fields.Base64Data]);
        int rounds = blob.AsSpan().IndexOf("bcrypt"u8) + "bcrypt".Length + 4 + 4 + 16;
        blob[rounds] = 0x7f;
        BackupException e = Assert.Throws<BackupException>(
            () => KeyFile.ReadPrivate(Encoding.ASCII.GetBytes(PemEncoding.Write("OPENSSH PRIVATE KEY", blob)), "x", SecureText.Of(Secret)));
        Assert.Equal(ErrorCode.KeyInvalid, e.Code);
        Assert.Contains("rounds", e.Message, StringComparison.Ordinal);
        for (int cut = 0; cut < blob.Length; cut += 7)
            Assert.Throws<BackupException>(() => KeyFile.ReadPrivate(Encoding.ASCII.GetBytes(PemEncoding.Write("OPENSSH PRIVATE KEY", blob.AsSpan(0, cut))), "x", SecureText.Of(Secret)));
    }

    [Theory]
    [InlineData("openssl genpkey -algorithm ED25519 -out key")]
    [InlineData("openssl ecparam -name prime256v1 -genkey -noout -out key")]
    [InlineData("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out key")]
    [InlineData("echo > key")]
    [InlineData("head -c 3000 /dev/urandom > key")]
    [InlineData("head -c 70000 /dev/zero > key")]
    [InlineData("printf -- '-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n' > key")]
    [InlineData("printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\\nAAAA\\n-----END OPENSSH PRIVATE KEY-----\\n' > key")]
    [InlineData("printf -- '-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMAA=\\n-----END ENCRYPTED PRIVATE KEY-----\\n' > key")]
    public void What_is_no_usable_key_is_called_so(string command)
    {
        Make(command);
        foreach (Action read in new Action[]
        {
            () => KeyFile.ReadPrivate(KeyFile.Read(_folder["key"]), "the file", SecureText.Of(Secret)),
            () => KeyFile.ReadPublic(KeyFile.Read(_folder["key"]), "the file"),
        })
        {
            BackupException e = Assert.Throws<BackupException>(read);
            Assert.Contains(e.Code, new[] { ErrorCode.KeyRefused, ErrorCode.KeyInvalid });
            Assert.NotEqual("", e.Remedy);
        }
    }

    [Fact]
    public void A_host_that_makes_backups_is_not_given_a_private_key()
    {
        Make("cp plain.pem key");
        BackupException e = Assert.Throws<BackupException>(() => KeyFile.ReadPublic(KeyFile.Read(_folder["key"]), "x"));
        Assert.Contains("-pubout", e.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Makes <c>key</c> of a new <c>plain.pem</c>, whose id is returned.</summary>
    private string Make(string command)
    {
        using RSA key = RSA.Create(2048);
        File.WriteAllText(_folder["plain.pem"], key.ExportPkcs8PrivateKeyPem() + "\n");
        ProcessStartInfo start = new("/bin/sh", ["-ec", command]) { WorkingDirectory = _folder.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SECRET"] = Secret;
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(said.Contains("not found", StringComparison.Ordinal), $"This machine lacks a tool: {said.Trim()}");
        Assert.True(process.ExitCode == 0, said);
        return RsaKeyId.Of(key);
    }
}
