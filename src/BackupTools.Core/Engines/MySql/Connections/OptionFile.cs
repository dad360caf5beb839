using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>
/// Reads option files as the clients do: groups, <c>!include</c> and <c>!includedir</c>, quotes and escapes. The groups that every
/// client reads count (<c>[client]</c>, <c>[client-server]</c>, <c>[client-mariadb]</c>), and one of our own, <c>[backuptools]</c>; not those
/// of a single client as <c>[mysql]</c> or <c>[mysqldump]</c>. With a suffix, the groups whose names end with it count too. The last of
/// several values counts, in whichever of these groups it is.
/// </summary>
internal sealed class OptionFile
{
    private const int DeepestInclude = 10;
    private const int MostFiles = 200;
    private const int MostLines = 100_000;

    private static readonly string[] Groups = ["client", "client-server", "client-mariadb", "backuptools"];

    private readonly ISystemSettings _system;
    private readonly HashSet<string> _groups;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];
    private int _files;
    private int _lines;

    private OptionFile(ISystemSettings system, string? suffix)
    {
        _system = system;
        _groups = [.. Groups, .. string.IsNullOrEmpty(suffix) ? [] : Groups.Select(g => g + suffix)];
    }

    /// <summary>The options of the files, by their names with hyphens and checked; and the files that everybody may write, which were ignored.</summary>
    /// <param name="system">The environment and the files.</param>
    /// <param name="given">The options that say which files are read.</param>
    /// <exception cref="BackupException">Where a file that was named is not there, or one has what cannot be passed over.</exception>
    public static (IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Ignored) Read(ISystemSettings system, IReadOnlyDictionary<string, string> given)
    {
        string? Given(string name) => given.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        string? suffix = Given(ConnectionOptions.DefaultsGroupSuffix) ?? system.Variable("MARIADB_GROUP_SUFFIX") ?? system.Variable("MYSQL_GROUP_SUFFIX");
        OptionFile reader = new(system, suffix);
        (IReadOnlyList<string> before, IReadOnlyList<string> behind) = OptionFilePlaces.Of(system);
        if (Given(ConnectionOptions.DefaultsFile) is { } only)
        {
            reader.AddNamed(only, ConnectionOptions.DefaultsFile);
        }
        else if (Given(ConnectionOptions.NoDefaults) != "1")
        {
            foreach (string path in before)
                reader.Add(path, 0);
            if (Given(ConnectionOptions.DefaultsExtraFile) is { } extra)
                reader.AddNamed(extra, ConnectionOptions.DefaultsExtraFile);
            foreach (string path in behind)
                reader.Add(path, 0);
        }

        return (reader._values, reader._ignored);
    }

    private void AddNamed(string path, string option)
    {
        if (!Add(path, 0))
            throw ConnectionOptions.NotUnderstood($"The option file '{path}' is not there, or cannot be read.", $"Name another with {option}.");
        if (_ignored.Contains(path))
            throw ConnectionOptions.NotUnderstood($"The option file '{path}' can be written by everybody, so nobody knows whose options it has.", $"Let nobody else write it: chmod 600 '{path}'.");
    }

    private bool Add(string path, int depth)
    {
        if (depth > DeepestInclude || ++_files > MostFiles)
            throw ConnectionOptions.NotUnderstood($"The option file '{path}' is included by too many others.", "Look for a file that includes itself.");
        if (_system.ReadLines(path) is not { } lines)
            return false;
        if (_system.IsWritableByAll(path))
        {
            _ignored.Add(path);
            return true;
        }

        _lines += lines.Count;
        if (_lines > MostLines)
            throw ConnectionOptions.NotUnderstood($"The option files have more than {MostLines} lines.");
        string? group = null;
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            if (line[0] == '!')
                Include(line, path, depth);
            else if (line[0] == '[')
                group = line.IndexOf(']', StringComparison.Ordinal) is > 0 and int end ? line[1..end].Trim() : throw Wrong(path, i, "is no name of a group");
            else if (group is null)
                throw Wrong(path, i, "is an option before the first group");
            else if (_groups.Contains(group))
                AddOption(line, path, i);
        }

        return true;
    }

    /// <summary>Files that are not there are passed over, as by the clients.</summary>
    private void Include(string line, string from, int depth)
    {
        string[] parts = line[1..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || parts[0] is not ("include" or "includedir"))
            return;
        string path = parts[1].StartsWith("~/", StringComparison.Ordinal) && _system.HomeFolder is { } home ? Path.Combine(home, parts[1][2..]) : parts[1];
        if (!Path.IsPathFullyQualified(path))
            throw ConnectionOptions.NotUnderstood($"The option file '{from}' includes '{path}', a relative path, and nothing says to what.", "Write an absolute path there.");
        if (parts[0] == "include")
        {
            Add(path, depth + 1);
            return;
        }

        foreach (string file in _system.FilesIn(path).Where(f => Path.GetExtension(f) == ".cnf" || (OperatingSystem.IsWindows() && Path.GetExtension(f) == ".ini")))
            Add(file, depth + 1);
    }

    private void AddOption(string line, string path, int number)
    {
        (string written, string? value) = OptionLine.Read(line);
        string name = OptionNames.Normalize(written.StartsWith("loose", StringComparison.OrdinalIgnoreCase) && written.Length > 6 && written[5] is '-' or '_' ? written[6..] : written);
        foreach ((string prefix, string meaning) in (ReadOnlySpan<(string, string)>)[("skip-", "0"), ("disable-", "0"), ("enable-", "1")])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && ConnectionOptions.IsFlag(OptionNames.Normalize(name[prefix.Length..])))
                (name, value) = (OptionNames.Normalize(name[prefix.Length..]), meaning);
        }

        if (OptionNames.IsUnsupportedForSafety(name))
        {
            throw ConnectionOptions.NotUnderstood(
                $"The option '{name}' in the option file '{path}' is not supported here, and to pass it over could make the connection another one, or a less safe one.",
                "Name another file with defaults-file, without that option.");
        }

        if (ConnectionOptions.OfFiles.Contains(name))
            return;
        if (name is "host" or "port" or "user" or "password" or "database")
            _values[name] = value ?? "";
        else if (ConnectionOptions.IsSupported(name))
            _values[name] = Checked(name, value ?? "", path, number);
    }

    private static string Checked(string name, string value, string path, int number)
    {
        try
        {
            return ConnectionOptions.Check(name, value);
        }
        catch (BackupException e)
        {
            throw new BackupException(e.Code, $"Line {number + 1} of the option file '{path}' cannot be used. {e.Message}", "", path, e);
        }
    }

    private static BackupException Wrong(string path, int number, string what) =>
        ConnectionOptions.NotUnderstood($"Line {number + 1} of the option file '{path}' {what}.", "Mend the file, or name another with defaults-file.");
}
