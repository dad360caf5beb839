namespace BackupTools.Engines.Sqlite.Text;

/// <summary>Names as SQL writes them.</summary>
internal static class SqliteText
{
    /// <summary>An identifier between double quotes.</summary>
    public static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A string literal.</summary>
    public static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A statement of the schema, ended; it may itself end with a comment, which would take the semicolon with it.</summary>
    public static string End(string statement) => statement + (statement.Contains("--", StringComparison.Ordinal) ? "\n;\n" : ";\n");

    /// <summary>Quoted identifiers between commas.</summary>
    public static string List(IEnumerable<string> names) => string.Join(',', names.Select(Quote));

    /// <summary>True where SQLite takes both for the same name: it ignores the case of ASCII letters only.</summary>
    public static bool SameName(string left, string right) => Fold(left) == Fold(right);

    /// <summary>The form of a name in which equal names are equal strings.</summary>
    public static string Fold(string name) =>
        string.Create(name.Length, name, static (span, n) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = n[i] is >= 'A' and <= 'Z' ? (char)(n[i] | 0x20) : n[i];
        });

    /// <summary>Where the file is, among those of all machines.</summary>
    public static string ServerName(string path) => $"{Environment.MachineName}:{path}";

    /// <summary>The database's name: that of its file without extension.</summary>
    public static string DatabaseName(string path) =>
        Path.GetFileNameWithoutExtension(path) is { Length: > 0 } name ? name : Path.GetFileName(path);
}
