using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>
/// What must be true of a manifest and of the container around it. The writer asks before it completes an archive, the
/// reader before it believes one.
/// </summary>
internal sealed class ManifestRules
{
    private readonly ManifestDocument _manifest;
    private readonly Dictionary<string, ZipMember> _unclaimed;
    private readonly HashSet<string> _references = [];

    private ManifestRules(ManifestDocument manifest, IEnumerable<ZipMember> content)
    {
        _manifest = manifest;
        _unclaimed = content.ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>Says what is wrong; null where nothing is.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="header">The clear header.</param>
    /// <param name="headerSha256">The SHA-256 of the header as it is stored.</param>
    /// <param name="content">The container's members with scripts and chunks; their names differ.</param>
    public static string? FindProblem(
        ManifestDocument manifest, ArchiveHeader header, string headerSha256, IEnumerable<ZipMember> content)
    {
        if (manifest.ToHeader() != header.Identity || (header.Encryption is null ? manifest.HeaderSha256 is not null : manifest.HeaderSha256 != headerSha256))
            return "the manifest and the header contradict each other";
        if (manifest.Properties is null || manifest.References is null || manifest.Objects is null
            || manifest.Scripts is null || manifest.Chunks is null)
        {
            return "the manifest lacks a list";
        }

        if (OriginRules.FindProblem(manifest.Server, manifest.ServerId, manifest.Description, manifest.Duration) is { } problem)
            return $"the manifest's {problem}";
        if (header.Facts?.AgreeWith(manifest) == false)
            return "the manifest and what the header says in clear contradict each other";
        var rules = new ManifestRules(manifest, content);
        return rules.CheckProperties() ?? rules.CheckReferences() ?? rules.CheckObjects() ?? rules.CheckScripts()
            ?? rules.CheckChunks() ?? rules.CheckNothingIsLeft();
    }

    private string? CheckProperties() =>
        _manifest.Properties.Values.Any(v => v is null) ? "a property in the manifest is null" : null;

    private string? CheckReferences()
    {
        foreach (ArchiveReference reference in _manifest.References)
        {
            if (reference is null || !HashText.IsHex(reference.Id, 32) || !IsFlatName(reference.Name))
                return "a reference in the manifest is not valid";
            if (reference.Id == _manifest.Id || !_references.Add(reference.Id))
                return $"the manifest's reference to the archive {reference.Id} is circular or a repetition";
        }

        return null;
    }

    private string? CheckObjects()
    {
        for (int i = 0; i < _manifest.Objects.Count; i++)
        {
            ArchiveObject obj = _manifest.Objects[i];
            if (obj is null || string.IsNullOrEmpty(obj.Kind) || obj.Schema is null || obj.Name is null || obj.Rows < 0
                || (obj.Checksum is not null && !HashText.IsHex(obj.Checksum, 16)))
            {
                return $"object {i} in the manifest is not valid";
            }
        }

        return null;
    }

    private string? CheckScripts()
    {
        for (int i = 0; i < _manifest.Scripts.Count; i++)
        {
            ArchiveScript script = _manifest.Scripts[i];
            string? problem = script is null
                ? "is null"
                : CheckFigures(script, isOwn: true)
                    ?? Claim(script.Member, script.Offset, script.Size);
            if (problem is not null)
                return $"script {i} in the manifest {problem}";
        }

        return null;
    }

    private string? CheckChunks()
    {
        int objectIndex = -1, nextIndex = 0;
        for (int i = 0; i < _manifest.Chunks.Count; i++)
        {
            ArchiveChunk chunk = _manifest.Chunks[i];
            if (chunk is null)
                return $"chunk {i} in the manifest is null";
            if (chunk.ObjectIndex > objectIndex)
            {
                objectIndex = chunk.ObjectIndex;
                nextIndex = 0;
            }

            string? problem = CheckPlace(chunk, objectIndex, nextIndex++)
                ?? CheckFigures(chunk, chunk.Archive is null)
                ?? (chunk.Archive is null ? Claim(chunk.Member, chunk.Offset, chunk.Size) : null);
            if (problem is not null)
                return $"chunk {i} in the manifest {problem}";
        }

        return null;
    }

    private string? CheckPlace(ArchiveChunk chunk, int objectIndex, int index)
    {
        if (chunk.ObjectIndex < 0 || chunk.ObjectIndex >= _manifest.Objects.Count)
            return $"belongs to object {chunk.ObjectIndex}, which does not exist";
        if (chunk.ObjectIndex != objectIndex || chunk.Index != index)
        {
            return $"has the index {chunk.Index} of object {chunk.ObjectIndex}, "
                + $"where index {index} of object {objectIndex} must be";
        }

        if (chunk.Rows < 0)
            return "has fewer than no rows";
        return chunk.Archive is null || _references.Contains(chunk.Archive)
            ? null
            : $"is in the archive {chunk.Archive}, which is not among the references";
    }

    private string? CheckFigures(ArchiveMember member, bool isOwn)
    {
        if (!MemberName.IsValid(member.Member))
            return "has a name that is not allowed";
        if (member.PlainName is not null && !MemberName.IsValid(member.PlainName))
            return "has a plain name that is not allowed";
        if (string.IsNullOrEmpty(member.Codec))
            return "names no codec";
        if (member.Size is < 0 or > ArchiveFormat.MaxMemberSize || member.RawSize is < 0 or > ArchiveFormat.MaxMemberSize)
            return "has an impossible size";
        if (member.Offset < LocalHeader.GetLength(member.Member) || member.Offset > long.MaxValue - member.Size)
            return "begins at an impossible place";
        return CheckHashes(member, isOwn);
    }

    /// <summary>Nothing may be without the hashes of its version: there would be nothing to check its content by.</summary>
    private string? CheckHashes(ArchiveMember member, bool isOwn)
    {
        bool ofRaw = member.Sha256 is not null, ofStored = member.StoredSha256 is not null || member.RawXxh128 is not null;
        if (ofRaw == ofStored)
            return ofRaw ? "has the hashes of two versions of the format" : "has no hash";
        bool mayBeOfStored = _manifest.MinReader >= ArchiveFormat.StoredHashesVersion;
        if (ofStored ? !mayBeOfStored : mayBeOfStored && isOwn)
            return "has the hashes of another version of the format";
        if (!HashText.IsSha256(member.Sha256 ?? member.StoredSha256))
            return "has a SHA-256 that is not one";
        return ofRaw || HashText.IsXxh128(member.RawXxh128) ? null : "has an XXH3 that is not one";
    }

    /// <summary>Checks a place against the container, in which every member may be claimed once.</summary>
    private string? Claim(string member, long offset, long size)
    {
        if (!_unclaimed.Remove(member, out ZipMember? found))
            return $"is the member '{member}', which does not exist or is spoken of twice";
        return found.Offset == offset && found.Size == size
            ? null
            : $"says another place or size of the member '{member}' than the central directory";
    }

    private string? CheckNothingIsLeft() => _unclaimed.Count == 0
        ? null
        : $"the manifest does not speak of the member '{_unclaimed.Keys.First()}'";

    private static bool IsFlatName(string? name) =>
        name is not (null or "" or "." or "..") && !name.Any(c => c is '/' or '\\' || char.IsControl(c));
}
