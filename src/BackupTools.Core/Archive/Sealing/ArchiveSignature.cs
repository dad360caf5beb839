using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>A signature of an archive.</summary>
/// <param name="Entry">What the archive has.</param>
/// <param name="SignedBy">Whose it is, by the caller's own keys; null where none of them knows it, and so nothing is proved.</param>
public sealed record ArchiveSignature(SignatureEntry Entry, string? SignedBy);
