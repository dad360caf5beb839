using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Text;

/// <summary>Understands <c>sqlite:///path?option=value</c> and plain paths.</summary>
internal static class SqliteConnectionText
{
    /// <summary>The engine's permanent id.</summary>
    public const string EngineId = "sqlite";

    private const string Scheme = "sqlite:";
    private const string LockTimeoutOption = "lockTimeout";

    public static bool Recognizes(string text) =>
        text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || (text.Length > 0 && !text.Contains("://", StringComparison.Ordinal));

    public static DbConnectionInfo Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return text.Trim().Length > 0 && !text.Contains('\0', StringComparison.Ordinal)
                ? Connection(text)
                : throw Wrong(text, "The path is empty or has a NUL character.");
        }

        string rest = text[Scheme.Length..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(question < 0 ? rest : rest[..question]);
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..]
                : throw Wrong(text, "An SQLite database has no host: write sqlite:///absolute/path.");
        }

        if (OperatingSystem.IsWindows() && path.Length > 2 && path[0] == '/' && path[2] == ':')
            path = path[1..];
        if (path.Trim().Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw Wrong(text, "The path is empty or has a NUL character.");
        DbConnectionInfo connection = Connection(path);
        return question < 0 ? connection : WithOptions(connection, rest[(question + 1)..], text);
    }

    /// <summary>Checks a connection that was not made from text.</summary>
    public static DbConnectionInfo Check(DbConnectionInfo connection)
    {
        if (string.IsNullOrEmpty(connection.Path))
            throw new BackupException(ErrorCode.ConnectionNotUnderstood, "An SQLite connection needs the path of a file.");
        if (connection.Options.Keys.FirstOrDefault() is { } option)
            throw UnknownOption(option, connection.Path);
        RequireAbsolute(connection.Path);
        return connection;
    }

    private static DbConnectionInfo Connection(string path)
    {
        if (ShownText.HasNamedSecret(path) && !(Path.IsPathFullyQualified(path) && File.Exists(path)))
        {
            throw new BackupException(
                ErrorCode.ConnectionNotUnderstood, "What was given is no path: it has the password or the key of something else in it.",
                "Give a path to an SQLite file, or a URI such as postgresql://user@host/database.");
        }

        RequireAbsolute(path);
        string full = Path.GetFullPath(path);
        return new DbConnectionInfo { Engine = EngineId, Path = full, Database = SqliteText.DatabaseName(full) };
    }

    /// <summary>A process has a current folder too, and it is not the one that the user sees.</summary>
    private static void RequireAbsolute(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new BackupException(
                ErrorCode.ConnectionNotUnderstood, $"The path '{path}' of an SQLite database is relative, and nothing says to what.",
                "Give an absolute path.", path);
        }
    }

    private static DbConnectionInfo WithOptions(DbConnectionInfo connection, string query, string text)
    {
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            string name = Uri.UnescapeDataString(parts[0]);
            string value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
            if (!name.Equals(LockTimeoutOption, StringComparison.OrdinalIgnoreCase))
                throw UnknownOption(name, text);
            connection = connection with { LockTimeout = ParseTime(value, text) };
        }

        return connection;
    }

    private static TimeSpan ParseTime(string value, string text)
    {
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds <= TimeSpan.FromDays(1).TotalSeconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out TimeSpan time) && time >= TimeSpan.Zero
            ? time
            : throw Wrong(text, $"'{value}' is no {LockTimeoutOption}: give seconds, or hh:mm:ss.");
    }

    private static BackupException UnknownOption(string option, string text) =>
        Wrong(text, $"The option '{option}' is not known; an SQLite connection has only {LockTimeoutOption}.");

    private static BackupException Wrong(string text, string why) => new(
        ErrorCode.ConnectionNotUnderstood, $"The SQLite connection '{text}' is not understood. {why}", "", text);
}
