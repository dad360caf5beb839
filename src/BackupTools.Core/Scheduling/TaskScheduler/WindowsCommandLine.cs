using System.Text;

namespace BackupTools.Scheduling.TaskScheduler;

/// <summary>Arguments as programs of Windows take them apart again.</summary>
internal static class WindowsCommandLine
{
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    private static string Quote(string argument)
    {
        if (argument.Length > 0 && !argument.Any(c => c is ' ' or '\t' or '"'))
            return argument;
        StringBuilder text = new("\"");
        int backslashes = 0;
        foreach (char c in argument)
        {
            // Backslashes count twice where a quotation mark follows, and once elsewhere.
            if (c == '"')
                text.Append('\\', backslashes + 1);
            backslashes = c == '\\' ? backslashes + 1 : 0;
            text.Append(c);
        }

        return text.Append('\\', backslashes).Append('"').ToString();
    }
}
