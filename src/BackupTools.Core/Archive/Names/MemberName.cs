namespace BackupTools.Archive;

/// <summary>Which names a member may have.</summary>
internal static class MemberName
{
    public const int MaxLength = 200;

    /// <summary>True where the name is relative, plain ASCII, and leads nowhere but below the place it is unpacked in.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength }
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '~' or '%' or '/')
        && name.Split('/').All(segment => segment is not ("" or "." or ".."));
}
