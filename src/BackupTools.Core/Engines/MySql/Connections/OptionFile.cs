using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>
/// Reads option files as the clients do: groups, <c>!include</c> and <c>!includedir</c>, quotes and escapes. The groups of every
/// client count (<c>[client]</c>, <c>[client-server]</c>, <c>[client-mariadb]</c>), and one of our own, <c>[backuptools]</c>.
/// </summary>
internal sealed class OptionFile(ISystemSettings system)
{
    private const int DeepestInclude = 10;
    private const int MostLines = 100_000;

    private static readonly HashSet<string> Groups = new(StringComparer.OrdinalIgnoreCase) { "client", "client-server", "client-mariadb", "backuptools" };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private int _lines;

    /// <summary>Where the clients look where they are not told.</summary>
    public static IEnumerable<string> DefaultFiles(ISystemSettings system)
    {
        if (!OperatingSystem.IsWindows())
        {
            yield return "/etc/my.cnf";
            yield return "/etc/mysql/my.cnf";
        }

        if (system.HomeFolder is { } home)
            yield return Path.Combine(home, ".my.cnf");
    }

    /// <summary>The options of the files, by their names with hyphens; a later one of the same name counts.</summary>
    /// <param name="system">The environment and the files.</param>
    /// <param name="only">The only file; null for the usual ones, which need not be there.</param>
    /// <exception cref="BackupException">Where the only file is not there, or one has what cannot be passed over.</exception>
    public static IReadOnlyDictionary<string, string> Read(ISystemSettings system, string? only)
    {
        OptionFile reader = new(system);
        foreach (string path in only is null ? DefaultFiles(system) : [only])
        {
            bool isThere = reader.Add(path, 0);
            if (!isThere && only is not null)
                throw ConnectionOptions.NotUnderstood($"The option file '{path}' is not there, or cannot be read.", "Name another with defaults-file.");
        }

        return reader._values;
    }

    private bool Add(string path, int depth)
    {
        if (depth > DeepestInclude)
            throw ConnectionOptions.NotUnderstood($"The option file '{path}' is included by too many others.");
        if (system.ReadLines(path) is not { } lines)
            return false;
        _lines += lines.Count;
        if (_lines > MostLines)
            throw ConnectionOptions.NotUnderstood($"The option files have more than {MostLines} lines.");
        bool isOurs = false;
        foreach (string line in lines.Select(l => l.Trim()))
        {
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            if (line[0] == '!')
                Include(line, path, depth);
            else if (line[0] == '[')
                isOurs = Groups.Contains(line.Trim('[', ']', ' '));
            else if (isOurs)
                AddOption(line, path);
        }

        return true;
    }

    private void Include(string line, string from, int depth)
    {
        string[] parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
            return;
        string path = Path.IsPathFullyQualified(parts[1]) ? parts[1] : Path.Combine(Path.GetDirectoryName(from) ?? "", parts[1]);
        if (parts[0] == "!include")
        {
            Add(path, depth + 1);
        }
        else if (parts[0] == "!includedir" && Directory.Exists(path))
        {
            foreach (string file in Directory.EnumerateFiles(path, "*.cnf").Order(StringComparer.Ordinal))
                Add(file, depth + 1);
        }
    }

    private void AddOption(string line, string path)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        string name = ConnectionOptions.Normalize(equals < 0 ? line : line[..equals]);
        string value = equals < 0 ? "" : Unquote(line[(equals + 1)..].Trim());
        if (name.StartsWith("loose-", StringComparison.Ordinal))
            name = name["loose-".Length..];
        if (ConnectionOptions.IsUnsupported(name))
        {
            throw ConnectionOptions.NotUnderstood(
                $"The option '{name}' in the option file '{path}' is not supported here, and to pass it over could make the connection another one.",
                "Name another file with defaults-file, without that option.");
        }

        if (name is "host" or "port" or "user" or "password" or "database" || ConnectionOptions.IsSupported(name))
            _values[name] = value;
    }

    private static string Unquote(string value)
    {
        bool isQuoted = value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0];
        string text = isQuoted ? value[1..^1] : WithoutComment(value);
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            result.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 's' => ' ', char other => other });
        }

        return result.ToString();
    }

    private static string WithoutComment(string value)
    {
        int comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment].TrimEnd();
    }
}
