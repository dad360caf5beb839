using System.Globalization;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.HelpGenerator;

/// <summary>The help topic that lists every error id with its meaning, made of the documentation of <see cref="ErrorCode"/>.</summary>
public static class ErrorTopic
{
    /// <summary>The file's name in the folder of the help.</summary>
    public const string FileName = "about_BackupTools_Errors.help.txt";

    private const int Width = 76;
    private const int IdWidth = 28;

    private static readonly (int First, string Title)[] Groups =
    [
        (0, "OF EVERY KIND"), (100, "CONNECTIONS AND DATABASES"), (200, "ARCHIVES"), (300, "STORAGES"), (400, "RESTORES"),
        (500, "KEEPING BACKUPS"), (600, "CONFIGURATION AND JOBS"), (650, "NOTIFICATIONS"), (700, "SCHEDULES"), (900, "USERS"),
    ];

    /// <summary>The text of the topic.</summary>
    public static string Generate()
    {
        XmlDocs docs = XmlDocs.Load(Path.Combine(AppContext.BaseDirectory, "BackupTools.Core.xml"));
        StringBuilder text = new(
            """
            TOPIC
                about_BackupTools_Errors

            SHORT DESCRIPTION
                Lists the ids of errors, which never change their name or meaning.

            LONG DESCRIPTION
                FullyQualifiedErrorId begins with one of these ids, and the numbers are
                those of [BackupTools.Abstractions.ErrorCode]. The error's message says
                what failed and on what, its RecommendedAction what to do.

                    try { Backup-Database ./shop.db -Storage ./backups -ErrorAction Stop }
                    catch {
                        switch -Wildcard ($_.FullyQualifiedErrorId) {
                            'StorageFull,*'    { 'Make room.' }
                            'DatabaseLocked,*' { 'Try again later.' }
                            default            { throw }
                        }
                    }

            """);
        ErrorCode[] codes = [.. Enum.GetValues<ErrorCode>().Order()];
        for (int i = 0; i < Groups.Length; i++)
        {
            int end = i + 1 < Groups.Length ? Groups[i + 1].First : int.MaxValue;
            ErrorCode[] group = [.. codes.Where(c => (int)c >= Groups[i].First && (int)c < end)];
            if (group.Length == 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"\n    {Groups[i].Title}\n");
            foreach (ErrorCode code in group)
                Append(text, code, XmlDocs.Text(docs.Of(typeof(ErrorCode).GetField(code.ToString())!)?.Element("summary")));
        }

        return text.Append("\nSEE ALSO\n    about_BackupTools\n").ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder text, ErrorCode code, string meaning)
    {
        string margin = new(' ', 4 + IdWidth);
        string line = $"    {code} ".PadRight(4 + IdWidth);
        foreach (string word in meaning.Split(' '))
        {
            if (line.Length + word.Length > Width && line.TrimEnd().Length > 0)
            {
                text.Append(line.TrimEnd()).Append('\n');
                line = margin;
            }

            line += word + ' ';
        }

        text.Append(line.TrimEnd()).Append('\n');
    }
}
