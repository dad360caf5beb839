namespace BackupTools.Archive;

/// <summary>What must be true of what an archive says of where it came from. All of it is for people, and so is short and on one line.</summary>
internal static class OriginRules
{
    /// <summary>The most characters of a server's name.</summary>
    public const int LongestServer = 1000;

    /// <summary>The most characters of a server's own identifier.</summary>
    public const int LongestServerId = 100;

    /// <summary>The most characters of a note.</summary>
    public const int LongestDescription = 1000;

    /// <summary>Says what is wrong; null where nothing is.</summary>
    public static string? FindProblem(string? server, string? serverId, string? description, TimeSpan? duration) =>
        Problem("server's name", server, LongestServer) ?? Problem("server's identifier", serverId, LongestServerId)
        ?? Problem("description", description, LongestDescription)
        ?? (duration < TimeSpan.Zero ? "duration is negative" : null);

    /// <summary>A text that can be written: control characters become question marks, and what is too long is cut.</summary>
    public static string? Clean(string? text, int longest)
    {
        if (text is null || Problem("", text, longest) is null)
            return text;
        string clean = new([.. text.Select(c => char.IsControl(c) ? '?' : c)]);
        return clean.Length <= longest ? clean : clean[..(longest - 1)] + "…";
    }

    private static string? Problem(string what, string? text, int longest) =>
        text?.Length > longest ? $"{what} is longer than {longest} characters"
        : text?.Any(char.IsControl) == true ? $"{what} has control characters in it"
        : null;
}
