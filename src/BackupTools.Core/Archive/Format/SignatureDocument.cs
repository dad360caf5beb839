using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>What <c>signature.json</c> says.</summary>
internal sealed record SignatureDocument
{
    /// <summary>The most signatures that an archive may have.</summary>
    public const int Most = 16;

    public required IReadOnlyList<SignatureEntry> Signatures { get; init; }

    /// <summary>What is signed: a text of four lines, each with its line feed.</summary>
    /// <param name="archiveId">The archive's identity.</param>
    /// <param name="headerSha256">The SHA-256 of <c>backup.json</c>.</param>
    /// <param name="manifestSha256">The SHA-256 of the manifest as it is stored.</param>
    public static byte[] Message(string archiveId, string headerSha256, string manifestSha256) =>
        Encoding.ASCII.GetBytes($"BackupTools signature 1\n{archiveId}\n{headerSha256}\n{manifestSha256}\n");
}
