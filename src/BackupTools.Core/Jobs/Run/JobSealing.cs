using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>The keys that a job writes and reads its archives with.</summary>
internal static class JobSealing
{
    /// <summary>For whom its archives are encrypted, and who signs them. Secrets are looked up.</summary>
    public static ArchiveProtection Protection(BackupJobDefinition job, JobContext context) => job.Protection is { } said
        ? Choice(context).ToProtection(said.Recipient, said.Passphrase?.Get(), said.SigningKey, null, said.SharedSecret?.Get())
        : ArchiveProtection.None;

    /// <summary>What opens them for the job's own test.</summary>
    public static ArchiveKeys Keys(BackupJobDefinition job, JobContext context) => job.Protection is { } said
        ? Choice(context).ToKeysOf(said.Recipient, said.Passphrase?.Get(), said.SharedSecret?.Get())
        : ArchiveKeys.None;

    /// <summary>Refuses keys that are not there, and a test of what nobody here can open. No secret is looked up.</summary>
    public static void Check(BackupJobDefinition job, JobContext context)
    {
        if (job.Protection is not { } said)
            return;
        KeyChoice choice = Choice(context);
        choice.ToProtection(said.Recipient, null, null, null, null);
        if (job.Verify != JobVerification.None && said is { Passphrase: null, Recipient.Count: > 0 })
            RequireOpening(choice, said.Recipient, "Leave out verify and test them where the key is, or import the private key here.");
    }

    /// <summary>Refuses recipients of whom nobody's private key is here, for backups that are tested here.</summary>
    internal static void RequireOpening(KeyChoice choice, IReadOnlyList<string> recipients, string remedy)
    {
        if (!choice.OpensOneOf(recipients))
            throw new BackupException(ErrorCode.KeyMissing, "The backups are to be tested, and no private key that this user can use without a passphrase opens them.", remedy);
    }

    /// <summary>Refuses a key to sign with that is not there.</summary>
    public static void CheckSigner(BackupJobDefinition job, JobContext context)
    {
        if (job.Protection?.SigningKey is { } key)
            Choice(context).RequireSigner(key);
    }

    private static KeyChoice Choice(JobContext context) => new(new KeyStore(context.Folder));
}
