using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling.Cron;

/// <summary>
/// A user's crontab with the marked blocks of schedules in it. What is not ours is kept byte for byte, so that the text is that of before
/// when the last block is gone.
/// </summary>
internal sealed partial class CrontabText
{
    private const string NoFile = " (there was no crontab)";
    private const string NoEnd = " (the line before had no end)";

    /// <summary>Latin-1 has a character for every byte, so that nothing is lost of a text in whatever encoding.</summary>
    private static readonly Encoding Bytes = Encoding.Latin1;

    private readonly string _text;
    private readonly bool _exists;

    private CrontabText(string text, bool exists) => (_text, _exists) = (text, exists);

    /// <summary>The crontab that there is; null where there is none.</summary>
    public static CrontabText Of(byte[]? content) => new(content is null ? "" : Bytes.GetString(content), content is not null);

    /// <summary>The bytes; null where there is to be no crontab.</summary>
    public byte[]? ToBytes() => _exists ? Bytes.GetBytes(_text) : null;

    /// <summary>The block of a schedule, with its markers; null where there is none.</summary>
    public string? BlockOf(string name) => Block(name).Match(_text) is { Success: true } match ? Decode(match.Groups["body"].Value) : null;

    /// <summary>The crontab with a block for a schedule, in place of the one that it had.</summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="lines">The lines.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.SchedulerFailed"/> where the crontab is another program's, or changes the time zone.</exception>
    public CrontabText With(string name, IReadOnlyList<string> lines)
    {
        CheckOthers();
        if (Block(name).Match(_text) is { Success: true } match)
            return new(_text[..match.Groups["body"].Index] + Encode(Body(lines, _text[..match.Index])) + _text[(match.Groups["body"].Index + match.Groups["body"].Length)..], true);
        bool hasEnd = _text.Length == 0 || _text[^1] == '\n';
        string mark = (_exists ? "" : NoFile) + (hasEnd ? "" : NoEnd);
        string before = _text + (hasEnd ? "" : "\n");
        return new($"{before}# BEGIN BackupTools {name}{mark}\n{Encode(Body(lines, before))}# END BackupTools {name}\n", true);
    }

    /// <summary>The crontab without the block of a schedule.</summary>
    public CrontabText Without(string name)
    {
        if (Block(name).Match(_text) is not { Success: true } match)
            return this;
        string mark = match.Groups["mark"].Value;
        string before = _text[..match.Index], after = _text[(match.Index + match.Length)..];

        // What a block knows of the text before it goes over to the block that takes its place, or is made good.
        if (mark.Length > 0 && AnyBlock().Match(after) is { Success: true, Index: 0 } next)
            return new(before + after[..next.Groups["mark"].Index] + mark + after[(next.Groups["mark"].Index + next.Groups["mark"].Length)..], true);
        if (mark.Contains(NoEnd, StringComparison.Ordinal) && after.Length == 0 && before.EndsWith('\n'))
            before = before[..^1];
        return new(before + after, !(mark.Contains(NoFile, StringComparison.Ordinal) && before.Length + after.Length == 0));
    }

    /// <summary>A line for the shell before ours, and after them the shell that was set for what follows.</summary>
    private static string Body(IReadOnlyList<string> lines, string before)
    {
        string? shell = ShellLine().Matches(before).LastOrDefault()?.Value.Trim();
        StringBuilder body = new();
        if (shell is not null)
            body.Append("SHELL=/bin/sh\n");
        foreach (string line in lines)
            body.Append(line).Append('\n');
        return shell is null ? body.ToString() : body.Append(Decode(shell)).Append('\n').ToString();
    }

    private void CheckOthers()
    {
        string others = AnyBlock().Replace(_text, "");
        if (others.Contains("DO NOT EDIT", StringComparison.OrdinalIgnoreCase))
        {
            throw new BackupException(
                ErrorCode.SchedulerFailed, "The crontab says DO NOT EDIT: another program writes it, and would undo what is added.",
                $"Add the schedule by that program, or choose another with {Setting.Scheduler} or {Setting.Scope}.");
        }

        if (ZoneLine().IsMatch(others))
        {
            throw new BackupException(
                ErrorCode.SchedulerFailed, "The crontab sets a time zone (CRON_TZ or TZ), which would hold for the schedule too.",
                $"Remove that line, or choose another scheduler with {Setting.Scheduler}.");
        }
    }

    private static string Encode(string text) => Bytes.GetString(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(Bytes.GetBytes(text));

    private static Regex Block(string name) => new(
        $@"^\# BEGIN BackupTools {Regex.Escape(name)}(?<mark>( \([^)\n]*\))*)\n(?<body>([^\n]*\n)*?)\# END BackupTools {Regex.Escape(name)}\n",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    [GeneratedRegex(
        @"^\# BEGIN BackupTools (?<name>[A-Za-z0-9._-]+)(?<mark>( \([^)\n]*\))*)\n([^\n]*\n)*?\# END BackupTools \k<name>\n",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AnyBlock();

    [GeneratedRegex(@"^[ \t]*SHELL[ \t]*=[^\n]*$", RegexOptions.Multiline)]
    private static partial Regex ShellLine();

    [GeneratedRegex(@"^[ \t]*(CRON_)?TZ[ \t]*=", RegexOptions.Multiline)]
    private static partial Regex ZoneLine();
}
