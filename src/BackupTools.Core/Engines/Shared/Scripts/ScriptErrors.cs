using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Shared;

/// <summary>The errors of scripts: each names the line of the file.</summary>
internal static class ScriptErrors
{
    private const int LongestShown = 200;

    /// <summary>The script itself is wrong.</summary>
    /// <param name="name">The script.</param>
    /// <param name="line">The line.</param>
    /// <param name="what">What is wrong: a sentence.</param>
    /// <param name="remedy">What to do about it.</param>
    public static BackupException Invalid(string name, long line, string what, string remedy = "") =>
        new(ErrorCode.ScriptInvalid, $"{Place(name, line)}: {what}", remedy, name);

    /// <summary>A statement reaches beyond the database.</summary>
    public static BackupException Foreign(string name, long line, string what, string remedy) =>
        new(ErrorCode.ForeignStatement, $"{Place(name, line)}: {what}", remedy, name);

    /// <summary>The script ends in the middle of a transaction.</summary>
    public static BackupException OpenTransaction(string name, long line) => Invalid(
        name, line, "The transaction that begins there is never ended, and was rolled back.", "The script may be cut off: take a complete one, or end it with COMMIT.");

    /// <summary>The script has nothing to run.</summary>
    public static BackupException Empty(string name) => new(
        ErrorCode.ScriptInvalid, $"'{name}' has no statement.", "It may be cut off, or be the wrong file.", name);

    /// <summary>A place in a script.</summary>
    public static string Place(string name, long line) => $"Line {Figures.Number(line)} of '{name}'";

    /// <summary>The beginning of a statement on one line.</summary>
    public static string Beginning(ReadOnlySpan<byte> statement, Encoding encoding)
    {
        bool isWhole = statement.Length <= LongestShown;
        string text = encoding.GetString(isWhole ? statement : statement[..LongestShown]);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + (isWhole ? "" : " …");
    }
}
