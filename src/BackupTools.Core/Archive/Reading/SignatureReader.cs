using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>Reads and checks the signatures of an archive, before anything of it is decrypted.</summary>
internal static class SignatureReader
{
    /// <summary>Reads the signatures, and checks those that the caller's keys know.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.SignatureRefused"/> where one is not genuine; <see cref="ErrorCode.SignatureMissing"/> where one is required and none
    /// is of those that count.
    /// </exception>
    public static async Task<IReadOnlyList<ArchiveSignature>> ReadAsync(
        IStorageReader reader, string display, ArchiveHead head, ArchiveKeys keys, CancellationToken cancellationToken)
    {
        IReadOnlyList<SignatureEntry> entries = head.Directory.Signatures is { } member
            ? await ReadEntriesAsync(reader, display, head, member, cancellationToken)
            : [];
        byte[] message = SignatureDocument.Message(head.Header.Id, head.HeaderSha256, head.Directory.ManifestSha256);
        List<ArchiveSignature> signatures = [.. entries.Select(e => new ArchiveSignature(e, Check(display, e, message, keys)))];
        if (keys.RequireSignature && signatures.All(s => s.SignedBy is null))
        {
            string trusted = keys.Signers.Count == 0 ? "no key was given whose signature counts" : $"none of its {Figures.Count(entries.Count, "signature")} is of {string.Join(", ", keys.Signers.Select(s => s.Display).Take(5))}";
            throw new BackupException(
                ErrorCode.SignatureMissing, entries.Count == 0 ? $"The archive '{display}' is not signed." : $"The archive '{display}' is signed, and {trusted}.",
                $"Use an archive that is signed with a key you trust, or name the key by {Setting.TrustedKey}; do without {Setting.RequireSignature} only for an archive whose whole way you know.",
                display);
        }

        return signatures;
    }

    private static async Task<IReadOnlyList<SignatureEntry>> ReadEntriesAsync(
        IStorageReader reader, string display, ArchiveHead head, ZipMember member, CancellationToken cancellationToken)
    {
        if (member.Size > ArchiveFormat.MaxSignatureSize)
            throw ArchiveErrors.Damaged(display, $"its signatures claim to have {member.Size:N0} bytes");
        MemberReader members = new(reader, display, DosTime.FromUtc(head.Header.CreatedAt));
        using BorrowedMember json = await members.ReadAsync(member.Name, member.Offset, member.Size, member.Crc32, cancellationToken);
        MemberCodec.Check(display, member.Name, json.Bytes.Span, json.Crc32, sha256: null);
        try
        {
            IReadOnlyList<SignatureEntry>? entries = ArchiveJson.ReadSignatures(json.Bytes).Signatures;
            return entries is { Count: > 0 and <= SignatureDocument.Most } && entries.All(e => e is { Kind: not null, Value: not null })
                ? entries
                : throw ArchiveErrors.Damaged(display, "its signatures are not valid");
        }
        catch (JsonException e)
        {
            throw ArchiveErrors.Damaged(display, "its signatures are not the JSON they must be", e);
        }
    }

    private static string? Check(string display, SignatureEntry entry, byte[] message, ArchiveKeys keys)
    {
        ISignatureCheck[] fitting = [.. keys.Signers.Where(s => s.Fits(entry))];
        if (fitting.FirstOrDefault(s => s.Verify(entry, message)) is { } genuine)
            return genuine.Display;
        return fitting.Length == 0 ? null : throw new BackupException(
            ErrorCode.SignatureRefused, $"The archive '{display}' has a signature that says to be of {fitting[0].Display}, and it is not genuine.",
            "The archive was altered, or the key or secret is another one: use another copy, and find out who had access to this one.", display);
    }
}
